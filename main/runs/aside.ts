import { databaseExists } from '../postgres/database.ts';
import type { Session } from '../postgres/session.ts';

/** How long PostgreSQL lets a name be, in bytes. */
const NAME_BYTES = 63;

/** A free name for a database that is set aside: its own, cut where it must be, and when and why. */
export async function asideName(
  server: Session,
  database: string,
  why: 'before' | 'undone',
  at: Date,
): Promise<string> {
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  for (let count = 1; ; count += 1) {
    const name = withEnding(database, `_${why}_${stamp}${count === 1 ? '' : `_${count}`}`);
    if (!(await databaseExists(server, name))) return name;
  }
}

/** Cuts a name at the boundary of a character, so that it fits with the ending. Pure. */
export function withEnding(name: string, ending: string): string {
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(NAME_BYTES - ending.length));
  return name.slice(0, read) + ending;
}
