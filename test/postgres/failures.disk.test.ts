import { chmodSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { beforeFailure } from './failing.ts';
import { canMount, smallDisk, whyNoDisk } from './smallDisk.ts';
import { failure, filesUnder, take } from './support.ts';

const server = await startTestServer();

/** A small database that outgrows a disk of 16 MiB when told to. */
async function growing(name: string): Promise<{ grow: () => Promise<unknown> }> {
  await server.createDatabase(name);
  await server.sql(`CREATE TABLE noise (i int, filling text)`, name);
  return {
    grow: () =>
      server.sql(`INSERT INTO noise SELECT i, repeat(md5(i::text), 32) FROM generate_series(1, 24000) i`, name),
  };
}

describe('on a real disk that is too small, earlier backups stay, and a backup', () => {
  beforeEach(({ skip }) => skip(!canMount, whyNoDisk));

  it.each([
    { format: 'custom', jobs: 1 },
    { format: 'plain', jobs: 1 },
    { format: 'directory', jobs: 2 },
  ] as const)('in the $format format fails half way when it is full', async ({ format, jobs }) => {
    const { dir } = smallDisk(16);
    const database = `full_${format}`;
    const { grow } = await growing(database);
    const { expectFailure } = await beforeFailure(server, { database, format, jobs, compression: 'none', dir });
    await grow();
    const error = await expectFailure('disk_full');
    expect(error.message).toMatch(/disk of .+ is full/);
  });

  it.each(['archive-published', 'globals-published'])('fails when the disk fills up at the step "%s"', async (step) => {
    const { dir, fill, empty } = smallDisk(16);
    const database = `late_${step.slice(0, 7)}`;
    await growing(database);
    const ports = { checkpoint: (at: string) => at === step && fill() };
    const { expectFailure } = await beforeFailure(server, { database, dir }, { ports });
    const error = await expectFailure('disk_full', empty);
    expect(error.nextStep).toContain('earlier backups are untouched');
  });

  it('is not even begun when less is free than the previous one took and half as much again', async () => {
    const { dir, fill, empty } = smallDisk(16);
    await growing('low');
    const { expectFailure } = await beforeFailure(server, { database: 'low', dir });
    fill();
    const error = await expectFailure('disk_low', empty);
    expect(error.message).toMatch(/0 B free; this backup probably needs [\d.]+ \w+/);
  });

  it('is not even begun when less is free than the database takes and nothing else is known', async () => {
    const { dir } = smallDisk(2);
    await growing('unknown');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'unknown', dir });
    const error = await failure('disk_low', take(app));
    expect(error.message).toMatch(/2 MiB free; this backup probably needs \d/);
    expect(filesUnder(dir)).toEqual([]);
  });

  it('fails when the disk has become read-only', async () => {
    const { dir, setWritable } = smallDisk(32);
    await growing('read_only');
    const { app, expectFailure } = await beforeFailure(server, { database: 'read_only', dir });
    setWritable(false);
    const error = await expectFailure('not_writable', () => setWritable(true));
    expect(error.message).toContain(dir);
    // A plan without a folder yet stumbles earlier.
    await addPlan(app, server, { name: 'new', database: 'read_only', dir });
    setWritable(false);
    await failure('not_writable', take(app, 'new'));
    setWritable(true);
    expect(readdirSync(dir)).toEqual(['plan']);
  });
});

it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'fails in a folder that may not be written (root may write everywhere, so it is not asked)',
  async () => {
    const dir = temporaryFolder();
    await growing('forbidden');
    const { expectFailure, earlier } = await beforeFailure(server, { database: 'forbidden', dir });
    const folder = path.dirname(earlier.path);
    chmodSync(folder, 0o500);
    const error = await expectFailure('not_writable', () => chmodSync(folder, 0o700));
    expect(error.message).toContain(folder);
  },
);
