import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../main/runs/readinessRule.ts';
import { judgeTarget } from '../../../main/runs/readinessRules.ts';
import type { TargetFacts } from '../../../main/postgres/targetFacts.ts';
import { aManifest } from '../helpers/values.ts';

const GIB = 1024 ** 3;

const facts: TargetFacts = {
  serverVersion: '15.18',
  major: 15,
  role: 'restorer',
  superuser: false,
  mayCreateDatabases: true,
  mayCreateRoles: true,
  roles: new Set(['restorer', 'owner']),
  memberOf: new Set(['restorer', 'owner']),
  databases: new Set(['postgres', 'shop']),
  tablespaces: new Set(['pg_default', 'pg_global']),
  extensions: new Map([['citext', { versions: ['1.5', '1.6'], defaultVersion: '1.6', trusted: true }]]),
  locales: new Set(['en_us.utf8']),
  hasIcu: true,
  standby: false,
  readOnly: false,
  freeConnections: 20,
  preloaded: new Set(),
  walLevel: 'replica',
  dataDirectory: null,
};

const base = aManifest();
const manifest = {
  ...base,
  serverVersion: '15.4',
  databaseProperties: { ...base.databaseProperties, provider: 'libc', collate: 'en_US.UTF-8', ctype: 'en_US.UTF-8' },
  contents: {
    ...base.contents,
    roles: ['owner'],
    extensions: [{ name: 'citext', version: '1.6' }],
    tables: [{ schema: 'public', name: 'big', rows: 1, bytes: 10 * GIB }],
  },
};

const fit: Intent = {
  manifest,
  facts,
  needs: { superuserObjects: [], tablespaces: [], subscriptions: false, publications: false },
  clientMajor: 15,
  database: 'shop_restored',
  replaces: false,
  jobs: 4,
  noOwner: false,
  noTablespaces: false,
  skipExtensions: [],
  freeBytes: 40 * GIB,
  production: false,
};

const at = (change: Partial<TargetFacts>): Partial<Intent> => ({ facts: { ...facts, ...change } });
const of = (change: Partial<typeof manifest.contents>): Partial<Intent> => ({
  manifest: { ...manifest, contents: { ...manifest.contents, ...change } },
});
const sorted = (change: Partial<typeof manifest.databaseProperties>) => ({
  manifest: { ...manifest, databaseProperties: { ...manifest.databaseProperties, ...change } },
});
const needing = (change: Partial<Intent['needs']>): Partial<Intent> => ({ needs: { ...fit.needs, ...change } });

/** What is wrong, the finding it must give and nothing else, how grave it is, and a way around it that can be applied. */
const misfits: [string, Partial<Intent>, string, 'error' | 'warning', object | null][] = [
  ['a standby', at({ standby: true }), 'writable', 'error', null],
  ['read-only transactions', at({ readOnly: true }), 'writable', 'error', null],
  ['a name that is taken', { database: 'shop' }, 'target', 'error', null],
  ['a role without CREATEDB', at({ mayCreateDatabases: false }), 'rights', 'error', null],
  ['missing roles that can be made', of({ roles: ['gone'] }), 'roles', 'warning', null],
  [
    'missing roles that cannot be made',
    { ...of({ roles: ['gone'] }), ...at({ mayCreateRoles: false }) },
    'roles',
    'error',
    { noOwner: true },
  ],
  ['an owner it is no member of', at({ memberOf: new Set() }), 'ownership', 'error', { noOwner: true }],
  ['an event trigger', needing({ superuserObjects: ['event trigger x'] }), 'superuser', 'error', null],
  [
    'a missing extension',
    of({ extensions: [{ name: 'postgis', version: '3' }] }),
    'extensions',
    'error',
    { skipExtensions: ['postgis'] },
  ],
  [
    'an extension for superusers',
    at({ extensions: new Map([['citext', { versions: ['1.6'], defaultVersion: '1.6', trusted: false }]]) }),
    'extension_rights',
    'error',
    { skipExtensions: ['citext'] },
  ],
  [
    'an extension of another version',
    of({ extensions: [{ name: 'citext', version: '2.0' }] }),
    'extension_versions',
    'warning',
    null,
  ],
  [
    'an extension that is not preloaded',
    {
      ...of({ extensions: [{ name: 'pg_cron', version: '1' }] }),
      ...at({ extensions: new Map([['pg_cron', { versions: ['1'], defaultVersion: '1', trusted: true }]]) }),
    },
    'preload',
    'error',
    { skipExtensions: ['pg_cron'] },
  ],
  ['an older server', { manifest: { ...manifest, serverVersion: '17.2' } }, 'version', 'warning', null],
  ['an older server than pg_restore 17 can serve', { clientMajor: 17 }, 'transaction_timeout', 'error', null],
  [
    'ICU that is not built in',
    { ...sorted({ provider: 'icu' }), ...at({ hasIcu: false }) },
    'collation',
    'error',
    null,
  ],
  ['ICU before 15', { ...sorted({ provider: 'icu' }), ...at({ major: 14 }) }, 'collation', 'error', null],
  ['the built-in provider before 17', sorted({ provider: 'builtin' }), 'collation', 'error', null],
  ['an unknown collation', sorted({ collate: 'sv_SE.UTF-8' }), 'collation', 'error', null],
  ['an unknown character type', sorted({ ctype: 'sv_SE.UTF-8' }), 'collation', 'error', null],
  ['a missing tablespace', needing({ tablespaces: ['fast'] }), 'tablespaces', 'error', { noTablespaces: true }],
  ['a full disk', { freeBytes: 11 * GIB }, 'space', 'error', null],
  ['no connection to spare', at({ freeConnections: 5 }), 'connections', 'error', null],
  ['a connection limit used up', at({ freeConnections: -2 }), 'connections', 'error', null],
  ['a subscription', needing({ subscriptions: true }), 'subscriptions', 'warning', null],
  ['a publication without logical WAL', needing({ publications: true }), 'publications', 'warning', null],
  ['a production server', { production: true }, 'production', 'warning', null],
];

/** Older servers also fail other rules; those are counted, not hidden. */
const ALSO: Readonly<Record<string, readonly string[]>> = { 'ICU before 15': ['version'] };

describe('a target', () => {
  it('that lacks nothing passes every check', () => {
    expect(judgeTarget(fit).filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each(misfits)('with %s is named as unfit, and for that alone', (what, change, code, severity, fix) => {
    const found = judgeTarget({ ...fit, ...change }).filter((check) => !check.ok);
    expect(found.map((check) => check.code).sort()).toEqual([code, ...(ALSO[what] ?? [])].sort());
    const check = found.find((one) => one.code === code);
    expect(check).toMatchObject({ severity, fix });
    expect(check?.message).toMatch(/^\S+ .*\.$/);
    expect(check?.nextStep).toMatch(/^\S+ .*\.$/);
  });

  it.each([
    ['noOwner', { ...of({ roles: ['gone'] }), ...at({ mayCreateRoles: false, memberOf: new Set<string>() }) }],
    ['noTablespaces', needing({ tablespaces: ['fast'] })],
    ['skipExtensions', of({ extensions: [{ name: 'postgis', version: '3' }] })],
  ])('is fit once the fix %s is applied', (_, change) => {
    const before = judgeTarget({ ...fit, ...change }).filter((check) => !check.ok);
    const fixes = before.reduce((all, { fix }) => ({ ...all, ...fix }), {});
    expect(judgeTarget({ ...fit, ...change, ...fixes }).filter((check) => !check.ok)).toEqual([]);
  });
});
