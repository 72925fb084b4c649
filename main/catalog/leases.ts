import type { WriteHandle } from './open.ts';
import type { Owner } from './owner.ts';

export interface Lease {
  readonly resource: string;
  readonly run: string;
  readonly owner: string;
  readonly pid: number;
  readonly what: string;
  readonly since: string;
  /** 1 for a reader's lease, which other readers may share. */
  readonly shared: number;
}

export interface LeaseRequest {
  /** `plan:NAME` (exclusive) or `backup:ID` (readers may share it). */
  readonly resource: string;
  readonly run: string;
  readonly what: string;
  readonly shared: boolean;
}

/**
 * Takes a lease in one transaction; leases of dead owners are cleared on the way.
 * @returns the live lease that stands in the way, or null when this one was taken.
 */
export function takeLease(
  db: WriteHandle,
  request: LeaseRequest,
  owner: Owner,
  at: Date,
  isAlive: (owner: string) => boolean,
): Lease | null {
  return db
    .transaction(() => {
      const held = db.prepare('SELECT * FROM leases WHERE resource = ?').all(request.resource) as Lease[];
      for (const lease of held) {
        if (lease.owner !== owner.id && !isAlive(lease.owner)) {
          db.prepare('DELETE FROM leases WHERE resource = ? AND run = ?').run(lease.resource, lease.run);
        } else if (!request.shared || lease.shared === 0) {
          return lease;
        }
      }
      db.prepare(
        'INSERT INTO leases (resource, run, owner, pid, what, since, shared) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ).run(request.resource, request.run, owner.id, owner.pid, request.what, at.toISOString(), Number(request.shared));
      return null;
    })
    .immediate();
}

export function releaseLeases(db: WriteHandle, run: string): void {
  db.prepare('DELETE FROM leases WHERE run = ?').run(run);
}

/** Resources under a live lease, those of dead owners left out. */
export function leasedResources(db: WriteHandle, isAlive: (owner: string) => boolean): Set<string> {
  const leases = db.prepare('SELECT * FROM leases').all() as Lease[];
  return new Set(leases.filter((lease) => isAlive(lease.owner)).map((lease) => lease.resource));
}
