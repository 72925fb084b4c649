import { basename } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { capture } from '../exec.ts';
import { conninfo, type ServerAccess, secretsOf } from './access.ts';
import { classifyFailure } from './failures.ts';
import { readSchema, type SchemaObjects } from './schemaText.ts';

/** Objects to leave out of both sides of a comparison when a restore left them out. */
export interface SchemaScope {
  readonly noOwner: boolean;
}

/**
 * The archive's table of contents, one line per entry, as `pg_restore -l` prints it.
 * This proves nothing: it reads the head of the archive only. Names are in the encoding of the source database, so each
 * character stands for one byte.
 */
export async function listArchive(path: string, pgRestore: string, signal: AbortSignal): Promise<string[]> {
  const output = await run(pgRestore, ['--list', path], signal, {}, [], 'latin1');
  return output.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
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

/** The statements that an archive would create its schema with. */
export async function archiveSchema(
  path: string,
  pgRestore: string,
  scope: SchemaScope,
  signal: AbortSignal,
): Promise<SchemaObjects> {
  return readSchema(await run(pgRestore, ['--schema-only', '--file=-', ...scopeArguments(scope), path], signal));
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
  return readSchema(await run(pgDump, args, signal, env, secretsOf(access)));
}

function scopeArguments(scope: SchemaScope): string[] {
  return scope.noOwner ? ['--no-owner', '--no-privileges'] : [];
}

/** pg_restore prints line breaks in names as spaces. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}

async function run(
  file: string,
  args: string[],
  signal: AbortSignal,
  env: Record<string, string> = {},
  secrets: readonly string[] = [],
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string> {
  const result = await capture({ file, args, env, signal, secrets }, undefined, encoding);
  if (result.code !== 0)
    throw classifyFailure({
      tool: basename(file).includes('restore') ? 'pg_restore' : 'pg_dump',
      exitCode: result.code,
      signal: result.signal,
      stderr: result.stderr,
    });
  if (result.stdout === '')
    throw new AppError('archive_damaged', 'The archive has no table of contents.', 'Restore from another backup.');
  return result.stdout;
}
