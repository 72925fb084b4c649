import { AppError } from '../../shared/errors.ts';
import { findRun, listRuns } from '../catalog/runs.ts';
import { readRunLog } from '../runs/runLog.ts';
import type { Handlers } from './handlers.ts';

export const runHandlers: Handlers<'runs.list' | 'runs.log'> = {
  'runs.list': (context, filter) => ({ runs: listRuns(context.db, filter) }),

  async 'runs.log'(context, { run: reference }) {
    const run = findRun(context.db, reference);
    if (!run)
      throw new AppError(
        'no_run',
        `There is no run ${reference}, or several begin so.`,
        'List the runs with `lifeboat runs`.',
      );
    return { run, lines: await readRunLog(context.config.logsDir, run.id) };
  },
};
