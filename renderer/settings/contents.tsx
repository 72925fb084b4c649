import { Anchor, Group } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useQuery } from '../data/address.ts';
import { idOf, partOf, type SettingsPart, settingsParts, settingsPath } from './parts.ts';

const TITLES = {
  channels: 'channels.title',
  alerts: 'alertSettings.title',
  keys: 'keys.title',
  catalog: 'settings.catalog',
  audit: 'settings.audit',
  folders: 'settings.folders',
} as const satisfies Record<SettingsPart, string>;

/** What is on this page, and the way there; the address may name a part too. */
export function Contents() {
  const { t } = useTranslation();
  const part = partOf(useQuery().values);
  useEffect(() => {
    if (part) goTo(part);
  }, [part]);
  return (
    <Group component="nav" aria-label={t('settings.contents')} gap={18} style={{ rowGap: 6 }}>
      {settingsParts.map((one) => (
        // Also where the address says it already.
        <Anchor key={one} component={Link} href={settingsPath(one)} size="sm" onClick={() => goTo(one)}>
          {t(TITLES[one])}
        </Anchor>
      ))}
    </Group>
  );
}

function goTo(part: SettingsPart): void {
  const section = document.getElementById(idOf(part));
  section?.scrollIntoView();
  section?.querySelector('h2')?.focus({ preventScroll: true });
}
