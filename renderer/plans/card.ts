import type { CallOutput } from '../../shared/contract.ts';

/** A plan, and how it stands. */
export type Card = CallOutput<'overview.get'>['plans'][number];
/** A run that is under way, and how far it is. */
export type Active = CallOutput<'runs.get'>;
