import { AppError } from '../../shared/errors.ts';
import type { Manifest, SequenceFingerprint } from '../../shared/model/manifest.ts';
import type { TableName } from '../../shared/model/restore.ts';
import { listTables, readSequences } from '../postgres/fingerprint.ts';
import { quoteIdentifier, type Session } from '../postgres/session.ts';

/** @throws AppError `bad_input` for a backup whose rows cannot be had by themselves. */
export function checkHasRows({ content, format }: Manifest): void {
  if (content === 'schema')
    throw new AppError('bad_input', 'This backup holds no rows.', 'Choose a backup of everything, or of data.');
  if (format === 'plain' && content === 'data')
    throw new AppError(
      'bad_input',
      'This plain SQL holds rows and no tables, so there is nothing that it could be run in to take them from.',
      'Choose a backup of everything, or one in the custom or directory format.',
    );
}

/** @throws AppError `target_unfit` for a database that lacks one of these tables. */
export async function checkThere(target: Session, tables: readonly TableName[]): Promise<void> {
  const there = new Set((await listTables(target)).map(keyOf));
  const missing = tables.filter((table) => !there.has(keyOf(table)));
  if (missing.length === 0) return;
  throw new AppError(
    'target_unfit',
    `The database lacks ${few(missing)}.`,
    'Restore schema and data into a new database, or make the tables first.',
  );
}

/** @throws AppError `target_unfit` for tables that are missing or hold rows; nothing has been written by then. */
export async function checkEmpty(target: Session, tables: readonly TableName[]): Promise<void> {
  await checkThere(target, tables);
  const filled: TableName[] = [];
  for (const table of tables) {
    const [row] = await target.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ONLY ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}) AS filled`,
    );
    if (row?.filled) filled.push(table);
  }
  if (filled.length === 0) return;
  throw new AppError(
    'target_unfit',
    `There are rows already in ${few(filled)}.`,
    'Rows are restored only into empty tables; restore into a new database instead.',
  );
}

/** @throws AppError `permission_denied` for tables into which this role may not write. */
export async function checkWritable(target: Session, tables: readonly TableName[]): Promise<void> {
  const denied: TableName[] = [];
  for (const table of tables) {
    const name = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
    const [row] = await target.query<{ may: boolean }>(`SELECT has_table_privilege($1, 'INSERT') AS may`, [name]);
    if (!row?.may) denied.push(table);
  }
  if (denied.length === 0) return;
  throw new AppError(
    'permission_denied',
    `The role of this connection may not write into ${few(denied)}.`,
    'Grant it INSERT on them, or use a connection of their owner.',
  );
}

/** The sequences that stand further on than in the backup. */
export async function furtherOn(
  target: Session,
  expected: readonly SequenceFingerprint[],
): Promise<SequenceFingerprint[]> {
  const now = new Map((await readSequences(target)).map((sequence) => [keyOf(sequence), sequence]));
  return expected.filter((sequence) => {
    const found = now.get(keyOf(sequence))?.lastValue ?? null;
    if (found === null) return false;
    if (sequence.lastValue === null) return true;
    const ahead = BigInt(found) - BigInt(sequence.lastValue);
    return BigInt(sequence.increment) > 0n ? ahead > 0n : ahead < 0n;
  });
}

const keyOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);

/** The first of these names, and how many more there are. */
export function few(tables: readonly TableName[]): string {
  const names = tables.slice(0, 5).map(({ schema, name }) => `${schema}.${name}`);
  return tables.length > names.length
    ? `${names.join(', ')} and ${tables.length - names.length} more`
    : names.join(', ');
}
