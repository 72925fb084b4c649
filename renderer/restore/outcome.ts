import type { RestoreOrder } from '../../shared/contract.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import type { Run } from '../../shared/model/run.ts';
import { isRows, type Order } from './orders.ts';

/** What a restored database is, beside the backup; what lacks something that could not be read is never called equal. */
export function outcomeOf({ ok, errors }: RestoreResult, order: Order | null): 'equal' | 'partial' | 'different' {
  if (errors.length > 0 || (!ok && order !== null && !isRows(order) && order.salvage)) return 'partial';
  return ok ? 'equal' : 'different';
}

/** Less than the whole backup was asked for. */
export function isPartial({ schemas = [], tables = [] }: Partial<RestoreOrder>): boolean {
  return schemas.length + tables.length > 0;
}

/** How much of the backup was compared. */
export function comparedOf(order: Order | null): 'all' | 'schema' | 'parts' | 'rows' {
  if (order !== null && isRows(order)) return 'rows';
  if (order?.content === 'schema') return 'schema';
  return order !== null && (isPartial(order) || order.skipExtensions.length > 0) ? 'parts' : 'all';
}

/** Whether a salvage may get further than the restore that failed. */
export function mayHelp({ error }: Run, order: Order): boolean {
  return !isRows(order) && !order.salvage && (error?.code === 'hash_mismatch' || error?.code === 'restore_failed');
}
