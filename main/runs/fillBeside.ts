import { AppError } from '../../shared/errors.ts';
import type { Context } from './context.ts';
import { type Filled, type Filling, fillAndCompare } from './fill.ts';
import type { Scope } from './perform.ts';
import type { RestoreRequest } from './restoreRequest.ts';

type Beside = Pick<Filling, 'archive' | 'manifest' | 'access' | 'client' | 'serverMajor' | 'database'> & {
  readonly restore: RestoreRequest;
};

/** Fills the database that is to come in, and compares it. @throws AppError of `fillAndCompare` */
export function fillBeside(context: Context, { restore, ...place }: Beside, scope: Scope): Promise<Filled> {
  const { content, jobs, noOwner, noTablespaces, choice, salvage } = restore;
  const filling = { content, jobs, noOwner, noTablespaces, choice, salvage, ...place };
  return fillAndCompare(context, filling, scope);
}

/** The error of a copy that is not what its backup says; nothing is replaced by such a one. */
export function different({ differences }: Filled, scope: Scope): AppError {
  for (const difference of differences) scope.log.write('error', 'restore.difference', { ...difference });
  const [first] = differences;
  const count = differences.length;
  return new AppError(
    'restore_failed',
    `The restored copy differs from the backup in ${count} ${count === 1 ? 'place' : 'places'} (${first?.object}: ${first?.kind.replaceAll('_', ' ')}), so nothing was replaced.`,
    'Restore it into a new database to look at it, or choose another backup.',
    { detail: differences.map((one) => JSON.stringify(one)).join('\n') },
  );
}
