import type { Change, PlanStatus } from '../../../shared/contract.ts';
import type { TrayState } from './icons.ts';
import { type Situation, turnsOfBackups } from './situation.ts';
import type { Words } from './texts/words.ts';

/** What the tray shows. */
export interface TrayView {
  readonly state: TrayState;
  /** The worst state in one sentence. */
  readonly summary: string;
  /** What runs, the worst state, and the next slot: a line each. */
  readonly tooltip: string;
  /** The newest failure that no good backup has followed. */
  readonly failure: Change | null;
}

/** The earliest of the slots that are to come, of plans that are not paused. */
function nextSlot(plans: readonly PlanStatus[]): string | null {
  return plans.flatMap(({ state, nextSlot }) => (state === 'paused' ? [] : (nextSlot ?? []))).sort()[0] ?? null;
}

/** Plans whose newest turn was to the bad. */
function failing({ plans, changes }: Situation): PlanStatus[] {
  const turns = turnsOfBackups(changes);
  return plans.filter(
    ({ plan, state }) => state !== 'paused' && turns.find((change) => change.plan === plan)?.state === 'failed',
  );
}

/** Plans whose last drill found a fault. */
function doubtful(plans: readonly PlanStatus[]): PlanStatus[] {
  return plans.filter(({ lastDrill }) => lastDrill && !['restored', 'untestable'].includes(lastDrill.state));
}

/**
 * Judges a situation by its worst plan; a paused plan counts only when all are. What runs takes the picture, never the sentence.
 * Never had a good backup is as bad as a failure: nothing could be had back.
 */
export function trayView(situation: Situation, words: Words): TrayView {
  const { plans, running, changes, problems } = situation;
  const { texts } = words;
  const worst = worstState(situation, words);
  const names = [...new Set(running.map(({ plan, kind }) => plan ?? kind))];
  const next = nextSlot(plans);
  const lines = [
    ...(names.length > 0 ? [texts.running(words.list(names))] : []),
    worst.summary,
    ...problems.map((problem) => texts.problems[problem]),
    ...(next === null ? [] : [texts.next(words.instant(next))]),
  ];
  const bad = new Set(failing(situation).map(({ plan }) => plan));
  return {
    state: running.length > 0 ? 'running' : worst.state,
    summary: worst.summary,
    tooltip: lines.join('\n'),
    failure: changes.find((change) => change.state === 'failed' && bad.has(change.plan)) ?? null,
  };
}

function worstState(situation: Situation, words: Words): Pick<TrayView, 'state' | 'summary'> {
  const { plans, problems } = situation;
  const { texts } = words;
  const list = (some: readonly PlanStatus[]) => words.list(some.map(({ plan }) => plan));
  const inState = (state: PlanStatus['state']) => plans.filter((plan) => plan.state === state);
  if (plans.length === 0) return { state: 'empty', summary: texts.empty };
  const failed = failing(situation);
  if (failed.length > 0) return { state: 'failed', summary: texts.failing(list(failed)) };
  const unprotected = inState('unprotected');
  if (unprotected.length > 0) return { state: 'failed', summary: texts.unprotected(list(unprotected)) };
  const overdue = inState('overdue');
  if (overdue.length > 0) return { state: 'attention', summary: texts.overdue(list(overdue)) };
  const doubted = doubtful(plans);
  if (doubted.length > 0) return { state: 'attention', summary: texts.doubted(list(doubted)) };
  const until = inState('protected')
    .flatMap(({ protectedUntil }) => protectedUntil ?? [])
    .sort()[0];
  if (until === undefined) return { state: 'paused', summary: texts.paused };
  const summary = texts.protected(words.instant(until));
  return { state: problems.length > 0 ? 'attention' : 'protected', summary };
}
