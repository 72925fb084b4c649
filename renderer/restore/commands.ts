import type { RestoreOrder, RowsOrder } from '../../shared/contract.ts';
import type { ConnectionView } from '../../shared/model/connection.ts';
import type { TableName } from '../../shared/model/restore.ts';
import { quote } from '../../shared/restoreCommand.ts';
import { KEEP_DAYS, type Replacement } from './state.ts';

/** As many characters of an id as the core asks for. */
const SHORT = 8;

/** The whole restore as one command; the connection is left out where it is the backup's own. */
export function restoreLine(order: RestoreOrder, ownConnection: string | null): string {
  const { backup, toNew, on, content, jobs, noOwner, noTablespaces, salvage, trustSql } = order;
  return [
    `lifeboat restore ${quote(backup)}`,
    option('--to-new', toNew),
    on !== undefined && on !== ownConnection && option('--on', on),
    content !== 'all' && option('--only', content),
    jobs !== undefined && option('--jobs', String(jobs)),
    noOwner && '--no-owner',
    noTablespaces && '--no-tablespaces',
    salvage && '--salvage',
    trustSql && '--trust-sql',
    list('--schema', order.schemas),
    list('--table', order.tables.map(tableWord)),
    list('--skip-extension', order.skipExtensions),
  ]
    .filter(Boolean)
    .join(' ');
}

/** Rows alone as one command; the connection is left out where it is the backup's own. */
export function rowsLine(
  { backup, into, on, schemas, tables, trustSql }: RowsOrder,
  ownConnection: string | null,
): string {
  return [
    `lifeboat restore ${quote(backup)} --only data`,
    option('--into', into),
    on !== undefined && on !== ownConnection && option('--on', on),
    trustSql && '--trust-sql',
    list('--schema', schemas),
    list('--table', tables.map(tableWord)),
  ]
    .filter(Boolean)
    .join(' ');
}

/** A replacement as one command; the connection is left out where it is the backup's own. */
export function replaceLine(replacement: Replacement, ownConnection: string | null): string {
  const { backup, database, on, keepDays = KEEP_DAYS, jobs, noOwner, trustSql } = replacement;
  return [
    `lifeboat restore ${quote(backup)}`,
    option('--replace', database),
    on !== ownConnection && option('--on', on),
    keepDays !== KEEP_DAYS && option('--keep-days', String(keepDays)),
    jobs !== undefined && option('--jobs', String(jobs)),
    noOwner && '--no-owner',
    trustSql && '--trust-sql',
    option('--confirm', database),
  ]
    .filter(Boolean)
    .join(' ');
}

/** How a person lets the replaced database take its place again. */
export function undoLine(restore: string, database: string): string {
  return `lifeboat undo ${restore.slice(0, SHORT)} ${option('--confirm', database)}`;
}

/** How a person drops the database that was replaced. */
export function forgetLine(restore: string, kept: string): string {
  return `lifeboat forget ${restore.slice(0, SHORT)} ${option('--confirm', kept)}`;
}

/** How a person looks into the restored database. */
export function connectLine(server: ConnectionView, database: string): string {
  return `psql ${address(server)} --dbname=${quote(databaseWord(database))}`;
}

/** How a person drops the restored database again. */
export function dropLine(server: ConnectionView, database: string): string {
  return `dropdb ${address(server)} ${database.startsWith('-') ? '-- ' : ''}${quote(database)}`;
}

function address({ host, port, user }: ConnectionView): string {
  return `--host=${quote(host)} --port=${port} --username=${quote(user)}`;
}

function list(name: string, values: readonly string[]): string {
  return values.map((value) => option(name, value)).join(' ');
}

/** As the command line reads it: quoted where a name has a dot or a quote. */
function tableWord({ schema, name }: TableName): string {
  return [schema, name].map((part) => (/[".]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join('.');
}

/** A value that looks like an option stays a value. */
function option(name: string, value: string): string {
  return value.startsWith('-') ? `${name}=${quote(value)}` : `${name} ${quote(value)}`;
}

/** psql takes a name with `=`, or one that looks like an address, for a whole connection string. */
function databaseWord(name: string): string {
  if (!name.includes('=') && !/^postgres(ql)?:\/\//.test(name)) return name;
  return `dbname='${name.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
