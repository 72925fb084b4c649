import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { backupsByPrefix } from '../catalog/backups.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/**
 * Keeps a backup from being removed while it is read. What was removed while the run waited for its turn is gone, and not damaged.
 * @throws AppError `busy`, `no_backup`
 */
export function holdBackup(context: Context, { id }: Backup, scope: Pick<Scope, 'lease'>): void {
  scope.lease(`backup:${id}`, true);
  if (backupsByPrefix(context.db, id).length > 0) return;
  throw new AppError(
    'no_backup',
    `The backup ${id.slice(0, 8)} was removed, or encrypted anew under another id, before its turn came.`,
    'List the backups with `lifeboat backups`.',
  );
}
