import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { quietHours, type QuietHours } from '../../shared/model/alert.ts';
import { useAction } from '../data/calls.ts';
import { useChanges } from '../forms/useChanges.ts';
import { SwitchedSetting } from './switchedSetting.tsx';

const ORDINARY = { from: '22:00', to: '07:00' };

/** The hours in which warnings wait. */
export function QuietHoursSetting({ chosen }: { readonly chosen: QuietHours | null }) {
  const { t } = useTranslation();
  const configure = useAction('alerts.configure');
  const zone = chosen?.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [typed, type] = useChanges<QuietHours>(chosen);
  const hours = { ...ORDINARY, ...chosen, ...typed, zone };
  const set = (wanted: QuietHours | null) => configure.mutate({ quietHours: wanted });
  const right = quietHours.safeParse(hours).success;
  const isNew = chosen !== null && (hours.from !== chosen.from || hours.to !== chosen.to);
  return (
    <SwitchedSetting
      label={t('alertSettings.quiet')}
      description={t('alertSettings.quietText')}
      checked={configure.isPending ? configure.variables.quietHours !== null : chosen !== null}
      zone={zone}
      error={configure.error}
      onSwitch={(on) => set(on ? hours : null)}
    >
      {chosen === null ? null : (
        <>
          <TextInput
            type="time"
            label={t('alertSettings.from')}
            value={hours.from}
            onChange={({ currentTarget }) => type({ from: currentTarget.value })}
            w={140}
          />
          <TextInput
            type="time"
            label={t('alertSettings.to')}
            value={hours.to}
            onChange={({ currentTarget }) => type({ to: currentTarget.value })}
            w={140}
          />
          <Button
            variant="default"
            disabled={!right || !isNew}
            loading={configure.isPending}
            onClick={() => set(hours)}
          >
            {t('alertSettings.save')}
          </Button>
        </>
      )}
    </SwitchedSetting>
  );
}
