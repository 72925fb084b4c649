import { describe, expect, it } from 'vitest';
import { followEnvironment } from '../../../main/api/environment.ts';
import { listBackups, saveBackup } from '../../../main/catalog/backups.ts';
import { findConnection, listConnections, saveConnection } from '../../../main/catalog/connections.ts';
import { findPlan, listPlans, savePlan, takeSequence } from '../../../main/catalog/plans.ts';
import { recordSlot, recentSlots } from '../../../main/catalog/slots.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { aBackup, aConnection, aPlan, START } from '../helpers/values.ts';

const ENV = {
  DB_HOST: 'db.example.org',
  DB_DATABASE: 'shop',
  DB_USERNAME: 'backup',
  DB_PASSWORD: 'x',
  NODE_ENV: 'production',
};

/** Starts on a home with these variables. */
function start(env: Record<string, string>, home?: string): TestContext {
  const context = openContext({ env, ...(home === undefined ? {} : { home }) });
  followEnvironment(context);
  return context;
}

describe('the environment', () => {
  it('makes the connection env and the plan daily', () => {
    const { db, config } = start({
      ...ENV,
      BACKUP_SCHEDULE: '0 3 * * *',
      BACKUP_RETENTION_DAYS: '30',
      DB_SSLROOTCERT: '/ca.crt',
    });
    expect(listConnections(db)).toEqual([
      {
        name: 'env',
        host: 'db.example.org',
        port: 5432,
        user: 'backup',
        database: 'shop',
        sslmode: 'verify-full',
        sslrootcert: '/ca.crt',
        label: 'production',
        secret: { kind: 'env', variable: 'DB_PASSWORD' },
        origin: 'environment',
      },
    ]);
    expect(listPlans(db)).toMatchObject([
      {
        name: 'daily',
        connection: 'env',
        database: 'shop',
        schedule: '0 3 * * *',
        zone: config.zone,
        retention: { days: 30 },
        root: `${config.home}/backups`,
        paused: null,
        origin: 'environment',
        createdAt: START,
      },
    ]);
  });

  it('without variables makes nothing', () => {
    const { db } = start({ DB_USERNAME: 'backup' });
    expect([listConnections(db), listPlans(db)]).toEqual([[], []]);
  });

  it('leaves the password to libpq when it names none', () => {
    const { DB_PASSWORD: _, ...env } = ENV;
    expect(findConnection(start(env).db, 'env')?.secret).toEqual({ kind: 'pgpass' });
  });

  it('is followed when it changes, and what happened before stays', () => {
    const home = temporaryFolder();
    const before = start(ENV, home);
    saveBackup(before.db, aBackup({ plan: 'daily' }), takeSequence(before.db, 'daily'));
    recordSlot(before.db, { plan: 'daily', slot: START, state: 'done', reason: null }, new Date(START));
    savePlan(before.db, { ...aPlan(), ...findPlan(before.db, 'daily'), paused: { until: null } });
    const { db } = start(
      { ...ENV, DB_HOST: 'db2.example.org', DB_DATABASE: 'shop2', BACKUP_RETENTION_DAYS: '1' },
      home,
    );
    expect(findConnection(db, 'env')).toMatchObject({ host: 'db2.example.org', database: 'shop2' });
    expect(findPlan(db, 'daily')).toMatchObject({
      database: 'shop2',
      retention: { days: 1 },
      createdAt: START,
      paused: { until: null },
    });
    expect([listBackups(db, { limit: 9 }).length, recentSlots(db, 'daily', 9).length]).toEqual([1, 1]);
    expect(takeSequence(db, 'daily')).toBe(2);
  });

  it('that is gone leaves connection and plan', () => {
    const home = temporaryFolder();
    start(ENV, home);
    const { db } = start({}, home);
    expect([listConnections(db).length, listPlans(db).length]).toEqual([1, 1]);
  });

  it('leaves a plan or a connection alone that a person made under its name', () => {
    const home = temporaryFolder();
    const { db } = openContext({ home });
    saveConnection(db, aConnection());
    const mine = aPlan({ name: 'daily', database: 'mine' });
    savePlan(db, mine);
    const later = start(ENV, home);
    expect(listPlans(later.db)).toEqual([mine]);
    expect(findConnection(later.db, 'env')).toBeNull();

    const other = temporaryFolder();
    const connection = aConnection({ name: 'env', host: 'mine.example.org' });
    saveConnection(openContext({ home: other }).db, connection);
    const { db: kept } = start(ENV, other);
    expect([listConnections(kept), listPlans(kept)]).toEqual([[connection], []]);
  });

  it('with a schedule that is none is refused', () => {
    expect(() => start({ ...ENV, BACKUP_SCHEDULE: 'at night' })).toThrow(
      expect.objectContaining({ code: 'bad_input' }),
    );
  });
});
