import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatDuration, formatInstant, formatRate, formatRelative } from '../../shared/format.ts';
import { useNow } from './now.tsx';

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sizes and times in the language of the screens and the zone of the browser. */
export function useFormat() {
  const { i18n } = useTranslation();
  const now = useNow();
  const locale = i18n.language;
  return useMemo(() => {
    const zone = ownZone();
    return {
      bytes: (value: number) => formatBytes(value, locale),
      rate: (value: number) => formatRate(value, locale),
      duration: (ms: number) => formatDuration(ms, locale),
      count: (value: number) => new Intl.NumberFormat(locale).format(value),
      /** With its sign, also where it is a plus. */
      signed: (value: number) => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }).format(value),
      percent: (fraction: number) => new Intl.NumberFormat(locale, { style: 'percent' }).format(fraction),
      instant: (iso: string) => formatInstant(new Date(iso), zone, locale),
      /** As the clocks of another zone show it. */
      instantIn: (iso: string, other: string) => formatInstant(new Date(iso), other, locale),
      relative: (iso: string) => formatRelative(new Date(iso), now, locale),
      day: (iso: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso)),
      time: (iso: string) =>
        new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(iso)),
    };
  }, [locale, now]);
}
