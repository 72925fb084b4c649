import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listAudit } from '../../../main/catalog/audit.ts';
import { takeLease } from '../../../main/catalog/leases.ts';
import { openOwner } from '../../../main/catalog/owner.ts';
import { listRuns } from '../../../main/catalog/runs.ts';
import { perform, type RunRequest } from '../../../main/runs/perform.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { START } from '../helpers/values.ts';

const REQUEST: RunRequest = {
  kind: 'backup',
  plan: 'plan',
  trigger: 'manual',
  server: 'server',
  resource: 'plan:plan',
};

function leases(context: TestContext): string[] {
  return context.db.prepare('SELECT resource FROM leases ORDER BY resource').pluck().all() as string[];
}

describe('a lease that is taken', () => {
  function occupied(): TestContext {
    const context = openContext();
    const other = openOwner(context.config.ownersDir);
    onTestFinished(() => other.close());
    const request = { resource: 'plan:plan', run: 'other', what: 'backup', shared: false };
    takeLease(context.db, request, other, new Date(START), context.isAlive);
    return context;
  }

  it('keeps a run from beginning, before anything of it is written', async () => {
    const context = occupied();
    await expect(perform(context, REQUEST, () => Promise.resolve())).rejects.toMatchObject({
      code: 'busy',
      message: `The plan plan is in use: process ${process.pid} has been running a backup on it since ${START}.`,
    });
    expect([listRuns(context.db, { limit: 9 }), context.events, listAudit(context.db, 9)]).toEqual([[], [], []]);
    expect(leases(context)).toEqual(['plan:plan']);
  });

  it('makes a run fail that only then needs it, and leaves those of others alone', async () => {
    const context = occupied();
    const outcome = await perform(context, { ...REQUEST, resource: 'backup:a' }, async (scope) => {
      scope.lease('backup:b', true);
      expect(leases(context)).toEqual(['backup:a', 'backup:b', 'plan:plan']);
      scope.lease('plan:plan', false);
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect(leases(context)).toEqual(['plan:plan']);
  });

  it('keeps nothing when the log of the run cannot be opened', async () => {
    const context = openContext();
    rmSync(context.config.logsDir, { recursive: true, force: true });
    writeFileSync(context.config.logsDir, '');
    await expect(perform(context, REQUEST, () => Promise.resolve())).rejects.toMatchObject({ code: 'EEXIST' });
    expect([leases(context), listRuns(context.db, { limit: 9 })]).toEqual([[], []]);
    rmSync(context.config.logsDir);
    mkdirSync(context.config.logsDir);
    expect((await perform(context, REQUEST, () => Promise.resolve())).ok).toBe(true);
  });
});
