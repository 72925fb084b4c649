import type { ReadinessCheck } from '../../shared/contract.ts';
import { extensionRules } from './extensionRules.ts';
import type { Intent } from './readinessRule.ts';
import { roleRules } from './roleRules.ts';
import { serverRules, targetRules } from './serverRules.ts';

const rules = [...targetRules, ...roleRules, ...extensionRules, ...serverRules];

/** Every check of a target, in the order in which a person would make them. Pure. */
export function judgeTarget(intent: Intent): ReadinessCheck[] {
  const applying = intent.replaces ? rules.filter(({ code }) => code !== 'target') : rules;
  return applying.map(({ code, fine, find }) => {
    const found = find(intent);
    return found
      ? { code, ok: false, ...found, fix: found.fix ?? null }
      : { code, ok: true, severity: 'note', message: fine(intent), nextStep: '', fix: null };
  });
}
