import type { RowsOrder } from '../../shared/contract/restores.ts';
import type { Choice } from '../postgres/selection.ts';
import type { RestoreSubject } from './performRestore.ts';

/** The database has the tables already, all of them empty. */
export interface RowsRequest extends RestoreSubject {
  readonly choice: Choice;
}

/** The order that a request was made from. */
export function rowsOrderOf({ backup, database, connection, choice }: RowsRequest): RowsOrder {
  const { schemas, tables } = choice;
  return { backup: backup.id, into: database, on: connection, schemas: [...schemas], tables: [...tables] };
}
