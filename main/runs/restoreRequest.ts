import { type RestoreOrder, restoreOrder, type RowsOrder, rowsOrder } from '../../shared/contract/restores.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import type { Choice } from '../postgres/selection.ts';
import type { Context } from './context.ts';
import type { Caller } from './perform.ts';
import { readRunLog } from './runLog.ts';

export interface RestoreRequest extends Caller {
  readonly backup: Backup;
  /** Must not exist yet. */
  readonly database: string;
  /** Name of the connection to restore on. */
  readonly connection: string;
  readonly content: ContentChoice;
  readonly jobs: number | null;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  readonly choice: Choice;
  /** Take what can be read of a damaged archive; the outcome is never a success. */
  readonly salvage: boolean;
  /** Plain SQL that was not taken here may be run. */
  readonly trustSql: boolean;
}

/** The line of the run's log that keeps the order. */
export const ORDERED = 'restore.ordered';

/** What was asked for, as the run's log has kept it; null where that is gone, or was never reached. */
export async function restoreOrdered(context: Context, run: string): Promise<RestoreOrder | RowsOrder | null> {
  const lines = await readRunLog(context.config.logsDir, run).catch((error: unknown) => {
    if (error instanceof AppError) return [];
    throw error;
  });
  const line = lines.find(({ event }) => event === ORDERED);
  return restoreOrder.safeParse(line).data ?? rowsOrder.safeParse(line).data ?? null;
}

/** The order that a request was made from. */
export function orderOf({ backup, database, connection, jobs, choice, ...rest }: RestoreRequest): RestoreOrder {
  const { content, noOwner, noTablespaces, salvage, trustSql } = rest;
  const options = { content, noOwner, noTablespaces, salvage, trustSql };
  return {
    backup: backup.id,
    toNew: database,
    on: connection,
    ...options,
    schemas: [...choice.schemas],
    tables: [...choice.tables],
    skipExtensions: [...choice.skipExtensions],
    ...(jobs !== null && { jobs }),
  };
}
