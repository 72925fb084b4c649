import { describe, expect, it } from 'vitest';
import { conninfo } from '../../../main/postgres/access.ts';
import { dumpArguments, type DumpRequest } from '../../../main/postgres/dump.ts';
import { restoreArguments, type RestoreRequest } from '../../../main/postgres/restore.ts';
import type { Compression } from '../../../shared/model/plan.ts';

const NONE: Compression = { method: 'none', level: 0 };
const GZIP: Compression = { method: 'gzip', level: 6 };
const ZSTD: Compression = { method: 'zstd', level: 3 };

function dump(change: Partial<DumpRequest> = {}): string[] {
  return dumpArguments({
    tool: '/usr/bin/pg_dump',
    toolMajor: 17,
    database: 'shop',
    format: 'custom',
    content: 'all',
    compression: ZSTD,
    jobs: 1,
    snapshot: '00000003-0000001B-1',
    ...change,
  });
}

function restore(change: Partial<RestoreRequest> = {}): string[] {
  return restoreArguments({
    pgRestore: '/usr/bin/pg_restore',
    psql: undefined,
    path: '/disk/a.dump',
    format: 'custom',
    compression: ZSTD,
    database: 'shop',
    content: 'all',
    jobs: 4,
    noOwner: false,
    noTablespaces: false,
    disableTriggers: false,
    list: null,
    onObject: () => undefined,
    ...change,
  });
}

describe('the arguments of pg_dump', () => {
  it('ask for one format, one snapshot, no password, and not to wait for locks for ever', () => {
    expect(dump()).toEqual([
      '--format=custom',
      `--dbname=${conninfo('shop')}`,
      '--snapshot=00000003-0000001B-1',
      '--compress=zstd:3',
      '--lock-wait-timeout=30000',
      '--no-password',
      '--verbose',
    ]);
  });

  it.each<[major: number, compression: Compression, argument: string]>([
    [15, NONE, '--compress=0'],
    [15, GZIP, '--compress=6'],
    [16, NONE, '--compress=none'],
    [16, GZIP, '--compress=gzip:6'],
    [18, ZSTD, '--compress=zstd:3'],
  ])('name the compression as pg_dump %i understands it', (toolMajor, compression, argument) => {
    expect(dump({ toolMajor, compression }).filter((text) => text.startsWith('--compress'))).toEqual([argument]);
  });

  it('name the folder and the jobs for the directory format only', () => {
    const args = dump({ format: 'directory', folder: '/disk/.a.dump.partial', jobs: 4 });
    expect(args).toEqual(
      expect.arrayContaining(['--format=directory', '--file=/disk/.a.dump.partial', '--jobs=4', '--no-sync']),
    );
    expect(dump({ format: 'plain', jobs: 4 }).join(' ')).not.toMatch(/--(file|jobs|no-sync)/);
  });

  it.each([
    ['schema', ['--schema-only']],
    ['data', ['--data-only']],
    ['all', []],
  ] as const)('ask for %s', (content, expected) => {
    expect(dump({ content }).filter((text) => text.endsWith('-only'))).toEqual(expected);
  });

  it('keep a name that looks like an option or a connection string where it belongs', () => {
    const args = dump({ database: '--format=plain host=evil' });
    expect(args.filter((text) => text.startsWith('--format'))).toEqual(['--format=custom']);
    expect(args).toContain(`--dbname=${conninfo('--format=plain host=evil')}`);
  });
});

describe('the arguments of pg_restore', () => {
  it('stop at the first error, and end with the archive', () => {
    expect(restore()).toEqual([
      `--dbname=${conninfo('shop')}`,
      '--exit-on-error',
      '--no-password',
      '--verbose',
      '--jobs=4',
      '/disk/a.dump',
    ]);
  });

  it('leave owners and privileges out together', () => {
    expect(restore({ noOwner: true })).toEqual(expect.arrayContaining(['--no-owner', '--no-privileges']));
    expect(restore({ noOwner: true }).at(-1)).toBe('/disk/a.dump');
    expect(restore()).not.toContain('--no-owner');
  });

  it('ask for a part', () => {
    expect(restore({ content: 'schema' })).toContain('--schema-only');
    expect(restore({ content: 'data' })).toContain('--data-only');
  });
});
