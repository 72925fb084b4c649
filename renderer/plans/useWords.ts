import { useTranslation } from 'react-i18next';
import { KEEP_RULES } from '../../shared/keepRules.ts';
import type { RetentionPolicy } from '../../shared/model/retention.ts';
import { choiceOf } from './schedule.ts';

/** A Sunday. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

/** Schedules and rules in words of the language. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const weekday = (day: number) =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(SUNDAY + day * DAY_MS);
  return {
    weekday,
    schedule(schedule: string | null): string {
      const { kind, minute, time, day, cron } = choiceOf(schedule);
      return t(`schedule.${kind}`, { minute, time, day: weekday(day), cron });
    },
    retention(policy: RetentionPolicy): string {
      const rules = KEEP_RULES.filter((rule) => policy[rule]).map((rule) =>
        t(`keep.${rule}`, { count: policy[rule] ?? 0 }),
      );
      if (rules.length === 0) return t('keep.everything');
      return new Intl.ListFormat(i18n.language).format(rules);
    },
  };
}
