import { fingerprintTable, listTables } from './fingerprint.ts';
import type { Session } from './session.ts';

/** How a table stood at an instant: its rows, and the server's running counts of what was done to it. */
export interface TableMark {
  readonly schema: string;
  readonly name: string;
  /** Null where it was not counted exactly. */
  readonly rows: number | null;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** How a database stood at an instant. */
export interface DatabaseMark {
  readonly tables: readonly TableMark[];
  /** When the server's counts began; they begin anew after a crash, or when somebody resets them. */
  readonly countedSince: string | null;
  /** False where the server is told not to count. */
  readonly counting: boolean;
}

/**
 * Marks how the session's database stands now.
 * @param rowsOf rows of tables that are known, by `schema` and `name` with a NUL between; the others are counted.
 */
export async function markDatabase(
  session: Session,
  rowsOf: ReadonlyMap<string, number> = new Map(),
): Promise<DatabaseMark> {
  const counts = await session.query<{
    schema: string;
    name: string;
    inserted: string;
    updated: string;
    deleted: string;
  }>(
    `SELECT schemaname AS schema, relname AS name, n_tup_ins::text AS inserted, n_tup_upd::text AS updated, n_tup_del::text AS deleted
     FROM pg_stat_user_tables`,
  );
  const byName = new Map(counts.map((count) => [tableKey(count), count]));
  const tables: TableMark[] = [];
  for (const table of await listTables(session)) {
    const count = byName.get(tableKey(table));
    tables.push({
      schema: table.schema,
      name: table.name,
      rows: rowsOf.get(tableKey(table)) ?? (await fingerprintTable(session, table, false)).rows,
      inserted: Number(count?.inserted ?? 0),
      updated: Number(count?.updated ?? 0),
      deleted: Number(count?.deleted ?? 0),
    });
  }
  const [state] = await session.query<{ since: Date | null; counting: boolean }>(
    `SELECT stats_reset AS since, current_setting('track_counts')::boolean AS counting FROM pg_stat_database WHERE datname = current_database()`,
  );
  return { tables, countedSince: state?.since?.toISOString() ?? null, counting: state?.counting === true };
}

export function tableKey({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}\0${name}`;
}
