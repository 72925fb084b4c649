import type { CallInput, ReadinessCheck, RestoreOrder, RowsOrder } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { hasParts, NO_PARTS, type Parts } from './parts.ts';
import { nameProblem } from './targetName.ts';

/** What a person decides, in order; the last two steps are the run's. */
export const CHOICES = ['backup', 'content', 'target', 'readiness'] as const;
export const STEPS = [...CHOICES, 'run', 'result'] as const;
export type Choice = (typeof CHOICES)[number];
export type Step = (typeof STEPS)[number];

export interface Target {
  /** The name of a connection; null for the one that the backup came from. */
  readonly connection: string | null;
  /** What takes the place of a database that is there; else a new one is made. */
  readonly replaces: boolean;
  /** The name of the new database; null until it is settled on. */
  readonly database: string | null;
  /** The database to replace; null for the one that the backup came from. */
  readonly replaced: string | null;
  /** The database whose tables get rows alone; null until it is chosen. */
  readonly filled: string | null;
  /** How long the replaced database is meant to be kept; null while that is no number. */
  readonly keepDays: number | null;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  readonly skipExtensions: readonly string[];
  /** Plain SQL that was not taken here may be run. */
  readonly trustSql: boolean;
  /** Null leaves it to the core. */
  readonly jobs: number | null;
}

/** What to add to an order so that something no longer stands in the way. */
export type Fix = NonNullable<ReadinessCheck['fix']>;

export interface WizardState {
  readonly step: Choice;
  readonly backup: Backup | null;
  /** Take what can still be had, also of a damaged backup. */
  readonly salvage: boolean;
  /** Data alone goes into tables that exist, never into a new database. */
  readonly content: 'all' | 'schema' | 'data';
  /** Only `parts` of it; they are kept while everything is chosen. */
  readonly partial: boolean;
  readonly parts: Parts;
  readonly target: Target;
}

export type WizardAction =
  | { readonly type: 'backup'; readonly backup: Backup }
  | { readonly type: 'salvage'; readonly salvage: boolean }
  | { readonly type: 'content'; readonly content: WizardState['content']; readonly partial: boolean }
  | { readonly type: 'parts'; readonly parts: Parts }
  | { readonly type: 'target'; readonly target: Partial<Target> }
  | { readonly type: 'fix'; readonly fix: Fix }
  | { readonly type: 'go'; readonly step: Choice };

/** What each step has: what was decided so far, and the way to decide more. */
export interface StepProps {
  readonly state: WizardState;
  readonly dispatch: (action: WizardAction) => void;
}

/** As long as the core keeps a replaced database when it is told nothing. */
export const KEEP_DAYS = 7;

const NO_TARGET: Target = {
  connection: null,
  replaces: false,
  database: null,
  replaced: null,
  filled: null,
  keepDays: KEEP_DAYS,
  noOwner: false,
  noTablespaces: false,
  skipExtensions: [],
  trustSql: false,
  jobs: null,
};

/** A backup that is known to be bad is restored from only to save what is left of it. */
export function isRestorable(backup: Backup, salvage: boolean): boolean {
  return salvage ? isSalvageable(backup) : backup.state === 'good';
}

/** Of plain SQL, which is one program from beginning to end, and of what is not there, nothing can be saved. */
export function isSalvageable(backup: Backup): boolean {
  return backup.state !== 'missing' && backup.format !== 'plain';
}

/** Plain SQL of which a part is wanted: it is run in a throwaway server first. */
export function isPartOfPlain({ backup, content, partial, target }: WizardState): boolean {
  const { noOwner, noTablespaces, skipExtensions } = target;
  const whole = content === 'all' && !partial && !noOwner && !noTablespaces && skipExtensions.length === 0;
  return backup?.format === 'plain' && !whole;
}

/** The first step that there is something to decide in. A target is never brought along. */
export function begin(backup: Backup | null, salvage = false): WizardState {
  const chosen = backup !== null && isRestorable(backup, salvage) ? backup : null;
  const whole = { content: 'all', partial: false, parts: NO_PARTS } as const;
  return { step: chosen ? 'content' : 'backup', backup: chosen, salvage, ...whole, target: NO_TARGET };
}

