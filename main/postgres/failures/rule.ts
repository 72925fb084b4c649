import type { ErrorCode } from '../../../shared/errors.ts';

/** What a failure means to a person. */
export interface Explanation {
  readonly code: ErrorCode;
  readonly message: string;
  readonly nextStep: string;
}

export interface FailureContext {
  /** The program's name, such as "pg_dump"; empty for a statement sent through the driver. */
  readonly tool: string;
  /** The role of the connection as it stands in SQL, quoted when need be. */
  readonly role: string;
  /** Everything the program said about the failure. */
  readonly text: string;
}

export interface FailureRule {
  readonly pattern: RegExp;
  /** Null when the match turns out to be another case. */
  readonly explain: (match: RegExpExecArray, context: FailureContext) => Explanation | null;
}

/** The explanation of the first rule that recognises the text; null when none does. */
export function firstExplanation(rules: readonly FailureRule[], context: FailureContext): Explanation | null {
  for (const { pattern, explain } of rules) {
    const match = pattern.exec(context.text);
    const explanation = match === null ? null : explain(match, context);
    if (explanation !== null) return explanation;
  }
  return null;
}

/** True for the programs that write into a database. */
export function isRestoring(tool: string): boolean {
  return tool === 'pg_restore' || tool === 'psql';
}
