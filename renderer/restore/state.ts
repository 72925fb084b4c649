import type { RestoreOrder } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { nameProblem } from './targetName.ts';

/** What a person decides, in order; the last two steps are the run's. */
export const CHOICES = ['backup', 'content', 'target', 'readiness'] as const;
export const STEPS = [...CHOICES, 'run', 'result'] as const;
export type Choice = (typeof CHOICES)[number];
export type Step = (typeof STEPS)[number];

export interface Target {
  /** The name of a connection; null for the one that the backup came from. */
  readonly connection: string | null;
  /** Null until a name is settled on. */
  readonly database: string | null;
  readonly noOwner: boolean;
  /** Null leaves it to the core. */
  readonly jobs: number | null;
}

export interface WizardState {
  readonly step: Choice;
  readonly backup: Backup | null;
  /** Data alone needs tables to go into, which a new database has not. */
  readonly content: 'all' | 'schema';
  readonly target: Target;
}

export type WizardAction =
  | { readonly type: 'backup'; readonly backup: Backup }
  | { readonly type: 'content'; readonly content: WizardState['content'] }
  | { readonly type: 'target'; readonly target: Partial<Target> }
  | { readonly type: 'go'; readonly step: Choice };

/** What each step has: what was decided so far, and the way to decide more. */
export interface StepProps {
  readonly state: WizardState;
  readonly dispatch: (action: WizardAction) => void;
}

const NO_TARGET: Target = { connection: null, database: null, noOwner: false, jobs: null };

/** A backup that is known to be bad is never restored from. */
export function isRestorable(backup: Backup): boolean {
  return backup.state === 'good';
}

/** Plain SQL is one script: it is run as a whole, with its owners, by one process. */
export function isDivisible(backup: Backup | null): boolean {
  return backup?.format !== 'plain';
}

/** The first step that there is something to decide in. A target is never brought along. */
export function begin(backup: Backup | null): WizardState {
  const chosen = backup !== null && isRestorable(backup) ? backup : null;
  return { step: chosen ? 'content' : 'backup', backup: chosen, content: 'all', target: NO_TARGET };
}

export function reduce(state: WizardState, action: WizardAction): WizardState {
  switch (action.type) {
    case 'backup':
      if (!isRestorable(action.backup) || action.backup.id === state.backup?.id) return state;
      // What was decided for another backup says nothing about this one.
      return { ...begin(action.backup), step: state.step };
    case 'content':
      return { ...state, content: action.content };
    case 'target':
      return { ...state, target: { ...state.target, ...action.target } };
    case 'go':
      return canOpen(action.step, state) ? { ...state, step: action.step } : state;
  }
}

/** Whether all that a step stands on is decided. */
export function canOpen(step: Choice, state: WizardState): boolean {
  return CHOICES.slice(0, CHOICES.indexOf(step)).every((before) => isComplete(before, state));
}

export function isComplete(step: Choice, state: WizardState): boolean {
  if (step === 'readiness') return false;
  return step === 'target' ? orderOf(state) !== null : state.backup !== null;
}

/** What the core is told; null while something is missing. */
export function orderOf({ backup, content, target }: WizardState): RestoreOrder | null {
  const { connection, database, noOwner, jobs } = target;
  if (backup === null || database === null || nameProblem(database, []) !== null) return null;
  return {
    backup: backup.id,
    toNew: database,
    on: connection ?? backup.connection,
    content,
    noOwner,
    noTablespaces: false,
    schemas: [],
    tables: [],
    skipExtensions: [],
    salvage: false,
    ...(jobs !== null && { jobs }),
  };
}
