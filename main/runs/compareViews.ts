import type { Manifest } from '../../shared/model/manifest.ts';
import type { Difference } from '../../shared/model/restore.ts';
import { fingerprintTable } from '../postgres/fingerprint.ts';
import { listMaterializedViews } from '../postgres/materializedViews.ts';
import type { Session } from '../postgres/session.ts';

/** Materialised views of the restored database, which a restore refreshes, beside what a refresh of the source would have given. */
export async function compareViews(session: Session, { fingerprint }: Manifest): Promise<Difference[]> {
  const expected = fingerprint.materializedViews ?? [];
  if (expected.length === 0) return [];
  const there = new Map((await listMaterializedViews(session)).map((view) => [keyOf(view), view]));
  const differences: Difference[] = [];
  for (const view of expected) {
    const object = `materialized view ${view.schema}.${view.name}`;
    const words = (populated: boolean, rows: number | null) =>
      populated ? (rows === null ? 'populated' : String(rows)) : 'not populated';
    const found = there.get(keyOf(view));
    if (!found) {
      differences.push({ kind: 'table_missing', object, expected: words(view.populated, view.rows), actual: null });
      continue;
    }
    if (found.populated !== view.populated) {
      const actual = words(found.populated, null);
      differences.push({ kind: 'rows', object, expected: words(view.populated, view.rows), actual });
      continue;
    }
    if (view.rows === null) continue;
    const { rows, hash } = await fingerprintTable(session, view, view.hash !== null);
    if (rows !== view.rows)
      differences.push({ kind: 'rows', object, expected: String(view.rows), actual: String(rows) });
    else if (hash !== view.hash) differences.push({ kind: 'content', object, expected: view.hash, actual: hash });
  }
  return differences;
}

const keyOf = ({ schema, name }: { readonly schema: string; readonly name: string }) => JSON.stringify([schema, name]);
