import type { ViewFingerprint } from '../../shared/model/manifest.ts';
import type { FingerprintMode } from '../../shared/model/plan.ts';
import { NOT_SYSTEM, notOfExtension } from './fingerprint.ts';
import type { Session } from './session.ts';

/** As long as one view may take to compute, and all of them together, in milliseconds: backups must not wait for reports. */
const VIEW_MS = 10_000;
const ALL_MS = 60_000;

export interface MaterializedView {
  readonly schema: string;
  readonly name: string;
  readonly populated: boolean;
  /** Its query, when that reads tables alone, and by nothing but immutable functions of PostgreSQL itself. */
  readonly query: string | null;
  /** The query gives the same rows in whatever order it reads. */
  readonly orderFree: boolean;
}

/**
 * The materialised views that pg_dump writes. A query is named only where running it runs no code of the database's own, which would
 * otherwise have the rights of whoever takes the backup; where the clock, the zone or another view have no say in it; and where the
 * tree of the rule shows all that (dependencies on built-in functions are recorded nowhere else).
 */
export async function listMaterializedViews(session: Session): Promise<MaterializedView[]> {
  return session.query<MaterializedView>(`
    WITH views AS (
      SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relispopulated AS populated, r.ev_action::text AS tree
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_rewrite r ON r.ev_class = c.oid
      WHERE c.relkind = 'm' AND ${NOT_SYSTEM} AND ${notOfExtension('pg_class', 'c.oid')}
    ), judged AS (
      SELECT v.*,
        NOT EXISTS (
          SELECT FROM regexp_matches(tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) ([0-9]+)', 'g') found
          LEFT JOIN pg_proc p ON p.oid = found[1]::oid
          WHERE found[1] <> '0' AND (p.oid IS NULL OR p.oid >= 16384 OR p.provolatile <> 'i')
        ) AND NOT EXISTS (
          SELECT FROM regexp_matches(tree, ':(?:opno|eqop|sortop) ([0-9]+)', 'g') found
          LEFT JOIN pg_operator o ON o.oid = found[1]::oid LEFT JOIN pg_proc p ON p.oid = o.oprcode
          WHERE found[1] <> '0' AND (p.oid IS NULL OR o.oid >= 16384 OR p.oid >= 16384 OR p.provolatile <> 'i')
        ) AND NOT EXISTS (
          SELECT FROM regexp_matches(tree, ':relid ([0-9]+)', 'g') found LEFT JOIN pg_class t ON t.oid = found[1]::oid
          WHERE found[1]::oid NOT IN (0, v.oid) AND (t.oid IS NULL OR t.oid < 16384 OR t.relkind NOT IN ('r', 'p'))
        ) AND tree !~ '\\{(SQLVALUEFUNCTION|ROWCOMPARE|NEXTVALUEEXPR|COERCEVIAIO|COERCETODOMAIN|TABLESAMPLECLAUSE|TABLEFUNC|XMLEXPR|JSON\\w*) '
        AS plain,
        NOT EXISTS (
          SELECT FROM regexp_matches(tree, ':aggfnoid ([0-9]+)', 'g') found
          WHERE found[1]::oid::regprocedure::text !~
            '^(count|min|max|bool_and|bool_or|every|bit_and|bit_or)\\(|^(sum|avg)\\((smallint|integer|bigint|numeric)\\)$'
        ) AND tree !~ '\\{WINDOWFUNC |:hasDistinctOn true|:limit(Count|Offset) \\{' AS "orderFree"
      FROM views v
    )
    SELECT schema, name, populated, "orderFree", CASE WHEN plain THEN rtrim(pg_get_viewdef(oid), ';') END AS query
    FROM judged ORDER BY schema, name`);
}

/**
 * What each populated view would hold if it were refreshed in the session's snapshot. One that takes too long, or fails, is only
 * known to be populated: the snapshot goes on.
 */
export async function fingerprintViews(
  session: Session,
  views: readonly MaterializedView[],
  mode: FingerprintMode,
  monotonic: () => number,
): Promise<ViewFingerprint[]> {
  const until = monotonic() + ALL_MS;
  const prints: ViewFingerprint[] = [];
  for (const view of views) {
    const { schema, name, populated, query, orderFree } = view;
    const left = Math.floor(Math.min(VIEW_MS, until - monotonic()));
    const known = populated && query !== null && mode !== 'estimates' && left > 0;
    const found = known ? await tryOut(session, query, orderFree && mode !== 'counts', left) : null;
    prints.push({ schema, name, populated, rows: found?.rows ?? null, hash: found?.hash ?? null });
  }
  return prints;
}

async function tryOut(session: Session, query: string, hashed: boolean, ms: number) {
  await session.query('SAVEPOINT lifeboat_view');
  try {
    await session.query(`SET LOCAL statement_timeout = ${ms}`);
    const hash = hashed ? 'coalesce(sum(hashtextextended(lifeboat_row_of_view::text, 0)), 0)::text' : 'NULL';
    const [row] = await session.query<{ rows: string; hash: string | null }>(
      `SELECT count(*)::text AS rows, ${hash} AS hash FROM (${query}) AS lifeboat_row_of_view`,
    );
    return { rows: Number(row?.rows), hash: row?.hash ?? null };
  } catch {
    return null;
  } finally {
    // Also takes the timeout back. A session that is lost fails here, as it has to.
    await session.query('ROLLBACK TO SAVEPOINT lifeboat_view');
  }
}
