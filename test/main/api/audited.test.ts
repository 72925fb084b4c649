import { describe, expect, it } from 'vitest';
import { listAudit } from '../../../main/catalog/audit.ts';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import type { CallInput, CallName } from '../../../shared/contract.ts';
import { caller } from '../helpers/api.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { aBackup, aConnection, aPlan, START } from '../helpers/values.ts';

const told = (context: TestContext) => listAudit(context.db, 20).toReversed();

function protectedPlan(): TestContext {
  const context = openContext();
  saveConnection(context.db, aConnection());
  savePlan(context.db, aPlan());
  return context;
}

async function ask(context: TestContext, name: CallName, input: unknown): Promise<unknown> {
  return caller(context)(name, input as CallInput<CallName>).catch((error: unknown) => error);
}

describe('the audit log tells', () => {
  it('who did it, on which machine, through which door', async () => {
    const context = protectedPlan();
    await ask(context, 'plans.pause', { name: 'plan', until: null });
    expect(told(context)).toEqual([
      {
        id: 1,
        at: START,
        actor: 'tester',
        host: 'here',
        door: 'cli',
        action: 'plan.pause',
        subject: 'plan',
        outcome: 'done',
      },
    ]);
  });

  it.each<[CallName, unknown, string, string]>([
    ['plans.resume', { name: 'plan' }, 'plan.resume', 'plan'],
    ['plans.remove', { name: 'plan' }, 'plan.remove', 'plan'],
    ['settings.set', { theme: 'dark' }, 'settings.set', '{"theme":"dark"}'],
    ['metrics.token', { rotate: true }, 'metrics.token', ''],
    ['catalog.rebuild', {}, 'catalog.rebuild', ''],
    [
      'connections.change',
      { name: 'server', host: 'elsewhere', port: 5432, user: 'u', secret: { kind: 'pgpass' } },
      'connection.change',
      'server',
    ],
  ])('%s', async (name, input, action, subject) => {
    const context = protectedPlan();
    await ask(context, name, input);
    expect(told(context)).toMatchObject([{ action, subject, outcome: expect.stringMatching(/^(done|adopted 0)$/) }]);
  });

  it.each<[CallName, unknown, string, string, string]>([
    ['connections.remove', { name: 'server' }, 'connection.remove', 'server', 'in_use'],
    ['plans.remove', { name: 'none' }, 'plan.remove', 'none', 'no_plan'],
    ['backups.take', { plan: 'none' }, 'backup', 'none', 'no_plan'],
    ['backups.delete', { backup: 'latest', confirm: 'yes' }, 'backup.delete', 'latest', 'no_backup'],
    [
      'restores.replace',
      { backup: 'latest', database: 'shop', confirm: 'x' },
      'restore.replace',
      'shop from latest',
      'no_backup',
    ],
    [
      'connections.add',
      {
        name: 'weak',
        host: 'db.example',
        port: 5432,
        user: 'postgres',
        password: 'postgres',
        label: 'production',
      },
      'connection.add',
      'weak',
      'default_credentials',
    ],
    [
      'runs.cancel',
      { run: '00000000-0000-4000-8000-000000000000' },
      'run.cancel',
      '00000000-0000-4000-8000-000000000000',
      'no_run',
    ],
  ])('what was refused: %s', async (name, input, action, subject, outcome) => {
    const context = protectedPlan();
    expect(await ask(context, name, input)).toMatchObject({ code: outcome });
    expect(told(context)).toMatchObject([{ action, subject, outcome }]);
    expect(JSON.stringify(told(context))).not.toContain('postgres"');
  });

  it('a deletion that a rule refused, by the id of the backup', async () => {
    const context = protectedPlan();
    const pinned = aBackup({ pinned: true });
    saveBackup(context.db, pinned, 1);
    await ask(context, 'backups.delete', { backup: pinned.id, confirm: pinned.id });
    expect(told(context)).toMatchObject([{ action: 'backup.delete', subject: pinned.id, outcome: 'protected_backup' }]);
  });

  it('the end of a run once, and not again by the call that started it', async () => {
    const context = protectedPlan();
    await ask(context, 'backups.take', { plan: 'plan' });
    expect(told(context)).toHaveLength(1);
    expect(told(context)).toMatchObject([{ action: 'backup', subject: 'plan' }]);
  });

  it.each<[CallName, unknown]>([
    ['status.get', {}],
    ['plans.show', { name: 'none' }],
    ['plans.prune', { dryRun: true }],
    ['audit.verify', {}],
    ['audit.accept', {}],
    ['plans.pause', { name: '' }],
  ])('nothing of what changes nothing: %s', async (name, input) => {
    const context = protectedPlan();
    await ask(context, name, input);
    expect(told(context)).toEqual([]);
  });

  it('a token for monitoring when it is made, and not when it is read', async () => {
    const context = openContext();
    await ask(context, 'metrics.token', {});
    await ask(context, 'metrics.token', {});
    expect(told(context)).toMatchObject([{ action: 'metrics.token', outcome: 'done' }]);
  });

  it('what the environment has changed', async () => {
    const context = openContext({ env: { DB_DATABASE: 'shop' } });
    const { followEnvironment } = await import('../../../main/api/environment.ts');
    followEnvironment(context);
    followEnvironment(context);
    expect(told(context)).toMatchObject([
      { action: 'connection.follow', subject: 'env' },
      { action: 'plan.follow', subject: 'daily' },
    ]);
  });
});
