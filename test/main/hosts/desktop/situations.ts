import type { Change, PlanStatus } from '../../../../shared/contract.ts';
import type { Situation } from '../../../../main/hosts/desktop/situation.ts';

export function status(plan: string, state: PlanStatus['state'], rest: Partial<PlanStatus> = {}): PlanStatus {
  const good = state === 'unprotected' ? null : '2026-06-01T02:00:00.000Z';
  return {
    plan,
    state,
    lastGood: good,
    protectedUntil: good,
    nextSlot: '2026-06-02T02:00:00.000Z',
    lastDrill: null,
    rtoMs: null,
    ...rest,
  };
}

export function change(plan: string, state: Change['state'], at: string, id = `${plan} ${state} ${at}`): Change {
  return {
    id,
    plan,
    state,
    at,
    message: 'It broke.',
    nextStep: 'Mend it.',
    run: '5f0d8f0e-8d0c-4d39-9b53-5e8a5f1f3c11',
  };
}

export function situation(rest: Partial<Situation> = {}): Situation {
  return { plans: [], running: [], changes: [], alerts: [], quiet: false, language: 'en', problems: [], ...rest };
}
