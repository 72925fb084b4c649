import { describe, expect, it } from 'vitest';
import { listAudit } from '../../../main/catalog/audit.ts';
import { findRun, openRuns } from '../../../main/catalog/runs.ts';
import { readSetting, writeSetting } from '../../../main/catalog/settings.ts';
import type { CoreEvent } from '../../../main/ports.ts';
import { perform, type RunRequest, unwrap } from '../../../main/runs/perform.ts';
import { readRunLog } from '../../../main/runs/runLog.ts';
import { AppError } from '../../../shared/errors.ts';
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

function states(events: readonly CoreEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'run' ? [event.run.state] : []));
}

describe('a run that goes well', () => {
  it('is queued, runs, and has succeeded with the value of its work', async () => {
    const context = openContext();
    const outcome = await perform(context, { ...REQUEST, slot: START, attempt: 2 }, async (scope) => {
      expect(openRuns(context.db)).toMatchObject([
        { run: { id: scope.id, state: 'running' }, owner: context.owner.id },
      ]);
      expect(leases(context)).toEqual(['plan:plan']);
      expect([...context.cancels.keys()]).toEqual([scope.id]);
      context.clock.advance(1500);
      return 'value';
    });
    expect(outcome).toMatchObject({ ok: true, value: 'value' });
    expect(outcome.run).toEqual({
      id: outcome.run.id,
      kind: 'backup',
      plan: 'plan',
      backup: null,
      state: 'succeeded',
      trigger: 'manual',
      attempt: 2,
      slot: START,
      startedAt: START,
      endedAt: '2026-03-10T12:00:01.500Z',
      durationMs: 1500,
      error: null,
      warnings: [],
      advisories: [],
    });
    expect(findRun(context.db, outcome.run.id)).toEqual(outcome.run);
    expect(states(context.events)).toEqual(['queued', 'running', 'succeeded']);
    expect([leases(context), context.cancels.size, context.progress.size]).toEqual([[], 0, 0]);
    expect(listAudit(context.db, 9)).toMatchObject([
      { action: 'backup', subject: 'plan', actor: 'tester', outcome: 'succeeded' },
    ]);
  });

  it('has been warned when it was, with every warning in order', async () => {
    const context = openContext();
    const { run } = await perform(context, REQUEST, async (scope) => {
      scope.warn(['one']);
      scope.warn([]);
      scope.warn(['two', 'three']);
      scope.advise({ code: 'a', message: 'b', nextStep: 'c' });
    });
    expect(run).toMatchObject({ state: 'warned', warnings: ['one', 'two', 'three'], error: null });
    expect(run.advisories).toEqual([{ code: 'a', message: 'b', nextStep: 'c' }]);
    expect(findRun(context.db, run.id)).toEqual(run);
  });

  it('is not warned by an advisory alone', async () => {
    const { run } = await perform(openContext(), REQUEST, async (scope) => {
      scope.advise({ code: 'a', message: 'b', nextStep: 'c' });
    });
    expect(run.state).toBe('succeeded');
  });

  it('writes down what happened, as it happens', async () => {
    const context = openContext();
    const { run } = await perform(context, REQUEST, async (scope) => {
      scope.log.write('info', 'step', { number: 1 });
      scope.warn(['careful']);
      scope.advise({ code: 'a', message: 'b', nextStep: 'c' });
      expect(await readRunLog(context.config.logsDir, scope.id)).toHaveLength(5);
    });
    expect(await readRunLog(context.config.logsDir, run.id)).toEqual([
      { at: START, level: 'info', event: 'run.queued', kind: 'backup', plan: 'plan', trigger: 'manual', slot: null },
      { at: START, level: 'info', event: 'run.started' },
      { at: START, level: 'info', event: 'step', number: 1 },
      { at: START, level: 'warn', event: 'run.warning', message: 'careful' },
      { at: START, level: 'warn', event: 'run.advisory', code: 'a', message: 'b', nextStep: 'c' },
      { at: START, level: 'info', event: 'run.ended', state: 'warned' },
    ]);
  });

  it('tells its progress, and is known to whoever asked before its work begins', async () => {
    const context = openContext();
    let queued = '';
    const onQueued = (run: { readonly id: string; readonly state: string }) => {
      queued = `${run.id} ${run.state} ${findRun(context.db, run.id)?.state}`;
    };
    const { run } = await perform(context, { ...REQUEST, onQueued }, async (scope) => {
      expect(queued).toBe(`${scope.id} queued queued`);
      scope.meter.phase('dumping');
      expect(context.progress.get(scope.id)?.phase).toBe('dumping');
    });
    expect(context.events).toContainEqual({
      type: 'progress',
      run: run.id,
      progress: expect.objectContaining({ phase: 'dumping' }),
    });
  });

  it('notes what a start-up after a crash must know', async () => {
    const context = openContext();
    const backup = 'c0ffee00-0000-4000-8000-000000000000';
    await perform(context, REQUEST, async (scope) => {
      scope.journal({ folder: '/a', file: 'b' });
      scope.backup(backup);
      expect(openRuns(context.db)).toMatchObject([{ journal: { folder: '/a', file: 'b' }, run: { backup } }]);
    });
  });
});

