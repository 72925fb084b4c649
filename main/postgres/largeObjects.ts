import type { LargeObjectFingerprint } from '../../shared/model/manifest.ts';
import type { FingerprintMode } from '../../shared/model/plan.ts';
import type { Session } from './session.ts';

/** `auto` hashes up to this many bytes of large objects. */
const HASH_BYTES = 64 * 1024 * 1024;

/** Counts the large objects in the session's snapshot, and hashes their contents where the mode says so and the role may read them all. */
export async function fingerprintLargeObjects(
  session: Session,
  mode: FingerprintMode,
): Promise<LargeObjectFingerprint> {
  const [found] = await session.query<{ count: string; bytes: string; readable: boolean }>(
    `SELECT count(*)::text AS count, pg_table_size('pg_catalog.pg_largeobject')::text AS bytes,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS readable
     FROM pg_largeobject_metadata`,
  );
  const count = Number(found?.count ?? 0);
  const affordable = mode === 'hashes' || (mode === 'auto' && Number(found?.bytes) <= HASH_BYTES);
  if (count === 0 || !affordable || found?.readable !== true) return { count, hash: null };
  // By page and not by object: one that is mostly holes may be larger than a value can be. Zeros at the end of a page do not count,
  // because holes are restored as zeros.
  const [row] = await session.query<{ hash: string }>(
    `SELECT coalesce(sum(hashtextextended(loid || ':' || pageno || ':' || digits, 0)), 0)::text AS hash
     FROM (SELECT loid, pageno, rtrim(encode(data, 'hex'), '0') AS digits FROM pg_largeobject) pages WHERE digits <> ''`,
  );
  return { count, hash: row?.hash ?? null };
}
