import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder for all tests of a file or group, there as soon as the first of them runs. */
export function folderForFile(prefix: string): string {
  const dir = path.join(os.tmpdir(), `${prefix}${randomBytes(4).toString('hex')}`);
  beforeAll(() => mkdirSync(dir, { mode: 0o700 }));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Every path below a folder, links not followed. */
export function listTree(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
}

/** What stands below a folder, in full: kind, mode and content of everything. */
export function snapshotTree(dir: string): Map<string, string> {
  return new Map(listTree(dir).map((name) => [name, describeEntry(path.join(dir, name))]));
}

function describeEntry(file: string): string {
  const found = lstatSync(file);
  const mode = found.mode.toString(8);
  if (found.isSymbolicLink()) return `${mode} -> ${readlinkSync(file)}`;
  return found.isFile() ? `${mode} ${createHash('sha256').update(readFileSync(file)).digest('hex')}` : mode;
}
