import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../shared/contract.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export type Language = Exclude<Settings['language'], 'system'>;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** The language that a setting means in this browser. */
export function languageOf(
  setting: Settings['language'],
  preferred: readonly string[] = navigator.languages,
): Language {
  if (setting !== 'system') return setting;
  const known = preferred.find((tag) => /^(en|zh)\b/i.test(tag));
  return known !== undefined && /^zh\b/i.test(known) ? 'zh-CN' : 'en';
}

export async function createI18n(language: Language): Promise<I18n> {
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  return i18n;
}
