import { setImmediate as breathe } from 'node:timers/promises';
import { type AuditFacts, CHAIN_START, chainHash } from './auditChain.ts';
import { type AuditHead, fits, storedHead, wasWitnessed, witnessedHead } from './auditHead.ts';
import type { ReadHandle } from './open.ts';

/** So many at a time, that a host answers in between. */
const PAGE = 5_000;

export interface AuditVerdict {
  readonly ok: boolean;
  readonly entries: number;
  /** The number of the first entry that is not as it was written, or is not there. */
  readonly brokenAt?: number;
  /** A sentence for a person, when it is not whole. */
  readonly problem?: string;
}

/**
 * Looks at every entry of the audit log and at both records of where it ends: any that was changed, removed, added or moved is found.
 * What cannot be found: a forger who rewrites the table, the record in the catalog and the file beside it alike.
 */
export async function verifyAudit(db: ReadHandle): Promise<AuditVerdict> {
  const page = db.prepare('SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?');
  let last = { id: 0, hash: CHAIN_START };
  let entries = 0;
  /** The next entries; or what the end is like, in one reading with the look that found no more, so that none comes in between. */
  const read = db.transaction((file: ReturnType<typeof witnessedHead>) => {
    const rows = page.all(last.id, PAGE) as (AuditFacts & { readonly chain: string })[];
    return rows.length > 0 ? rows : end(db, last, file);
  });
  for (;;) {
    // The file before the table: it is written after the entry, and so is never ahead of what is read later.
    const rows = read(witnessedHead(db.name));
    if (!Array.isArray(rows)) return { entries, ...rows };
    for (const row of rows) {
      const hash = chainHash(last.hash, row);
      if (hash !== row.chain) {
        const missing = row.id > last.id + 1;
        const problem = missing
          ? `Entries from ${last.id + 1} to ${row.id - 1} are missing.`
          : `Entry ${row.id} is not as it was written, or does not belong there.`;
        return { ok: false, entries: count(db), brokenAt: missing ? last.id + 1 : row.id, problem };
      }
      last = { id: row.id, hash };
      entries += 1;
    }
    await breathe();
  }
}

type End = Omit<AuditVerdict, 'entries'>;

/** Whether the log ends where the catalog and the file beside it say. */
function end(db: ReadHandle, last: AuditHead, file: ReturnType<typeof witnessedHead>): End {
  const stored = storedHead(db);
  if (!stored) return broken(last.id + 1, 'The record in the catalog of where the log ends is gone.');
  if (stored.id > last.id) return broken(last.id + 1, `Entries from ${last.id + 1} to ${stored.id} are missing.`);
  if (stored.id < last.id) return broken(stored.id + 1, `Entry ${stored.id + 1} was not written by Lifeboat.`);
  if (stored.hash !== last.hash) return broken(stored.id, 'The log is not the one that was written here.');
  if (file === 'missing')
    return wasWitnessed(db)
      ? { ok: false, problem: 'The file audit.head beside the catalog is gone, so entries at the end may be missing.' }
      : { ok: true };
  if (!file) return { ok: false, problem: 'The file audit.head beside the catalog cannot be understood.' };
  if (file.id > last.id)
    return broken(last.id + 1, `Entries from ${last.id + 1} to ${file.id} are missing: audit.head knows of them.`);
  return fits(db, file) ? { ok: true } : broken(file.id, 'The log is not the one that audit.head knows.');
}

function broken(brokenAt: number, problem: string): End {
  return { ok: false, brokenAt, problem };
}

function count(db: ReadHandle): number {
  return db.prepare('SELECT count(*) FROM audit').pluck().get() as number;
}
