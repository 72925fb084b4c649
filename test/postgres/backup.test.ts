import { execFile } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { dumpText, failure, manifestOf, namesBeside, startWriter, take, writtenText } from './support.ts';

const server = await startTestServer();
await server.cloneSample('shop');

describe('a restored database equals its source', () => {
  it.each([
    { format: 'custom', jobs: 1 },
    { format: 'directory', jobs: 2 },
  ] as const)('from the $format format, with a writer at work during the dump', async ({ format, jobs }) => {
    const { app } = await openTestApp();
    const source = `busy_${format}`;
    await server.cloneSample(source);
    await addPlan(app, server, { database: source, format, jobs, fingerprint: 'hashes' });
    const writer = await startWriter(server, source);
    const backup = await take(app);
    await writer.stop();

    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: `restored_${format}` });
    expect(restore).toMatchObject({ ok: true, differences: [], errors: [], createdRoles: [] });
    expect(restore.rows).toBeGreaterThan(200_000);
    const { fingerprint } = await manifestOf(backup);
    expect(fingerprint.tables.every((table) => table.exact && table.hash !== null)).toBe(true);
    // The source has moved on since the snapshot; the copy stands where the snapshot was.
    const views = fingerprint.tables.find((table) => table.name === 'page_views_default')?.rows;
    const count = 'SELECT count(*)::int AS n FROM public.page_views_default';
    expect(await server.sql(count, `restored_${format}`)).toEqual([{ n: views }]);
    expect((await server.sql<{ n: number }>(count, source))[0]?.n).toBeGreaterThan(views ?? Infinity);
  });

  it.each(['auto', 'none', 'gzip:6'])('with the compression %s', async (compression) => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', compression, fingerprint: 'hashes' });
    const backup = await take(app);
    const target = `copy_${compression.replace(':', '_')}`;
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: target });
    expect(restore).toMatchObject({ ok: true, differences: [] });
    expect(await dumpText(server, target)).toBe(await dumpText(server, 'shop'));
  });
});

it('makes compressed archives smaller, the harder the smaller', async () => {
  const { app } = await openTestApp();
  const sizes: number[] = [];
  for (const compression of ['none', 'auto', 'gzip:6']) {
    await addPlan(app, server, { name: compression, database: 'shop', compression });
    sizes.push((await take(app, compression)).storedBytes);
  }
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(sizes[0]).toBeGreaterThan(2 * (sizes[1] ?? Infinity));
});

it('refuses zstd where pg_dump has none, before anything is written', async () => {
  const { app, home } = await openTestApp();
  await addPlan(app, server, { database: 'shop', compression: 'zstd:3' });
  const { tools } = await app.call('doctor.run', {});
  const newest = Math.max(...tools.map((tool) => tool.major));
  if (newest >= 16) return expect((await take(app)).storedBytes).toBeGreaterThan(0);
  const error = await failure('bad_input', take(app));
  expect(error.message).toContain('zstd');
  expect(readdirSync(path.join(home, 'backups', 'plan'))).toEqual([]);
});

describe('what a backup leaves on disk', () => {
  it('is an archive, its manifest and the roles, readable by nobody else', async () => {
    const { app, home } = await openTestApp();
    await addPlan(app, server, { database: 'shop' });
    const backup = await take(app);
    const base = path.basename(backup.manifestPath, '.json');
    expect(base).toMatch(/^shop-\d{8}T\d{6}Z-[0-9a-f]{8}$/);
    expect(backup.id.startsWith(base.slice(-8))).toBe(true);
    expect(namesBeside(backup)).toEqual([`${base}.dump`, `${base}.globals.sql`, `${base}.json`]);
    expect(readFileSync(backup.path.replace('.dump', '.globals.sql'), 'utf8')).toContain(`CREATE ROLE ${server.user};`);
    const folder = path.dirname(backup.path);
    const modes = [folder, ...namesBeside(backup).map((name) => path.join(folder, name))].map(
      (name) => lstatSync(name).mode & 0o777,
    );
    if (process.platform !== 'win32') expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
    expect(writtenText(home)).not.toContain(server.password);
  });

  it('is one private folder of private files in the directory format', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', format: 'directory', jobs: 2 });
    const backup = await take(app);
    const { parts, storedSha256, storedBytes } = await manifestOf(backup);
    const names = readdirSync(backup.path).sort();
    expect(parts?.map((part) => part.name)).toEqual(names);
    expect(parts?.reduce((sum, part) => sum + part.bytes, 0)).toBe(storedBytes);
    expect(storedSha256).toBe(backup.storedSha256);
    if (process.platform === 'win32') return;
    expect(lstatSync(backup.path).mode & 0o777).toBe(0o700);
    expect(new Set(names.map((name) => lstatSync(path.join(backup.path, name)).mode & 0o777))).toEqual(
      new Set([0o600]),
    );
  });

  it.each(['custom', 'directory'] as const)('opens with a plain pg_restore in the %s format', async (format) => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', format });
    const { path: archive } = await take(app);
    const { stdout } = await promisify(execFile)(path.join(server.binDir, 'pg_restore'), ['-l', archive]);
    expect(stdout).toContain('TABLE DATA public works ');
    expect(stdout).toContain('MATERIALIZED VIEW');
  });
});

it('tells in the manifest what was dumped, when, with what, and what it needs', async () => {
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'shop', fingerprint: 'counts', compression: 'gzip:6' });
  const before = new Date().toISOString();
  const backup = await take(app);
  const after = new Date().toISOString();
  const value = await manifestOf(backup);
  expect(value).toMatchObject({
    schemaVersion: 1,
    id: backup.id,
    plan: 'plan',
    connection: 'server',
    database: 'shop',
    databaseProperties: { encoding: 'UTF8', provider: 'libc', owner: server.user },
    tool: { path: path.join(server.binDir, 'pg_dump') },
    format: 'custom',
    content: 'all',
    compression: { method: 'gzip', level: 6 },
    sequence: 1,
    file: path.basename(backup.path),
    sha256: backup.sha256,
    storedBytes: lstatSync(backup.path).size,
    encryption: null,
    slot: null,
    proof: 'decoded',
    warnings: [],
  });
  expect(value.serverVersion).toMatch(/^\d+\.\d+$/);
  expect([before, value.snapshotAt, value.finishedAt, after]).toEqual(
    [before, value.snapshotAt, value.finishedAt, after].toSorted(),
  );
  expect(value.contents.schemas).toEqual(['Studio Notes', 'billing', 'public']);
  expect(value.contents.extensions.map(({ name }) => name)).toEqual(['citext', 'pg_trgm']);
  expect(value.contents.roles).toContain(server.user);
  const [works] = await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM works', 'shop');
  expect(value.contents.tables.find((table) => table.name === 'works')).toMatchObject({ rows: works?.n });
  expect(value.fingerprint.tables.find((table) => table.name === 'works')).toMatchObject({
    rows: works?.n,
    hash: null,
  });
  expect((await manifestOf(await take(app))).sequence).toBe(2);
});
