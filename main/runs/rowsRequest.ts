import type { RowsOrder } from '../../shared/contract/restores.ts';
import type { Choice } from '../postgres/selection.ts';
import type { RestoreSubject } from './performRestore.ts';
import type { Wish } from './wish.ts';

/** The database has the tables already, all of them empty. */
export interface RowsRequest extends RestoreSubject {
  readonly choice: Choice;
  /** Plain SQL that was not taken here may be run. */
  readonly trustSql: boolean;
}

/** Rows alone are a part of any backup. */
export function wishOf({ choice }: RowsRequest): Wish {
  return { content: 'data', noOwner: false, noTablespaces: false, choice };
}

/** The order that a request was made from. */
export function rowsOrderOf({ backup, database, connection, choice, trustSql }: RowsRequest): RowsOrder {
  const { schemas, tables } = choice;
  return { backup: backup.id, into: database, on: connection, schemas: [...schemas], tables: [...tables], trustSql };
}