export function reduce(state: WizardState, action: WizardAction): WizardState {
  switch (action.type) {
    case 'backup':
      if (!isRestorable(action.backup, state.salvage) || action.backup.id === state.backup?.id) return state;
      // What was decided for another backup says nothing about this one.
      return { ...begin(action.backup, state.salvage), step: state.step };
    case 'salvage':
      return state.backup !== null && isRestorable(state.backup, action.salvage)
        ? { ...state, salvage: action.salvage, content: state.content === 'data' ? 'all' : state.content }
        : begin(null, action.salvage);
    case 'content':
      return { ...state, content: action.content, partial: action.partial };
    case 'parts':
      return { ...state, parts: action.parts };
    case 'target':
      return { ...state, target: { ...state.target, ...action.target } };
    case 'fix':
      return { ...state, target: withFix(state.target, action.fix) };
    case 'go':
      return canOpen(action.step, state) ? { ...state, step: action.step } : state;
  }
}

/** Whether all that a step stands on is decided. */
export function canOpen(step: Choice, state: WizardState): boolean {
  return CHOICES.slice(0, CHOICES.indexOf(step)).every((before) => isComplete(before, state));
}

export function isComplete(step: Choice, state: WizardState): boolean {
  switch (step) {
    case 'backup':
      return state.backup !== null;
    case 'content':
      return state.backup !== null && (!state.partial || hasParts(state.parts));
    case 'target':
      return orderOf(state) !== null || replacementOf(state) !== null || rowsOf(state) !== null;
    case 'readiness':
      return false;
  }
}

function withFix(target: Target, { noOwner, noTablespaces, skipExtensions = [], trustSql }: Fix): Target {
  return {
    ...target,
    noOwner: noOwner ?? target.noOwner,
    noTablespaces: noTablespaces ?? target.noTablespaces,
    trustSql: trustSql ?? target.trustSql,
    skipExtensions: [...new Set([...target.skipExtensions, ...skipExtensions])],
  };
}

/** What the core is told of a replacement, but for the name that a person types once more. */
export type Replacement = Omit<CallInput<'restores.startReplace'>, 'confirm'> & { readonly on: string };

/** Only a whole and good backup takes the place of a database. */
export function canReplace({ salvage, content, partial }: WizardState): boolean {
  return !salvage && content === 'all' && !partial;
}

export const wantsReplace = (state: WizardState): boolean => state.target.replaces && canReplace(state);

/** The replacement that was decided on; null while something is missing, or when it is none. */
export function replacementOf(state: WizardState): Replacement | null {
  const { connection, replaced, keepDays, noOwner, trustSql, jobs } = state.target;
  const { backup } = state;
  if (backup === null || keepDays === null || replaced === '' || !wantsReplace(state)) return null;
  return {
    backup: backup.id,
    database: replaced ?? backup.database,
    on: connection ?? backup.connection,
    keepDays,
    noOwner,
    trustSql,
    ...(jobs !== null && { jobs }),
  };
}

/** What the core is told of a restore into a new database; null while something is missing, or when it is none. */
export function orderOf(state: WizardState): RestoreOrder | null {
  const { backup, salvage, content, partial, parts, target } = state;
  const { connection, database, noOwner, noTablespaces, skipExtensions, trustSql, jobs } = target;
  if (wantsReplace(state) || content === 'data' || backup === null) return null;
  if (database === null || nameProblem(database, []) !== null) return null;
  const wanted = partial ? parts : NO_PARTS;
  return {
    backup: backup.id,
    toNew: database,
    on: connection ?? backup.connection,
    content,
    noOwner,
    noTablespaces,
    schemas: [...wanted.schemas],
    tables: [...wanted.tables],
    skipExtensions: [...skipExtensions],
    salvage,
    trustSql,
    ...(jobs !== null && { jobs }),
  };
}

/** What the core is told of rows alone; null while something is missing, or when it is something else. */
export function rowsOf({ backup, content, salvage, partial, parts, target }: WizardState): RowsOrder | null {
  const { connection, filled, trustSql } = target;
  if (content !== 'data' || salvage || backup === null || filled === null) return null;
  const { schemas, tables } = partial ? parts : NO_PARTS;
  return {
    backup: backup.id,
    into: filled,
    on: connection ?? backup.connection,
    schemas: [...schemas],
    tables: [...tables],
    trustSql,
  };
}
