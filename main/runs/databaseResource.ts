/** What is held exclusively while a database changes places, and shared while it is backed up. */
export const databaseResource = (connection: string, database: string): string => `database:${connection}/${database}`;
