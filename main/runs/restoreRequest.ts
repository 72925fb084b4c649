import type { Backup } from '../../shared/model/backup.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import type { Choice } from '../postgres/selection.ts';
import type { Caller } from './perform.ts';

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
}
