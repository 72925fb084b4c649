import type { CallOutput, ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { listBackups } from '../catalog/backups.ts';
import { listPlans } from '../catalog/plans.ts';
import { requirePlan } from '../runs/backup.ts';
import type { Context } from '../runs/context.ts';
import { unwrap } from '../runs/perform.ts';
import { reencrypt } from '../runs/reencrypt.ts';
import { findBackup } from './backups.ts';
import type { Handlers } from './handlers.ts';

const ALL = 1_000_000;

export const reencryptionHandlers: Handlers<'backups.reencrypt'> = {
  async 'backups.reencrypt'(context, order, signal) {
    const results: CallOutput<'backups.reencrypt'>['results'] = [];
    for (const backup of chosen(context, order)) {
      signal.throwIfAborted();
      try {
        const { state, backup: now } = unwrap(await reencrypt(context, { backup, signal })).value;
        results.push({ backup: backup.id, state, ...(state === 'reencrypted' && { by: now.id }) });
      } catch (error) {
        const { kind, message } = AppError.from(error);
        // One that cannot be encrypted anew keeps no other from it; of a single one, the error says it all.
        if (kind === 'cancelled' || order.backup !== undefined) throw error;
        results.push({ backup: backup.id, state: 'failed', reason: message });
      }
    }
    return { results };
  },
};

/** @throws AppError `bad_input`, `no_backup`, `ambiguous_backup`, `no_plan` */
function chosen(context: Context, { backup, plan, all }: ParsedInput<'backups.reencrypt'>): Backup[] {
  if ([backup !== undefined, plan !== undefined, all].filter(Boolean).length !== 1)
    throw new AppError(
      'bad_input',
      'Say which backups: one, those of a plan, or all.',
      'Say exactly one of the three.',
    );
  if (backup !== undefined) return [findBackup(context, backup)];
  if (plan !== undefined) return listBackups(context.db, { plan: requirePlan(context, plan).name, limit: ALL });
  const encrypted = new Set(listPlans(context.db).flatMap(({ name, encryption }) => (encryption ? [name] : [])));
  return listBackups(context.db, { limit: ALL }).filter((one) => encrypted.has(one.plan));
}
