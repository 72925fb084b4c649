import type { Backup } from '../../shared/model/backup.ts';
import { isRestorable } from './state.ts';

/** The newest backup that something has proven; `backups` are newest first. */
export function suggestionOf(backups: readonly Backup[]): Backup | null {
  return backups.find((backup) => isRestorable(backup, false) && backup.verification.level !== 'present') ?? null;
}

/** The suggestion, then the others as they were. */
export function suggestionFirst(backups: readonly Backup[]): Backup[] {
  const suggestion = suggestionOf(backups);
  return suggestion === null ? [...backups] : [suggestion, ...backups.filter((backup) => backup !== suggestion)];
}
