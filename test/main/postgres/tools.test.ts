import { posix, win32 } from 'node:path';
import type { PlatformPath } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  candidateDirectories,
  chooseClient,
  compareVersions,
  discoverClients,
  findTools,
  installHint,
  isSafe,
  parseVersion,
} from '../../../main/postgres/tools.ts';
import type { Client, FileSystemView, ToolVersion } from '../../../main/postgres/tools.ts';

const SERVER_TOOLS = ['pg_dump', 'pg_restore', 'pg_dumpall', 'psql', 'initdb', 'pg_ctl', 'postgres'];
const CLIENT_TOOLS = ['pg_dump', 'pg_restore', 'pg_dumpall', 'psql'];

/** Files under each folder; `links` maps a linked folder or file to what it points at. */
function listed(
  folders: Record<string, readonly string[]>,
  links: Record<string, string> = {},
  path: PlatformPath = posix,
): FileSystemView {
  const follow = (name: string): string => {
    const direct = links[name];
    if (direct !== undefined) return follow(direct);
    const parent = path.dirname(name);
    return parent === name ? name : path.join(follow(parent), path.basename(name));
  };
  const files = new Set(Object.entries(folders).flatMap(([dir, names]) => names.map((name) => path.join(dir, name))));
  const known = [...files, ...Object.keys(links)];
  return {
    list: (dir) => {
      const prefixes = [dir, follow(dir)].map((parent) => path.join(parent, path.sep));
      const below = known.flatMap((file) =>
        prefixes.filter((prefix) => file.startsWith(prefix)).map((prefix) => file.slice(prefix.length)),
      );
      return [...new Set(below.map((rest) => rest.split(path.sep)[0] ?? ''))];
    },
    isExecutable: (file) => files.has(follow(file)),
    realpath: follow,
  };
}

const WRAPPER = '/usr/share/postgresql-common/pg_wrapper';
const DEBIAN_WRAPPERS = { '/usr/bin/pg_dump': WRAPPER, '/usr/bin/pg_restore': WRAPPER, '/usr/bin/psql': WRAPPER };
const WRAPPER_FILES = { '/usr/share/postgresql-common': ['pg_wrapper'] };

