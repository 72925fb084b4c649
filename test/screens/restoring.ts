import { open } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { App } from '../../main/app.ts';
import { quoteIdentifier } from '../../main/postgres/session.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { fakeTools, gate, type Gate } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import type { TestServer } from '../helpers/server.ts';

export const HOSTILE = '<img src=x onerror=alert(1)>';

interface Source {
  /** Of the schema and of its table. */
  readonly name?: string;
  readonly plan?: string;
  /** A new role, to which the table belongs. */
  readonly owner?: string;
  /** What else is in the database. */
  readonly sql?: string;
  readonly env?: Record<string, string>;
  readonly format?: 'plain';
}

/** A small database and a backup of it. */
export async function backedUp(
  server: TestServer,
  database: string,
  { name = 'item', plan = 'plan', owner, sql, env = {}, format }: Source = {},
): Promise<{ app: App; backup: Backup }> {
  await server.createDatabase(database);
  const id = quoteIdentifier(name);
  await server.sql(
    `CREATE SCHEMA IF NOT EXISTS ${id}; CREATE TABLE ${id}.${id} AS SELECT generate_series(1, 100) AS n;
     CREATE TABLE public.price AS SELECT generate_series(1, 3) AS cents`,
    database,
  );
  if (owner !== undefined)
    await server.sql(
      `CREATE ROLE ${quoteIdentifier(owner)}; ALTER TABLE ${id}.${id} OWNER TO ${quoteIdentifier(owner)}`,
      database,
    );
  if (sql !== undefined) await server.sql(sql, database);
  const { app } = await openTestApp({ env });
  await addPlan(app, server, { database, name: plan, ...(format && { format }) });
  const { backup } = await app.call('backups.take', { plan });
  return { app, backup };
}

/** Three tables of about the same size, so that the middle of an archive is in the middle one. */
export const NOISE = ['first', 'middle', 'rest']
  .map(
    (name) =>
      `CREATE TABLE ${name} AS SELECT i AS id, string_agg(md5(i::text || j || '${name}'), '') AS noise
       FROM generate_series(1, 400) i, generate_series(1, 20) j GROUP BY i;`,
  )
  .join('\n');

/** Programs of which pg_restore stops before it fills a database. */
export function heldRestore(server: TestServer): Gate & { readonly env: { readonly LIFEBOAT_PG_BIN: string } } {
  const held = gate();
  const pg_restore = `case "$*" in *--dbname*) ${held.wait} ;; esac\nexec "$REAL" "$@"`;
  return { ...held, env: fakeTools(server.binDir, { pg_restore }).env };
}

/** Overwrites two bytes in the middle of an archive. */
export async function damage(backup: Backup): Promise<void> {
  const handle = await open(backup.path, 'r+');
  await handle.write(Buffer.from([0xff, 0x00]), 0, 2, Math.floor(backup.storedBytes / 2));
  await handle.close();
}

/** Goes from one control to the next with Tab until it is there, as a person without a mouse does. */
export async function tabTo(page: Page, goal: Locator): Promise<void> {
  await goal.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  expect.unreachable(`Tab does not lead to ${goal.toString()}`);
}

/** Names of databases that a restore has not finished. */
export async function unfinished(server: TestServer): Promise<string[]> {
  return (await server.databases()).filter((name) => name.startsWith('lifeboat_restoring_'));
}
