import { createHash } from 'node:crypto';

/** What the first entry is linked to. */
export const CHAIN_START = '0'.repeat(64);

/** What an entry says; `id` counts from 1. */
export interface AuditFacts {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly host: string;
  readonly door: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

/**
 * The hash that links an entry to all before it: SHA-256, in hexadecimal, over the JSON array of the previous hash and the entry's
 * fields in this order. The form is that of every catalog there is, and must never change.
 */
export function chainHash(previous: string, entry: AuditFacts): string {
  const { id, at, actor, host, door, action, subject, outcome } = entry;
  const text = JSON.stringify([previous, id, at, actor, host, door, action, subject, outcome]);
  return createHash('sha256').update(text).digest('hex');
}