describe('finding the programs', () => {
  it('finds both majors on Debian, newest first, and not the wrapper on PATH', () => {
    const view = listed(
      { ...WRAPPER_FILES, '/usr/lib/postgresql/14/bin': CLIENT_TOOLS, '/usr/lib/postgresql/17/bin': SERVER_TOOLS },
      { ...DEBIAN_WRAPPERS, '/bin': '/usr/bin' },
    );
    const found = findTools('linux', view, { path: '/usr/local/bin:/usr/bin:/bin' }, []);
    expect(found.map(({ dir }) => dir)).toEqual(['/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/14/bin']);
    expect(found[0]?.tools.initdb).toBe('/usr/lib/postgresql/17/bin/initdb');
    expect(found[1]?.tools.initdb).toBeUndefined();
  });

  it('falls back on the wrapper when there is nothing else, and lists it once', () => {
    const view = listed(WRAPPER_FILES, { ...DEBIAN_WRAPPERS, '/bin': '/usr/bin' });
    expect(findTools('linux', view, { path: '/usr/bin:/bin' }, []).map(({ dir }) => dir)).toEqual(['/usr/bin']);
  });

  it('finds Homebrew and Postgres.app on macOS, without their links', () => {
    const versions = '/Applications/Postgres.app/Contents/Versions';
    const cellar = '/opt/homebrew/Cellar/postgresql@17/17.11/bin';
    const view = listed(
      {
        [cellar]: SERVER_TOOLS,
        '/opt/homebrew/Cellar/libpq/18.6/bin': CLIENT_TOOLS,
        [`${versions}/16/bin`]: SERVER_TOOLS,
        '/usr/bin': ['git'],
      },
      {
        '/opt/homebrew/opt/postgresql@17': '/opt/homebrew/Cellar/postgresql@17/17.11',
        '/opt/homebrew/opt/libpq': '/opt/homebrew/Cellar/libpq/18.6',
        '/opt/homebrew/bin/pg_dump': `${cellar}/pg_dump`,
        '/opt/homebrew/bin/pg_restore': `${cellar}/pg_restore`,
        '/opt/homebrew/bin/psql': `${cellar}/psql`,
        [`${versions}/latest`]: `${versions}/16`,
      },
    );
    const found = findTools('darwin', view, { path: '/opt/homebrew/bin:/usr/bin', home: '/Users/ada' }, []);
    expect(found.map(({ dir }) => dir)).toEqual([
      '/opt/homebrew/opt/postgresql@17/bin',
      '/opt/homebrew/opt/libpq/bin',
      `${versions}/16/bin`,
    ]);
  });

  it('finds the EDB installation on Windows, whose path has spaces, whatever the case on PATH', () => {
    const bin = 'C:\\Program Files\\PostgreSQL\\17\\bin';
    const view = listed({ [bin]: SERVER_TOOLS.map((name) => `${name}.exe`) }, {}, win32);
    const anyCase: FileSystemView = {
      ...view,
      list: (dir) => view.list(dir.replace('C:\\PROGRAM FILES', 'C:\\Program Files')),
    };
    const env = { path: 'C:\\Windows;"C:\\PROGRAM FILES\\PostgreSQL\\17\\bin"', programFiles: ['C:\\Program Files'] };
    const found = findTools('win32', anyCase, env, []);
    expect(found).toHaveLength(1);
    expect(found[0]?.tools.pg_dump).toBe(`${bin}\\pg_dump.exe`);
  });

  it('prefers the folder the user named, spaces and all', () => {
    const view = listed({ '/opt/my tools/pg 15': CLIENT_TOOLS, '/usr/pgsql-16/bin': CLIENT_TOOLS });
    expect(candidateDirectories('linux', view, {}, ['/opt/my tools/pg 15'])).toEqual([
      '/opt/my tools/pg 15',
      '/usr/pgsql-16/bin',
    ]);
  });

  it('lists a folder reached through a link once', () => {
    const view = listed({ '/usr/pgsql-16/bin': CLIENT_TOOLS }, { '/srv/pg': '/usr/pgsql-16/bin' });
    expect(candidateDirectories('linux', view, { path: '/srv/pg:/usr/pgsql-16/bin/' }, [])).toEqual([
      '/usr/pgsql-16/bin',
    ]);
  });

  it('ignores relative folders, which would run programs of the working directory', () => {
    const view = listed({ '/usr/pgsql-16/bin': CLIENT_TOOLS, './bin': CLIENT_TOOLS });
    expect(candidateDirectories('linux', view, { path: ':.:bin' }, ['bin'])).toEqual(['/usr/pgsql-16/bin']);
  });

  it('passes over a folder without a useful program, and says nothing when there is none', () => {
    expect(findTools('linux', listed({ '/usr/pgsql-16/bin': ['pg_dump'] }), {}, [])).toEqual([]);
    expect(findTools('darwin', listed({}), {}, [])).toEqual([]);
  });
});

describe('asking for versions', () => {
  const view = listed({
    '/usr/lib/postgresql/15/bin': CLIENT_TOOLS,
    '/usr/lib/postgresql/16/bin': CLIENT_TOOLS,
    '/usr/lib/postgresql/17/bin': CLIENT_TOOLS,
  });
  const search = { platform: 'linux', view, env: {}, extra: [] } as const;

  it('gives the clients newest first, with their safety', async () => {
    const { clients, rejected } = await discoverClients(async (file) => {
      return `${posix.basename(file)} (PostgreSQL) ${file.includes('/15/') ? '15.18' : file.includes('/16/') ? '16.15' : '17.11'}\n`;
    }, search);
    expect(clients.map(({ version, safe }) => [version.text, safe])).toEqual([
      ['17.11', true],
      ['16.15', true],
      ['15.18', false],
    ]);
    expect(rejected).toEqual([]);
  });

  it('leaves out programs that fail or print nonsense, with the reason', async () => {
    const { clients, rejected } = await discoverClients(async (file) => {
      if (file.includes('/15/')) throw new Error('spawn EACCES\nat …');
      if (file.includes('/16/')) return 'hello';
      return `${posix.basename(file)} (PostgreSQL) ${file.endsWith('psql') ? '14.2' : '17.11'}`;
    }, search);
    expect(clients.map(({ tools }) => Object.keys(tools))).toEqual([['pg_dump', 'pg_restore', 'pg_dumpall']]);
    expect(rejected).toHaveLength(9);
    const reasons = new Map(rejected.map(({ path, reason }) => [path, reason]));
    expect(reasons.get('/usr/lib/postgresql/15/bin/pg_dump')).toBe('does not start: spawn EACCES');
    expect(reasons.get('/usr/lib/postgresql/16/bin/pg_dump')).toBe('does not tell its version: hello');
    expect(reasons.get('/usr/lib/postgresql/17/bin/psql')).toBe('is version 14.2, but pg_dump beside it is 17.11');
  });

  it('keeps psql when only pg_dump is broken, and says when a program printed nothing', async () => {
    const { clients, rejected } = await discoverClients(async (file) => {
      return file.endsWith('pg_dump') ? '' : `x (PostgreSQL) 16.15`;
    }, search);
    expect(clients[0]?.tools.psql).toBeDefined();
    expect(rejected[0]?.reason).toBe('does not tell its version: it printed nothing');
  });
});

