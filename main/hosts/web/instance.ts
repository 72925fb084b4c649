import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const instance = z.object({
  port: z.number().int().min(1).max(65_535),
  pid: z.number().int(),
  started: z.iso.datetime(),
  /** Lets the holder ask for a launch address. */
  secret: z.string().min(40),
  /** Hashes of the sessions, so that open pages go on when a killed host is started again. */
  sessions: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});
export type Instance = z.infer<typeof instance>;

function fileOf(home: string): string {
  return path.join(home, 'web.json');
}

/** Where the host of this home says that it is; null when there is none. After a kill it says where it was. */
export function readInstance(home: string): Instance | null {
  try {
    return instance.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
  } catch {
    return null;
  }
}

/** Replaced as a whole, and readable by its owner only. */
export function writeInstance(home: string, content: Instance): void {
  const draft = `${fileOf(home)}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, fileOf(home));
}

export function removeInstance(home: string): void {
  rmSync(fileOf(home), { force: true });
}
