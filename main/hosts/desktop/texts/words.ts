import type { Settings } from '../../../../shared/contract.ts';
import { formatInstant } from '../../../../shared/format.ts';
import { en, type Texts } from './en.ts';
import { zhCN } from './zh-CN.ts';

type Language = Exclude<Settings['language'], 'system'>;

/** The texts of a language, and how it writes lists and instants. */
export interface Words {
  readonly texts: Texts;
  list(names: readonly string[]): string;
  /** In the time zone of this machine. */
  instant(at: string): string;
  time(at: Date): string;
}

/** @param locale the system's, which the setting `system` follows. */
export function wordsOf(setting: Settings['language'], locale: string): Words {
  const language: Language = setting !== 'system' ? setting : /^zh\b/i.test(locale) ? 'zh-CN' : 'en';
  const lists = new Intl.ListFormat(language);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'short', hourCycle: 'h23' });
  return {
    texts: language === 'en' ? en : zhCN,
    list: (names) => lists.format(names),
    instant: (at) => formatInstant(new Date(at), zone, language),
    time: (at) => times.format(at),
  };
}
