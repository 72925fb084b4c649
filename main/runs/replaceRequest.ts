import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Caller } from './perform.ts';
import type { RestoreRequest } from './restoreRequest.ts';

export interface ReplaceRequest extends Caller {
  readonly backup: Backup;
  /** Name of the connection of the database. */
  readonly connection: string;
  /** The database to replace. */
  readonly database: string;
  /** Its name once more, as a person typed it. */
  readonly confirm: string;
  /** How long the old database is meant to be kept, in milliseconds. */
  readonly keepMs: number;
  readonly jobs: number | null;
  readonly noOwner: boolean;
  /** Plain SQL that was not taken here may be run. */
  readonly trustSql: boolean;
}

export const KEEP_DAYS = 7;

/** What is restored beside the database: always the whole backup. */
export function restoreOf(request: ReplaceRequest): RestoreRequest {
  const { backup, connection, database, jobs, noOwner, trustSql, signal, onQueued } = request;
  const choice = { schemas: [], tables: [], skipExtensions: [] };
  const whole = { content: 'all', noTablespaces: false, choice, salvage: false } as const;
  return { backup, connection, database, jobs, noOwner, trustSql, signal, onQueued, ...whole };
}

/** @throws AppError `confirmation_missing` unless a person typed the very name. */
export function checkConfirmation(confirm: string, database: string): void {
  if (confirm === database) return;
  throw new AppError(
    'confirmation_missing',
    'The confirmation is not the name of that database.',
    `Type its name exactly: ${database}`,
  );
}
