import { AppError } from './errors.ts';
import { type RetentionPolicy, retentionPolicy } from './model/retention.ts';

export type KeepRule = keyof RetentionPolicy;

/** Every rule that a policy can have, in the order in which they are shown. */
export const KEEP_RULES = [
  'last',
  'days',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'yearly',
] as const satisfies readonly KeepRule[];

/** Reads the command line's `--keep`, such as `last=3,days=7,weekly=4`. Throws AppError `bad_input` on anything else. */
export function parseKeepRules(text: string): RetentionPolicy {
  const policy: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, rule, count] = /^\s*([a-z]+)\s*=\s*(\d+)\s*$/.exec(part) ?? [];
    if (!rule || rule in policy || !KEEP_RULES.some((known) => known === rule)) throw badKeepRules(text);
    policy[rule] = Number(count);
  }
  const parsed = retentionPolicy.safeParse(policy);
  if (!parsed.success) throw badKeepRules(text, parsed.error);
  return parsed.data;
}

function badKeepRules(text: string, cause?: unknown): AppError {
  return new AppError(
    'bad_input',
    `"${text}" are not rules for what to keep.`,
    `Give counts up to 100000, each rule once, such as "last=3,days=7,weekly=4,monthly=12". Rules: ${KEEP_RULES.join(', ')}.`,
    { cause },
  );
}

/** The policy as `--keep` takes it; rules that keep nothing are left out, so a policy that keeps everything is an empty text. */
export function formatKeepRules(policy: RetentionPolicy): string {
  return KEEP_RULES.filter((rule) => policy[rule])
    .map((rule) => `${rule}=${policy[rule]}`)
    .join(',');
}
