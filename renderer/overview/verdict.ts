import type { CallOutput } from '../../shared/contract.ts';
import { type ProofLevel, proofLevels } from '../../shared/model/backup.ts';
import type { RingState, Tone } from '../components/ring.tsx';

type PlanCard = CallOutput<'overview.get'>['plans'][number];

export interface Verdict {
  readonly state: Exclude<RingState, 'running'>;
  readonly tone: Tone;
  /** The plans that are the reason, when there is one. */
  readonly names: readonly string[];
  /** It is a drill that found a fault in them. */
  readonly drill: boolean;
  /** The earliest recovery point of all plans: whatever dies, this much comes back. */
  readonly until: string | null;
  /** The weakest rung among their last backups. */
  readonly proof: ProofLevel | null;
}

/** What would be had back if the servers died now, judged by the worst plan. */
export function judge(cards: readonly PlanCard[]): Verdict {
  const named = (state: PlanCard['status']['state']) =>
    cards.filter(({ status }) => status.state === state).map(({ plan }) => plan.name);
  const nothing = { names: [], drill: false, until: null, proof: null };
  if (cards.length === 0) return { ...nothing, state: 'empty', tone: 'idle' };
  const unprotected = named('unprotected');
  if (unprotected.length > 0) return { ...nothing, state: 'failed', tone: 'bad', names: unprotected };
  const overdue = named('overdue');
  if (overdue.length > 0) return { ...nothing, state: 'attention', tone: 'warn', names: overdue };
  const faulty = cards.filter(({ status }) => status.lastDrill !== null && status.lastDrill.state !== 'restored');
  if (faulty.length > 0)
    return { ...nothing, state: 'attention', tone: 'warn', names: faulty.map(({ plan }) => plan.name), drill: true };
  const active = cards.filter(({ status }) => status.state === 'protected');
  if (active.length === 0) return { ...nothing, state: 'paused', tone: 'idle' };
  const until = active.flatMap(({ status }) => status.protectedUntil ?? []).sort()[0] ?? null;
  const proof = weakest(active);
  return { ...nothing, state: 'protected', tone: proof === 'present' ? 'busy' : 'good', until, proof };
}

function weakest(cards: readonly PlanCard[]): ProofLevel {
  const reached = new Set(cards.map(({ lastBackup }) => lastBackup?.verification.level ?? 'present'));
  return proofLevels.find((level) => reached.has(level)) ?? 'present';
}