describe('versions', () => {
  it.each([
    ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n', 15, 18, '15.18'],
    ['postgres (PostgreSQL) 17beta1', 17, 0, '17beta1'],
    ['psql (PostgreSQL) 18devel', 18, 0, '18devel'],
    ['pg_restore (PostgreSQL) 16rc1', 16, 0, '16rc1'],
    ['pg_dump (PostgreSQL) 9.6.24', 9, 624, '9.6.24'],
    ['15.18 (Debian 15.18-0+deb12u1)', 15, 18, '15.18'],
  ])('reads %s', (output, major, minor, text) => {
    expect(parseVersion(output)).toEqual({ major, minor, text });
  });

  it.each([
    '',
    'hello',
    'pg_dump',
    'Error: You must install at least one postgresql-client-<version> package',
    '15x',
    'bash 5.2',
  ])('does not take %j for a version', (output) => {
    expect(parseVersion(output)).toBeNull();
  });

  it('orders development versions before the release', () => {
    const texts = ['17.0', '17rc1', '9.6.24', '17beta10', '17devel', '17beta2', '9.5.25', '17.11', '17.2'];
    expect(
      texts
        .map(version)
        .toSorted(compareVersions)
        .map(({ text }) => text),
    ).toEqual(['9.5.25', '9.6.24', '17devel', '17beta2', '17beta10', '17rc1', '17.0', '17.2', '17.11']);
  });

  it.each([
    ['18.6', true],
    ['18.5', false],
    ['17.11', true],
    ['17.10', false],
    ['16.15', true],
    ['16.14', false],
    ['15.19', true],
    ['15.18', false],
    ['14.24', true],
    ['14.23', false],
    ['13.99', false],
    ['9.6.24', false],
    ['18beta1', false],
    ['19.0', true],
    ['42.0', true],
  ])('%s is safe: %s', (text, safe) => {
    expect(isSafe(version(text))).toBe(safe);
  });
});

describe('choosing a client for a server', () => {
  const choose = (texts: readonly string[], major: number) =>
    chooseClient(
      texts.map((text) => client(text)),
      major,
      'linux',
    ).version.text;

  it('prefers the same major, and of it the newest minor', () => {
    expect(choose(['18.6', '15.2', '15.19', '14.24'], 15)).toBe('15.19');
  });

  it('else takes the nearest newer major', () => {
    expect(choose(['18.6', '17.2', '17.11', '14.24'], 15)).toBe('17.11');
  });

  it('keeps the order of the list among equals, so that the folder the user named wins', () => {
    const clients = [client('15.19', '/mine'), client('15.19', '/usr/lib/postgresql/15/bin')];
    expect(chooseClient(clients, 15, 'linux').dir).toBe('/mine');
  });

  it('refuses when all are older than the server', () => {
    expect(() => choose(['15.19', '14.24'], 17)).toThrow(
      expect.objectContaining({
        code: 'server_too_new',
        message: expect.stringContaining('PostgreSQL 17, but the newest pg_dump on this computer is 15.19'),
        nextStep: expect.stringContaining('postgresql-client-17'),
      }),
    );
  });

  it('says what to install when there is none, or only psql', () => {
    const none = expect.objectContaining({
      code: 'tool_missing',
      nextStep: expect.stringContaining('postgresql-client-16'),
    });
    expect(() => choose([], 16)).toThrow(none);
    expect(() => chooseClient([{ ...client('16.15'), tools: { psql: '/usr/bin/psql' } }], 16, 'linux')).toThrow(none);
  });

  it('names the command of each platform', () => {
    expect(installHint('linux', 17)).toContain('apt-get install postgresql-client-17');
    expect(installHint('darwin', 17)).toBe('Run: brew install postgresql@17');
    expect(installHint('win32', 17)).toBe('Run: winget install --exact --id PostgreSQL.PostgreSQL.17');
    expect(installHint('freebsd', 17)).toContain('https://www.postgresql.org/download/');
  });
});

function version(text: string): ToolVersion {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`not a version: ${text}`);
  return parsed;
}

function client(text: string, dir = `/pg/${text}`): Client {
  return {
    dir,
    version: version(text),
    safe: isSafe(version(text)),
    tools: { pg_dump: `${dir}/pg_dump`, pg_restore: `${dir}/pg_restore` },
  };
}
