import type { AlertRule, Severity } from '../../shared/model/alert.ts';

/** What an alert is about: at most one of each is open. */
export interface Key {
  readonly rule: AlertRule;
  readonly subject: string;
}

/** Something that is wrong now, as a rule sees it. */
export interface Condition extends Key {
  readonly plan: string | null;
  readonly severity: Severity;
  readonly message: string;
  readonly nextStep: string;
  readonly run: string | null;
  readonly backup: string | null;
  /** False: it keeps an alert open that is open, and opens none. */
  readonly opens: boolean;
  /** While one of these is open, its cause has been told. */
  readonly coveredBy: readonly Key[];
  /** Alerts that say less of the same; they end without a word when this one opens. */
  readonly supersedes: readonly Key[];
}

/** What the rules found. */
export interface Judgement {
  readonly conditions: readonly Condition[];
  /** What cannot be judged now: an alert of it that is open stays as it is. */
  readonly undecided: readonly Key[];
}

export const keyOf = ({ rule, subject }: Key): string => `${rule}\0${subject}`;

/** A condition that opens and stands for itself, unless told otherwise. */
export function condition(
  one: Pick<Condition, 'rule' | 'subject' | 'severity' | 'message' | 'nextStep'> & Partial<Condition>,
): Condition {
  return { plan: null, run: null, backup: null, opens: true, coveredBy: [], supersedes: [], ...one };
}
