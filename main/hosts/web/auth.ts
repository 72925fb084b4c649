import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports.ts';

/** So many failures within a minute, and for a minute nobody new is let in. */
export const FAILURES_ALLOWED = 10;
export const LOCK_OUT_MS = 60_000;
const MAX_TOKENS = 16;
const MAX_SESSIONS = 32;

export interface Auth {
  /** A launch token: good for one use, and for `ttlMs` when that is given. */
  mint(ttlMs?: number): string;
  /** Takes a launch token for a new session's secret; null when it is none, or was used. */
  enter(token: string): string | null;
  holdsSession(secret: string): boolean;
  /** Notes that someone was turned away for want of a credential. */
  failed(): void;
  isLockedOut(): boolean;
}

export interface AuthOptions {
  readonly clock: Clock;
  /** Hashes of sessions that a killed host of the same home had let in. */
  readonly sessions: readonly string[];
  /** Told the hashes of all sessions when there is a new one. */
  readonly onSessions: (hashes: readonly string[]) => void;
}

/** Who may come in. Secrets are kept as hashes only, and compared in constant time. */
export function createAuth({ clock, sessions: earlier, onSessions }: AuthOptions): Auth {
  const tokens = new Map<string, number>();
  const sessions = new Set(earlier);
  let failures: number[] = [];
  let lockedUntil = Number.NEGATIVE_INFINITY;
  const now = () => clock.monotonic();
  return {
    mint(ttlMs = Number.POSITIVE_INFINITY) {
      const token = newSecret();
      tokens.set(hashOf(token), now() + ttlMs);
      dropOldest(tokens, MAX_TOKENS);
      return token;
    },
    enter(token) {
      const hash = find(tokens.keys(), token);
      const expiry = hash === null ? undefined : tokens.get(hash);
      if (hash === null || expiry === undefined) return null;
      tokens.delete(hash);
      if (expiry < now()) return null;
      const secret = newSecret();
      sessions.add(hashOf(secret));
      dropOldest(sessions, MAX_SESSIONS);
      onSessions([...sessions]);
      return secret;
    },
    holdsSession: (secret) => find(sessions, secret) !== null,
    failed() {
      failures = [...failures.filter((at) => now() - at < LOCK_OUT_MS), now()];
      if (failures.length < FAILURES_ALLOWED) return;
      failures = [];
      lockedUntil = now() + LOCK_OUT_MS;
    },
    isLockedOut: () => now() < lockedUntil,
  };
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function hashOf(secret: string): string {
  return digest(secret).toString('hex');
}

/** Looks at all of them, so that the time taken tells nothing. */
function find(hashes: Iterable<string>, secret: string): string | null {
  const wanted = digest(secret);
  let found: string | null = null;
  for (const hash of hashes) if (timingSafeEqual(Buffer.from(hash, 'hex'), wanted)) found = hash;
  return found;
}

function dropOldest(
  entries: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean },
  most: number,
): void {
  if (entries.size <= most) return;
  const { value } = entries.keys().next();
  if (value !== undefined) entries.delete(value);
}
