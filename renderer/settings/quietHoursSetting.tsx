import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { quietHours, type QuietHours } from '../../shared/model/alert.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';

const ORDINARY = { from: '22:00', to: '07:00' };

/** The hours in which warnings wait. */
export function QuietHoursSetting({ chosen }: { readonly chosen: QuietHours | null }) {
  const { t } = useTranslation();
  const configure = useAction('alerts.configure');
  const zone = chosen?.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [hours, setHours] = useState<QuietHours>(chosen ?? { ...ORDINARY, zone });
  const right = quietHours.safeParse(hours).success;
  const isNew = chosen !== null && (hours.from !== chosen.from || hours.to !== chosen.to);
  return (
    <Stack gap="xs">
      <Switch
        label={t('alertSettings.quiet')}
        description={`${t('alertSettings.quietText')} ${zone}`}
        checked={chosen !== null}
        disabled={configure.isPending}
        onChange={({ currentTarget }) => configure.mutate({ quietHours: currentTarget.checked ? hours : null })}
      />
      {chosen !== null && (
        <Group align="flex-end" gap="sm">
          <TextInput
            type="time"
            label={t('alertSettings.from')}
            value={hours.from}
            onChange={({ currentTarget }) => setHours({ ...hours, from: currentTarget.value })}
            w={140}
          />
          <TextInput
            type="time"
            label={t('alertSettings.to')}
            value={hours.to}
            onChange={({ currentTarget }) => setHours({ ...hours, to: currentTarget.value })}
            w={140}
          />
          <Button
            variant="default"
            disabled={!right || !isNew}
            loading={configure.isPending}
            onClick={() => configure.mutate({ quietHours: hours })}
          >
            {t('alertSettings.save')}
          </Button>
        </Group>
      )}
      {configure.isError && <ErrorNotice error={configure.error} />}
    </Stack>
  );
}