describe('a run that fails', () => {
  it('has failed with its reason, which is in the catalog, the log and the audit too', async () => {
    const context = openContext();
    const reason = new AppError('disk_full', 'Full.', 'Free some.', { detail: 'ENOSPC' });
    const outcome = await perform(context, REQUEST, async (scope) => {
      scope.warn(['before']);
      throw reason;
    });
    expect(outcome).toMatchObject({ ok: false, error: reason });
    expect(outcome.run).toMatchObject({ state: 'failed', error: reason.toJSON(), warnings: ['before'] });
    expect(findRun(context.db, outcome.run.id)).toEqual(outcome.run);
    expect(leases(context)).toEqual([]);
    expect(listAudit(context.db, 1)).toMatchObject([{ outcome: 'disk_full' }]);
    expect((await readRunLog(context.config.logsDir, outcome.run.id)).at(-1)).toEqual({
      at: START,
      level: 'error',
      event: 'run.ended',
      state: 'failed',
      error: reason.toJSON(),
    });
    expect(() => unwrap(outcome)).toThrow(reason);
  });

  it('by a defect of ours says that it is one', async () => {
    const outcome = await perform(openContext(), REQUEST, () => Promise.reject(new TypeError('x is undefined')));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'internal' }, run: { state: 'failed' } });
  });
});

describe('what ends a run well', () => {
  it('is written with the end, and only then', async () => {
    const context = openContext();
    await perform(context, REQUEST, async (scope) => {
      scope.settle(() => writeSetting(context.db, 'a', '1'));
      expect(readSetting(context.db, 'a')).toBeNull();
    });
    expect(readSetting(context.db, 'a')).toBe('1');
  });

  it('is not written when the run fails', async () => {
    const context = openContext();
    await perform(context, REQUEST, async (scope) => {
      scope.settle(() => writeSetting(context.db, 'a', '1'));
      throw new Error('no');
    });
    expect(readSetting(context.db, 'a')).toBeNull();
  });

  it('is written whole or not at all: otherwise the run fails, and nobody is told anything else', async () => {
    const context = openContext();
    const outcome = await perform(context, REQUEST, async (scope) => {
      scope.settle(() => writeSetting(context.db, 'a', '1'));
      scope.settle(() => {
        throw new AppError('disk_full', 'Full.', 'Free some.');
      });
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'disk_full' }, run: { state: 'failed' } });
    expect(readSetting(context.db, 'a')).toBeNull();
    expect(states(context.events)).toEqual(['queued', 'running', 'failed']);
    expect(findRun(context.db, outcome.run.id)?.state).toBe('failed');
    expect(leases(context)).toEqual([]);
  });

  it('fails with the audit entry of the run, which belongs to it', async () => {
    const context = openContext();
    context.db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.outcome = 'succeeded' BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    const outcome = await perform(context, REQUEST, async (scope) => {
      scope.settle(() => writeSetting(context.db, 'a', '1'));
    });
    expect(outcome).toMatchObject({ ok: false, run: { state: 'failed' } });
    expect(states(context.events)).toEqual(['queued', 'running', 'failed']);
    expect([readSetting(context.db, 'a'), leases(context)]).toEqual([null, []]);
  });
});
