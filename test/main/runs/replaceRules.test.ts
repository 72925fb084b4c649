import { describe, expect, it } from 'vitest';
import type { DatabaseSituation } from '../../../main/postgres/replaceable.ts';
import { judgeSituation } from '../../../main/runs/replaceRules.ts';

const fit: DatabaseSituation = {
  isTemplate: false,
  allowsConnections: true,
  owner: 'app',
  owned: true,
  mayCreate: true,
  bytes: 1,
  prepared: [],
  slots: [],
  subscriptions: [],
  sessions: [{ role: 'app', application: 'shop', client: null, endable: true }],
};

const misfits: [string, Partial<DatabaseSituation>, string, string][] = [
  ['a template', { isTemplate: true }, 'template', 'template'],
  ['closed to everybody', { allowsConnections: false }, 'template', 'lets nobody in'],
  ["somebody else's", { owned: false, owner: 'keeper' }, 'owner', 'keeper'],
  ['in the hands of a role that may not create', { mayCreate: false }, 'owner', 'create'],
  [
    'held by a session that cannot be ended',
    { sessions: [{ role: 'root', application: 'psql', client: null, endable: false }] },
    'sessions',
    'root (psql)',
  ],
  ['held by a prepared transaction', { prepared: ['half done'] }, 'prepared', 'half done'],
  ['read by a slot', { slots: ['reader'] }, 'slots', 'reader'],
  ['a subscriber', { subscriptions: ['news'] }, 'subscribed', 'news'],
];

describe('a database that is to be replaced', () => {
  it('passes every rule, sessions that can be ended included', () => {
    expect(judgeSituation(fit, 'shop').filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each(misfits)('is named as unfit when it is %s, and for that alone', (_, change, code, word) => {
    const found = judgeSituation({ ...fit, ...change }, 'shop').filter(({ ok }) => !ok);
    expect(found).toEqual([
      {
        code,
        ok: false,
        severity: 'error',
        message: expect.stringContaining(word),
        nextStep: expect.stringMatching(/\S \S/),
        fix: null,
      },
    ]);
  });

  it('must exist', () => {
    expect(judgeSituation(null, 'gone')).toMatchObject([{ code: 'exists', ok: false, severity: 'error' }]);
  });
});
