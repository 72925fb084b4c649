import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Entry } from '../postgres/archiveEntries.ts';
import { type Context, scratchDir } from './context.ts';

/** Lists of archive entries, as pg_restore reads them; the files are gone when this is disposed of. */
export interface EntryLists extends AsyncDisposable {
  /** Returns the path of the list. */
  readonly write: (entries: readonly Entry[]) => Promise<string>;
}

export async function openEntryLists(context: Context): Promise<EntryLists> {
  const dir = path.join(scratchDir(context), `lists-${randomUUID()}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  let count = 0;
  return {
    async write(entries) {
      const file = path.join(dir, String(count++));
      await writeFile(file, entries.map(({ id }) => `${id};\n`).join(''), { mode: 0o600, flag: 'wx' });
      return file;
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
