import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from './data/calls.ts';
import { languageOf } from './i18n/i18n.ts';

/** Applies the language and the theme that the settings name. */
export function Preferences() {
  const { data } = useCall('settings.get', {});
  const { setColorScheme } = useMantineColorScheme();
  const { i18n } = useTranslation();
  const theme = data?.settings.theme;
  const language = languageOf(data?.settings.language ?? 'system');
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.lang = language;
    void i18n.changeLanguage(language);
  }, [language, i18n]);
  return null;
}
