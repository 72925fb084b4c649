import type { Contents } from '../../shared/model/backup.ts';
import type { TableName } from '../../shared/model/restore.ts';

/** Whole schemas, and single tables of other ones. */
export interface Parts {
  readonly schemas: readonly string[];
  readonly tables: readonly TableName[];
}

export const NO_PARTS: Parts = { schemas: [], tables: [] };

export const hasParts = ({ schemas, tables }: Parts): boolean => schemas.length + tables.length > 0;

export const keyOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);

/** As a check box says it. */
export type Mark = 'true' | 'false' | 'mixed';

export interface Marks {
  readonly schema: (schema: string) => Mark;
  readonly table: (table: TableName) => Mark;
}

/** Which boxes are checked; asked for each row in sight. */
export function marksOf({ schemas, tables }: Parts): Marks {
  const whole = new Set(schemas);
  const touched = new Set(tables.map(({ schema }) => schema));
  const single = new Set(tables.map(keyOf));
  return {
    schema: (schema) => (whole.has(schema) ? 'true' : touched.has(schema) ? 'mixed' : 'false'),
    table: (table) => (whole.has(table.schema) || single.has(keyOf(table)) ? 'true' : 'false'),
  };
}

/** A schema that is not wholly chosen becomes so; else nothing of it stays. */
export function toggleSchema({ schemas, tables }: Parts, schema: string): Parts {
  const others = schemas.filter((other) => other !== schema);
  return {
    schemas: others.length === schemas.length ? [...schemas, schema] : others,
    tables: tables.filter((table) => table.schema !== schema),
  };
}

/** A table taken out of a whole schema leaves the other tables of it, one by one. */
export function toggleTable(parts: Parts, { schema, name }: TableName, contents: Contents): Parts {
  const { schemas, tables } = parts;
  const key = keyOf({ schema, name });
  const others = tables.filter((table) => keyOf(table) !== key);
  if (!schemas.includes(schema))
    return { schemas, tables: others.length === tables.length ? [...tables, { schema, name }] : others };
  const siblings = contents.tables.filter((table) => table.schema === schema && keyOf(table) !== key);
  return {
    schemas: schemas.filter((other) => other !== schema),
    tables: [...tables, ...siblings.map((table) => ({ schema, name: table.name }))],
  };
}
