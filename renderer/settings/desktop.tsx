import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Section } from '../components/screen.tsx';
import { useAction, useCall } from '../data/calls.ts';

/** What only the desktop program has; nothing in a browser. */
export function Desktop() {
  const { t } = useTranslation();
  const { data } = useCall('desktop.get', {});
  const set = useAction('desktop.set');
  const desktop = data?.desktop;
  if (!desktop) return null;
  return (
    <Section title={t('desktop.title')}>
      <Stack gap="sm">
        <Switch
          label={t('desktop.startAtLogin')}
          description={t('desktop.startAtLoginText')}
          checked={set.isPending ? set.variables.startAtLogin : desktop.startAtLogin}
          onChange={({ currentTarget }) => set.mutate({ startAtLogin: currentTarget.checked })}
        />
        {set.isError && <ErrorNotice error={set.error} />}
      </Stack>
    </Section>
  );
}
