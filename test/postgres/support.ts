import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { App } from '../../main/app.ts';
import { demoWriterSql } from '../../main/demo/sample.ts';
import { openSession } from '../../main/postgres/session.ts';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { type Manifest, manifest } from '../../shared/model/manifest.ts';
import { fakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { writeUnsigned } from '../helpers/manifests.ts';
import type { TestServer } from '../helpers/server.ts';

const run = promisify(execFile);

export async function take(app: App, plan = 'plan'): Promise<Backup> {
  return (await app.call('backups.take', { plan })).backup;
}

/** The error a call is expected to fail with: its code as named, with a sentence and a next step. */
export async function failure(code: ErrorCode, call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown as AppError,
  );
  expect(error?.toJSON()).toMatchObject({ code });
  expect(error?.message).toMatch(/^\S+ \S+ \S/);
  expect(error?.nextStep).toMatch(/^\S+ \S/);
  return error as AppError;
}

/** Every name in a backup's folder, hidden ones too. */
export function namesBeside(backup: Backup): string[] {
  return readdirSync(path.dirname(backup.manifestPath)).sort();
}

export async function manifestOf(backup: Backup): Promise<Manifest> {
  return manifest.parse(JSON.parse(await readFile(backup.manifestPath, 'utf8')));
}

/** Makes a manifest say something else, as if the backup had been of another database. */
export async function tamper(backup: Backup, change: (value: Manifest) => Manifest): Promise<void> {
  writeUnsigned(backup, change(await manifestOf(backup)));
}

/** What pg_dump says of a database: a comparison that owes nothing to Lifeboat's own. */
export async function dumpText(server: TestServer, database: string): Promise<string> {
  const { stdout } = await run(
    path.join(server.binDir, 'pg_dump'),
    ['--restrict-key=fixed', '-h', server.host, '-p', String(server.port), '-U', server.user, database],
    { env: { ...process.env, PGPASSWORD: server.password }, maxBuffer: 256 * 1024 * 1024, encoding: 'latin1' },
  );
  return stdout;
}

export interface Writer {
  /** Ends the writing, after at least one more write. */
  stop(): Promise<void>;
}

/** Changes the sample without pause, from before the call returns until it is stopped. */
export async function startWriter(server: TestServer, database: string): Promise<Writer> {
  const session = await openSession(server.access, database);
  await session.query(demoWriterSql);
  let stopping = false;
  const writing = (async () => {
    for (let last = false; !last;) {
      last = stopping;
      await session.query(demoWriterSql);
    }
  })();
  return {
    async stop() {
      stopping = true;
      await writing;
      await session.close();
    },
  };
}

/** Every file in a folder and those within, hidden ones too; none when there is no such folder. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** Rows of the catalog, read past Lifeboat. */
export function catalogRows<Row>(home: string, sql: string): Row[] {
  const db = new Database(path.join(home, 'catalog.db'), { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

/** Changes the catalog past Lifeboat, for a state that no call brings about. */
export function changeCatalog(home: string, sql: string, ...values: unknown[]): void {
  const db = new Database(path.join(home, 'catalog.db'));
  try {
    db.prepare(sql).run(...values);
  } finally {
    db.close();
  }
}

/** Everything that Lifeboat has written down in its home and beside its backups, as text; archives left out. */
export function writtenText(...folders: string[]): string {
  return folders
    .flatMap(filesUnder)
    .filter((file) => !/secrets\.json|master\.key|\.dump$|\.dat|\.sql\.gz$/.test(file))
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n');
}

/** The real programs, which say that they are of this minor release. */
export function toolsOf(server: TestServer, minor: number): Record<string, string> {
  const names = ['pg_dump', 'pg_dumpall', 'pg_restore', 'psql', 'initdb', 'pg_ctl'];
  const body = `if [ "$1" = --version ]; then "$REAL" --version | sed -E 's/([0-9]+)\\.[0-9]+/\\1.${minor}/'; exit; fi\nexec "$REAL" "$@"`;
  return fakeTools(server.binDir, Object.fromEntries(names.map((name) => [name, body]))).env;
}
