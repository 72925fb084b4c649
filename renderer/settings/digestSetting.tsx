import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DigestTime, weekdays } from '../../shared/model/alert.ts';
import { useAction } from '../data/calls.ts';
import { useWords } from '../plans/useWords.ts';
import { SwitchedSetting } from './switchedSetting.tsx';

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
    <SwitchedSetting
      label={t('alertSettings.digest')}
      description={t('alertSettings.digestText')}
      checked={configure.isPending ? configure.variables.digest !== null : chosen !== null}
      zone={zone}
      error={configure.error}
      onSwitch={(on) => set(on ? { weekday: 'monday', hour: 8, zone } : null)}
    >
      {chosen === null ? null : (
        <>
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
        </>
      )}
    </SwitchedSetting>
  );
}
