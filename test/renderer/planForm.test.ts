import { describe, expect, it } from 'vitest';
import { planAddLine } from '../../renderer/plans/planAddLine.ts';
import { checkPlan, fieldsOf, newFields, orderOf } from '../../renderer/plans/planFields.ts';
import { planPath } from '../../renderer/plans/planPath.ts';
import { choicesOf, firstChosen, proposeName } from '../../renderer/welcome/proposals.ts';
import type { PlanEncryption } from '../../shared/model/encryption.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { aCard } from './values.ts';

const aPlan = (change: Partial<Plan> = {}): Plan => ({ ...aCard('nightly', {}).plan, ...change });
const typed = newFields({ name: 'nightly', connection: 'main', database: 'shop', zone: 'UTC' });

describe('what is typed of a plan', () => {
  it('makes the order of the same plan, whatever the plan says', () => {
    const plan = aPlan({
      format: 'directory',
      jobs: 4,
      compression: 'zstd:7',
      retention: { last: 2, yearly: 1 },
      drillEvery: 'never',
    });
    const { root: _root, paused: _paused, stallLimitMs: _limit, origin: _origin, createdAt: _created, ...order } = plan;
    expect(orderOf(fieldsOf(plan))).toEqual(order);
    expect(checkPlan(fieldsOf(plan), [])).toEqual(checkPlan(typed, []));
  });

  it('keeps a passphrase that is not typed anew, and sends none that is not meant', () => {
    const plan = aPlan({ encryption: { form: 'passphrase', recipients: [] } });
    expect(checkPlan(fieldsOf(plan), null).passphrase).toBeUndefined();
    expect(orderOf(fieldsOf(plan))).not.toHaveProperty('passphrase');
    const typedOnce = { ...typed, passphrase: 'words', passphraseAgain: 'words' };
    expect(orderOf({ ...typedOnce, encryption: 'passphrase' }).passphrase).toBe('words');
    expect(orderOf({ ...typedOnce, encryption: 'x25519' })).not.toHaveProperty('passphrase');
  });

  it('leaves the name of a plan that exists as it is', () => {
    const plan = aPlan({ name: ' ' });
    expect(orderOf(fieldsOf(plan)).name).toBe(' ');
    expect(checkPlan(fieldsOf(plan), null).name).toBeUndefined();
  });

  it('has good defaults', () => {
    expect(orderOf(typed)).toMatchObject({ schedule: '0 2 * * *', format: 'custom', retention: { days: 7 }, jobs: 1 });
    expect(Object.values(checkPlan(typed, ['other'])).filter(Boolean)).toEqual([]);
  });

  it.each([
    [{ name: ' ' }, { name: 'required' }],
    [{ name: ' other ' }, { name: 'taken' }],
    [{ name: 'x'.repeat(201) }, { name: 'longName' }],
    [{ connection: '' }, { connection: 'required' }],
    [{ database: '数'.repeat(22) }, { database: 'longDatabase' }],
    [{ keep: { ...typed.keep, weekly: '-1' } }, { keep: 'keepNumber' }],
    [{ keep: { ...typed.keep, days: 100_001 } }, { keep: 'keepNumber' }],
    [{ format: 'directory', jobs: '' }, { jobs: 'jobs' }],
    [{ schedule: { ...typed.schedule, kind: 'hourly', minute: 60 } }, { schedule: 'minute' }],
    [{ schedule: { ...typed.schedule, kind: 'cron', cron: 'x' } }, { schedule: { code: 'bad_input' } }],
    [{ encryption: 'x25519', format: 'directory' }, { encryption: 'directoryEncrypted' }],
    [{ encryption: 'x25519', recipients: 'age1abc\nme@example.org' }, { recipients: 'recipient' }],
    [{ encryption: 'passphrase' }, { passphrase: 'required' }],
    [{ encryption: 'passphrase', passphrase: 'a', passphraseAgain: 'b' }, { passphraseAgain: 'passphraseDiffers' }],
  ] as const)('%j is told beside its field', (change, problem) => {
    expect(checkPlan({ ...typed, ...change }, ['other'])).toMatchObject(problem);
  });

  it('has a command line that a shell reads as it is meant', () => {
    expect(planAddLine(orderOf({ ...typed, name: "-it's" }))).toBe(
      `lifeboat plan add --connection=main --database=shop --schedule='0 2 * * *' --zone=UTC --keep=days=7 -- '-it'\\''s'`,
    );
    const bare = {
      ...typed,
      schedule: { ...typed.schedule, kind: 'demand' as const },
      keep: { ...typed.keep, days: '' },
    };
    expect(planAddLine(orderOf(bare))).toContain('--schedule=none --zone=UTC --keep=days=0 nightly');
  });

  it.each([
    [{ form: 'x25519', recipients: [] }, '--encrypt'],
    [{ form: 'hybrid', recipients: ['age1pq1a'] }, '--encrypt --post-quantum --encrypt-to=age1pq1a'],
    [{ form: 'x25519', recipients: ['age1a', 'age1b'] }, '--encrypt --encrypt-to=age1a --encrypt-to=age1b'],
    [{ form: 'passphrase', recipients: [] }, '--encrypt-passphrase-stdin'],
  ] satisfies [PlanEncryption, string][])('says in the command line how it is encrypted: %j', (encryption, flags) => {
    const { form, recipients } = encryption;
    const fields = { ...typed, encryption: form, recipients: recipients.join('\n') };
    const order = { ...orderOf(fields), passphrase: 'never shown' };
    expect(planAddLine(order)).toBe(
      `lifeboat plan add --connection=main --database=shop --schedule='0 2 * * *' --zone=UTC --keep=days=7 ${flags} nightly`,
    );
  });
});

describe('the address of a plan', () => {
  it('is one part of a path that no router decodes, and another for each name', () => {
    const names = ['nightly', 'a/b', 'a%2Fb', 'a~2Fb', '..', '?#', '数据', '\ud800', '~', '%7E'];
    const paths = names.map(planPath);
    for (const path of paths) expect(path).toMatch(/^\/plans\/[^/%?#.]+$/);
    expect(new Set(paths).size).toBe(names.length);
    expect(paths[0]).toBe('/plans/nightly');
  });
});

describe('the databases of a server', () => {
  const databases = [
    { name: 'postgres', bytes: 1 },
    { name: 'shop', bytes: null },
  ];

  it('tell which plan they have already', () => {
    const plans = [aPlan(), aPlan({ name: 'elsewhere', connection: 'other', database: 'postgres' })];
    expect(choicesOf(databases, 'main', plans).map(({ plan }) => plan)).toEqual([null, 'nightly']);
  });

  it('are chosen from the start when there is but one of their own', () => {
    expect(firstChosen(choicesOf(databases, 'main', []))).toEqual(['shop']);
    expect(firstChosen(choicesOf(databases, 'main', [aPlan()]))).toEqual([]);
    expect(firstChosen(choicesOf(databases.slice(0, 1), 'main', []))).toEqual(['postgres']);
    expect(firstChosen(choicesOf([...databases, { name: 'crm', bytes: 1 }], 'main', []))).toEqual([]);
  });

  it('get names that are free', () => {
    const taken: string[] = [];
    for (let count = 0; count < 4; count += 1) taken.push(proposeName('shop', 'main', taken));
    expect(taken).toEqual(['shop', 'shop (main)', 'shop 2', 'shop 3']);
    expect(proposeName('  ', 'main', [])).toBe('main');
  });
});
