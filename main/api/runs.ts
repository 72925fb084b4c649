import { AppError } from '../../shared/errors.ts';
import type { Run } from '../../shared/model/run.ts';
import { findRun, listRuns } from '../catalog/runs.ts';
import { backup } from '../runs/backup.ts';
import type { Context } from '../runs/context.ts';
import { readRunLog } from '../runs/runLog.ts';
import { isEnded } from '../runs/runState.ts';
import { verify } from '../runs/verify.ts';
import { findBackup } from './backups.ts';
import { startRun } from './background.ts';
import type { Handlers } from './handlers.ts';

type Names =
  | 'runs.list'
  | 'runs.log'
  | 'runs.active'
  | 'runs.get'
  | 'runs.cancel'
  | 'backups.start'
  | 'backups.startVerify';

export const runHandlers: Handlers<Names> = {
  'runs.list': (context, filter) => ({ runs: listRuns(context.db, filter) }),

  async 'runs.log'(context, { run: reference }) {
    const run = requireRun(context, reference);
    return { run, lines: await readRunLog(context.config.logsDir, run.id) };
  },

  'runs.active': (context) => ({ runs: activeRuns(context) }),

  'runs.get': (context, { run }) => withProgress(context, requireRun(context, run)),

  'runs.cancel'(context, { run: id }) {
    const run = requireRun(context, id);
    const controller = context.cancels.get(id);
    if (controller) controller.abort();
    else if (!isEnded(run.state)) {
      throw new AppError(
        'in_use',
        'The run belongs to another process of Lifeboat.',
        'Stop it where it was started; Ctrl-C in that terminal cancels it cleanly.',
      );
    }
    return { run: requireRun(context, id) };
  },

  'backups.start': (context, { plan }) =>
    startRun(context, (onQueued) => backup(context, { plan, trigger: 'manual', onQueued })),

  'backups.startVerify'(context, { backup: reference, level }) {
    const found = findBackup(context, reference);
    return startRun(context, (onQueued) => verify(context, { backup: found, level, onQueued }));
  },
};

/** Runs of this process, oldest first. */
export function activeRuns(context: Context) {
  return [...context.cancels.keys()].map((id) => withProgress(context, requireRun(context, id)));
}

function withProgress(context: Context, run: Run) {
  return { run, progress: context.progress.get(run.id) ?? null };
}

/** @throws AppError `no_run` */
export function requireRun(context: Context, reference: string): Run {
  const run = findRun(context.db, reference);
  if (run) return run;
  throw new AppError(
    'no_run',
    `There is no run ${reference}, or several begin so.`,
    'List the runs with `lifeboat runs`.',
  );
}
