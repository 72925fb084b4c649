import type { Manifest } from '../../shared/model/manifest.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import { type Choice, isWhole } from '../postgres/selection.ts';

/** What is wanted of a backup. */
export interface Wish {
  readonly content: ContentChoice;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  readonly choice: Choice;
}

/** Plain SQL is one program: psql runs all of it, or nothing. */
export function isPartOfPlain({ format }: Manifest, { content, noOwner, noTablespaces, choice }: Wish): boolean {
  return format === 'plain' && (content !== 'all' || noOwner || noTablespaces || !isWhole(choice));
}
