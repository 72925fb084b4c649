import type { Swapped } from '../catalog/swaps.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { examineDatabase } from '../postgres/replaceable.ts';
import { openSession } from '../postgres/session.ts';
import { type DatabaseMark, markDatabase, tableKey, type TableMark } from '../postgres/writes.ts';
import { requireConnection, resolveAccess } from './access.ts';
import type { Context } from './context.ts';
import { findPair } from './undo.ts';

/** What happened to a table since a database came in. Null where it cannot be known. */
export interface Written {
  readonly schema: string;
  readonly name: string;
  readonly rowsThen: number | null;
  readonly rowsNow: number | null;
  readonly inserted: number | null;
  readonly updated: number | null;
  readonly deleted: number | null;
}

export interface UndoPreview {
  readonly restore: string;
  readonly database: string;
  readonly previousDatabase: string;
  readonly since: string;
  /** False when another database serves under the name by now: then what was written since cannot be told. */
  readonly comparable: boolean;
  /** False when the server's own counts began anew meanwhile, or it does not count: then only rows are compared. */
  readonly counted: boolean;
  /** Tables that changed. */
  readonly tables: readonly Written[];
  readonly sessions: number;
}

/** What has been written into a database since a restore brought it in, and would be set aside by an undo. Reads only. */
export async function previewUndo(context: Context, kept: Swapped, signal: AbortSignal): Promise<UndoPreview> {
  const connection = requireConnection(context, kept.connection);
  const access = await resolveAccess(context, connection);
  await using server = await openMaintenance(access, connection.database, [kept.database, kept.aside], 'lifeboat');
  const { serving, previous } = await findPair(server, kept);
  const sessions = (await examineDatabase(server, serving.name))?.sessions.length ?? 0;
  const then = JSON.parse(kept.mark ?? 'null') as DatabaseMark | null;
  const comparable = then !== null && serving.oid === kept.incomingOid;
  const head = { restore: kept.run, database: kept.database, previousDatabase: previous.name, since: kept.swappedAt };
  if (!comparable) return { ...head, comparable, counted: false, tables: [], sessions };
  await using session = await openSession(access, serving.name, signal);
  const now = await markDatabase(session);
  return { ...head, comparable, ...compareMarks(then, now), sessions };
}

/** Which tables differ between two marks of one database. Pure. */
export function compareMarks(then: DatabaseMark, now: DatabaseMark): Pick<UndoPreview, 'counted' | 'tables'> {
  const before = new Map(then.tables.map((table) => [tableKey(table), table]));
  const after = new Map(now.tables.map((table) => [tableKey(table), table]));
  const counted =
    then.counting &&
    now.counting &&
    then.countedSince === now.countedSince &&
    now.tables.every((table) => neverLess(before.get(tableKey(table)), table));
  const names = new Map([...before, ...after].map(([key, { schema, name }]) => [key, { schema, name }]));
  const tables = [...names].map(([key, named]): Written => {
    const [old, current] = [before.get(key), after.get(key)];
    const since = (count: 'inserted' | 'updated' | 'deleted') =>
      counted && current ? current[count] - (old?.[count] ?? 0) : null;
    return {
      ...named,
      rowsThen: old?.rows ?? null,
      rowsNow: current?.rows ?? null,
      inserted: since('inserted'),
      updated: since('updated'),
      deleted: since('deleted'),
    };
  });
  return { counted, tables: tables.filter(changed) };
}

function neverLess(old: TableMark | undefined, current: TableMark): boolean {
  return !old || (current.inserted >= old.inserted && current.updated >= old.updated && current.deleted >= old.deleted);
}

function changed({ rowsThen, rowsNow, inserted, updated, deleted }: Written): boolean {
  return rowsThen !== rowsNow || [inserted, updated, deleted].some((count) => count !== null && count > 0);
}
