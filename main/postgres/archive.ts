import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { capture, type Command } from '../exec.ts';
import { conninfo, type ServerAccess, secretsOf } from './access.ts';
import { type Entry, readEntries } from './archiveEntries.ts';
import { classifyFailure } from './failures.ts';
import { readSchema, type SchemaObjects } from './schemaText.ts';

/** An archive by its path; or one in the custom format as a stream of which the head is read, and which can be had again. */
export type ArchiveSource = string | (() => AsyncIterable<Uint8Array>);

/** Objects to leave out of both sides of a comparison when a restore left them out. */
export interface SchemaScope {
  readonly noOwner: boolean;
  readonly noTablespaces?: boolean;
  /** Path of a list of the entries to take, as pg_restore reads it. */
  readonly list: string | null;
}

/**
 * The archive's table of contents, one line per entry, as `pg_restore -l` prints it.
 * This proves nothing: it reads the head of the archive only. Names are in the encoding of the source database, so each
 * character stands for one byte.
 */
export async function listArchive(archive: ArchiveSource, pgRestore: string, signal: AbortSignal): Promise<string[]> {
  const output = await read(archive, { file: pgRestore, args: ['--list'], signal }, 'latin1');
  return output.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
}

/**
 * The archive's table of contents with what each entry depends on; of the entries in a list, where its path is given.
 * @throws AppError `archive_damaged`, `tool_failed`
 */
export async function listEntries(
  archive: ArchiveSource,
  pgRestore: string,
  signal: AbortSignal,
  list: string | null = null,
): Promise<Entry[]> {
  const args = ['--list', '--verbose'];
  const entries = readEntries(await read(archive, { file: pgRestore, args, signal }, 'latin1'));
  if (list === null) return entries;
  // With --verbose pg_restore prints what is not in a list, too.
  const taken = new Set((await readFile(list, 'utf8')).split('\n').map((line) => Number.parseInt(line, 10)));
  return entries.filter(({ id }) => taken.has(id));
}

/**
 * Of these tables, the ones whose rows the archive does not hold. Names in the list are not quoted and cannot be parsed safely;
 * so the line each table should have is looked for instead.
 */
export function tablesWithoutData(
  entries: readonly string[],
  tables: readonly { readonly schema: string; readonly name: string; readonly bytesOfName: string }[],
): string[] {
  const present = new Set<string>();
  const marker = ' TABLE DATA ';
  const lines = entries
    .filter((line) => line.includes(marker))
    .map((line) => line.slice(line.indexOf(marker) + marker.length));
  for (const line of lines) {
    // `schema name owner`: every prefix that ends before a space may be `schema name`.
    for (let end = line.indexOf(' '); end >= 0; end = line.indexOf(' ', end + 1)) present.add(line.slice(0, end));
  }
  return tables
    .filter((table) => !present.has(oneLine(table.bytesOfName)))
    .map((table) => `${table.schema}.${table.name}`);
}

/** The objects that an archive would create, each with its statements. */
export async function archiveSchema(
  archive: ArchiveSource,
  pgRestore: string,
  scope: SchemaScope,
  signal: AbortSignal,
): Promise<SchemaObjects> {
  return readSchema(await schemaStatements(archive, pgRestore, scope, signal));
}

/** The statements that an archive would create its schema with. */
export function schemaStatements(
  archive: ArchiveSource,
  pgRestore: string,
  scope: SchemaScope,
  signal: AbortSignal,
): Promise<string> {
  const list = scope.list === null ? [] : [`--use-list=${scope.list}`];
  const args = ['--schema-only', '--file=-', ...scopeArguments(scope), ...list];
  return read(archive, { file: pgRestore, args, signal });
}

/** The statements that the schema of a live database would be created with. */
export async function databaseSchema(
  access: ServerAccess,
  database: string,
  pgDump: string,
  env: Record<string, string>,
  scope: SchemaScope,
  signal: AbortSignal,
): Promise<SchemaObjects> {
  const args = [
    '--schema-only',
    `--dbname=${conninfo(database)}`,
    '--no-password',
    '--lock-wait-timeout=30000',
    ...scopeArguments(scope),
  ];
  return readSchema(await run({ file: pgDump, args, signal, env, secrets: secretsOf(access) }));
}

function scopeArguments(scope: SchemaScope): string[] {
  return [
    ...(scope.noOwner ? ['--no-owner', '--no-privileges'] : []),
    ...(scope.noTablespaces ? ['--no-tablespaces'] : []),
  ];
}

/** pg_restore prints line breaks in names as spaces. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}

/** Asks pg_restore about an archive; of a stream it reads as much as it needs. */
function read(archive: ArchiveSource, command: Command, encoding?: 'utf8' | 'latin1'): Promise<string> {
  const { args } = command;
  return typeof archive === 'string'
    ? run({ ...command, args: [...args, archive] }, encoding)
    : run({ ...command, args: [...args, '--format=custom'], input: archive() }, encoding);
}

async function run(command: Command, encoding: 'utf8' | 'latin1' = 'utf8'): Promise<string> {
  const result = await capture(command, undefined, encoding);
  if (result.code !== 0)
    throw classifyFailure({
      tool: basename(command.file).includes('restore') ? 'pg_restore' : 'pg_dump',
      exitCode: result.code,
      signal: result.signal,
      stderr: result.stderr,
    });
  if (result.stdout === '')
    throw new AppError('archive_damaged', 'The archive has no table of contents.', 'Restore from another backup.');
  return result.stdout;
}
