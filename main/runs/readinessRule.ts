import type { ReadinessCheck } from '../../shared/contract.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ArchiveNeeds } from '../postgres/archiveNeeds.ts';
import type { TargetFacts } from '../postgres/targetFacts.ts';

/** A restore that is thought of, and what is known before anything is written. */
export interface Intent {
  readonly manifest: Manifest;
  readonly facts: TargetFacts;
  readonly needs: ArchiveNeeds;
  /** Major of the pg_restore that would be used. */
  readonly clientMajor: number;
  /** The database to make, or to replace. */
  readonly database: string;
  /** It takes the place of one that exists. */
  readonly replaces: boolean;
  readonly jobs: number;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  readonly skipExtensions: readonly string[];
  /** Free bytes on the disk of the server's data, where it can be seen from here. */
  readonly freeBytes: number | null;
  /** The server is marked as production. */
  readonly production: boolean;
}

export type Finding = Pick<ReadinessCheck, 'severity' | 'message' | 'nextStep'> & {
  readonly fix?: ReadinessCheck['fix'];
};
export interface Rule {
  readonly code: string;
  /** What is said when nothing is wrong. */
  readonly fine: (intent: Intent) => string;
  readonly find: (intent: Intent) => Finding | null;
}

export const error = (message: string, nextStep: string, fix: ReadinessCheck['fix'] = null): Finding => ({
  severity: 'error',
  message,
  nextStep,
  fix,
});
export const warning = (message: string, nextStep: string): Finding => ({ severity: 'warning', message, nextStep });

export const missing = (wanted: readonly string[], there: ReadonlySet<string>): string[] =>
  wanted.filter((name) => !there.has(name));
