import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { fakeClock } from '../helpers/clock.ts';
import { startTestServer } from '../helpers/server.ts';
import { beforeFailure } from './failing.ts';
import { manifestOf } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql(
  `CREATE TABLE item AS SELECT i, md5(i::text) AS code FROM generate_series(1, 20000) i; CREATE TABLE price AS SELECT 1 AS cents`,
  'shop',
);

const custom = { database: 'shop' } as const;
const plain = { database: 'shop', format: 'plain', compression: 'none' } as const;
const directory = { database: 'shop', format: 'directory' } as const;

/** Shell: sets $folder to where pg_dump writes the directory format. */
const FIND_FOLDER = `for arg in "$@"; do case "$arg" in --file=*) folder="\${arg#--file=}";; esac; done\n`;

const WITHOUT_LAST_BYTE = `"$REAL" "$@" > "$0.out"; head -c $(($(wc -c < "$0.out") - 1)) "$0.out"`;

describe.runIf(canFakeTools)('a backup fails, and earlier ones stay, when pg_dump', () => {
  it.each([
    ['custom', custom],
    ['plain', plain],
    ['directory', directory],
  ])('succeeds with nothing in the %s format', async (_format, plan) => {
    const { expectFailure } = await beforeFailure(server, plan, fakeTools(server.binDir, { pg_dump: 'exit 0' }));
    await expectFailure('dump_empty');
  });

  it.each([
    ['half of a custom archive', custom, '"$REAL" "$@" 2>/dev/null | head -c 50000; exit 0'],
    ['a custom archive without its last byte', custom, WITHOUT_LAST_BYTE],
    ['the first bytes of a custom archive', custom, '"$REAL" "$@" 2>/dev/null | head -c 3; exit 0'],
    ['half of a plain dump', plain, '"$REAL" "$@" 2>/dev/null | head -c 50000; exit 0'],
    ['a plain dump without its last lines', plain, `"$REAL" "$@" | sed '/^-- PostgreSQL database dump complete/,$d'`],
    ['a compressed plain dump without its last byte', { ...plain, compression: 'gzip:1' }, WITHOUT_LAST_BYTE],
    [
      'a directory with one file cut short',
      directory,
      `${FIND_FOLDER}"$REAL" "$@" || exit; cd "$folder"; for file in *.dat.gz; do head -c 30 "$file" > cut; mv cut "$file"; done`,
    ],
    [
      'a directory without its table of contents',
      directory,
      `${FIND_FOLDER}"$REAL" "$@" || exit; rm "$folder/toc.dat"`,
    ],
  ])('succeeds with %s', async (_what, plan, script) => {
    const { expectFailure } = await beforeFailure(server, plan, fakeTools(server.binDir, { pg_dump: script }));
    await expectFailure('dump_truncated');
  });

  it.each([
    ['custom', custom],
    ['directory', directory],
  ])('succeeds without the rows of one table in the %s format', async (_format, plan) => {
    const script = 'exec "$REAL" --exclude-table-data=public.price "$@"';
    const { expectFailure } = await beforeFailure(server, plan, fakeTools(server.binDir, { pg_dump: script }));
    const error = await expectFailure('dump_incomplete');
    expect(error.message).toContain('public.price');
  });

  it.each([
    ['custom', custom],
    ['directory', directory],
  ])('hangs in the %s format: shown after two minutes, stopped after fifteen', async (_format, plan) => {
    const { wait, arrival } = gate();
    const clock = fakeClock('2025-06-01T12:00:00Z');
    const before = await beforeFailure(server, plan, {
      ...fakeTools(server.binDir, { pg_dump: wait }),
      ports: { clock },
    });
    const shown = new Promise<string>((resolve) => {
      before.app.listen(
        (event) => event.type === 'progress' && event.progress.stalled !== null && resolve(event.progress.stalled),
      );
    });
    const failing = before.expectFailure('dump_stalled');
    await arrival();
    // The fingerprints are taken beside the dump; nothing stalls before they are.
    await expect
      .poll(() => server.sql(`SELECT 1 FROM pg_stat_activity WHERE datname = 'shop' AND state = 'active'`))
      .toEqual([]);
    clock.advance(2 * 60_000);
    expect(await shown).toMatch(/session \d+ is idle in transaction/);
    clock.advance(13 * 60_000);
    expect((await failing).message).toContain('900 s');
  });

  it('floods its standard error and fails: the detail stays small', async () => {
    const flood = `yes 'pg_dump: error: out of patience with this server, for reasons that take a while to tell' | head -c 50000000 >&2; exit 1`;
    const { expectFailure } = await beforeFailure(server, custom, fakeTools(server.binDir, { pg_dump: flood }));
    const error = await expectFailure('tool_failed');
    expect(error.message).toContain('out of patience');
    expect(error.detail?.length).toBeLessThan(512 * 1024);
  });

  it('floods its standard error with one endless line and fails', async () => {
    const flood = `head -c 50000000 /dev/zero | tr '\\0' x >&2; exit 1`;
    const { expectFailure } = await beforeFailure(server, custom, fakeTools(server.binDir, { pg_dump: flood }));
    const error = await expectFailure('tool_failed');
    expect(error.detail?.length).toBeLessThan(64 * 1024);
  });

  it('is killed', async () => {
    const killed = `"$REAL" "$@" | head -c 20000; kill -9 $$`;
    const { expectFailure } = await beforeFailure(server, custom, fakeTools(server.binDir, { pg_dump: killed }));
    const error = await expectFailure('tool_killed');
    expect(error.nextStep).toContain('memory');
  });

  it('fails without a word', async () => {
    const { expectFailure } = await beforeFailure(server, custom, fakeTools(server.binDir, { pg_dump: 'exit 1' }));
    const error = await expectFailure('tool_failed');
    expect(error.message).toContain('gave no reason');
  });

  it('says the password aloud while it fails: it is not written down', async () => {
    const script = `echo "pg_dump: error: cannot use password $(cut -d: -f5 "$PGPASSFILE")" >&2; exit 1`;
    const { expectFailure } = await beforeFailure(server, custom, fakeTools(server.binDir, { pg_dump: script }));
    const error = await expectFailure('tool_failed');
    expect(error.message).toContain('cannot use password [secret]');
  });

  it('is older than the server', async () => {
    const old = (name: string) => `if [ "$1" = --version ]; then echo '${name} (PostgreSQL) 13.4'; exit; fi; exit 1`;
    const names = ['pg_dump', 'pg_restore', 'pg_dumpall', 'psql', 'initdb', 'pg_ctl', 'postgres'];
    const tools = fakeTools(server.binDir, Object.fromEntries(names.map((name) => [name, old(name)])));
    const { expectFailure } = await beforeFailure(server, custom, tools);
    const error = await expectFailure('server_too_new');
    expect(error.message).toMatch(/PostgreSQL 1\d, but the newest pg_dump on this computer is 13\.4/);
    expect(error.nextStep).toMatch(/install/i);
  });
});

it('fails when there is no pg_dump at all, and says how to get it', async () => {
  const empty = path.join(temporaryFolder(), 'bin');
  mkdirSync(empty);
  const before = await beforeFailure(server, custom, { env: { LIFEBOAT_PG_BIN: empty } });
  const error = await before.expectFailure('tool_missing');
  expect(error.nextStep).toMatch(/install/i);
});

it.runIf(canFakeTools)('succeeds without the roles when pg_dumpall fails, and warns', async () => {
  const script = `echo 'pg_dumpall: error: query failed: ERROR:  permission denied for table pg_authid' >&2; exit 1`;
  const before = await beforeFailure(server, custom, fakeTools(server.binDir, { pg_dumpall: script }));
  const { backup, run } = await before.app.call('backups.take', { plan: 'plan' });
  expect(run.state).toBe('warned');
  expect(run.warnings).toEqual([expect.stringContaining('roles and tablespaces were not saved')]);
  expect((await manifestOf(backup)).globals).toBeNull();
  expect(backup.state).toBe('good');
});
