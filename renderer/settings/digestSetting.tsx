import { Group, Select, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DigestTime, weekdays } from '../../shared/model/alert.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';
import { useWords } from '../plans/useWords.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0];

/** When the week is told in one message. */
export function DigestSetting({ chosen }: { readonly chosen: DigestTime | null }) {
  const { t } = useTranslation();
  const { weekday } = useWords();
  const configure = useAction('alerts.configure');
  const zone = chosen?.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const days = MONDAY_FIRST.map((day) => ({ value: weekdays[day] ?? 'monday', label: weekday(day) }));
  const set = (digest: DigestTime | null) => configure.mutate({ digest });
  return (
    <Stack gap="xs">
      <Switch
        label={t('alertSettings.digest')}
        description={t('alertSettings.digestText')}
        checked={configure.isPending ? configure.variables.digest !== null : chosen !== null}
        onChange={({ currentTarget }) => set(currentTarget.checked ? { weekday: 'monday', hour: 8, zone } : null)}
      />
      {chosen !== null && (
        <Group align="flex-end" gap="sm">
          <Select
            label={t('planForm.day')}
            data={days}
            value={chosen.weekday}
            allowDeselect={false}
            onChange={(value) => value && set({ ...chosen, weekday: value })}
            w={160}
          />
          <Select
            label={t('alertSettings.hour')}
            data={HOURS}
            value={String(chosen.hour)}
            allowDeselect={false}
            onChange={(value) => value && set({ ...chosen, hour: Number(value) })}
            w={120}
          />
          <Text size="sm" c="dimmed">
            {t('alertSettings.zone', { zone })}
          </Text>
        </Group>
      )}
      {configure.isError && <ErrorNotice error={configure.error} />}
    </Stack>
  );
}
