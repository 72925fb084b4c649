import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CommandsToggle } from '../components/copy.tsx';
import { Loaded, Section } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { DigestSetting } from './digestSetting.tsx';
import { QuietHoursSetting } from './quietHoursSetting.tsx';
import { ThresholdSetting } from './thresholdSetting.tsx';
import { idOf } from './parts.ts';

/** When alerts are told, and from when on something counts. */
export function AlertSettings() {
  const { t } = useTranslation();
  const settings = useCall('alerts.settings', {});
  return (
    <Section title={t('alertSettings.title')} id={idOf('alerts')}>
      <Stack gap="md" className="card">
        <Text size="sm">{t('alertSettings.text')}</Text>
        <Loaded query={settings}>
          {(data) => (
            <>
              <QuietHoursSetting chosen={data.settings.quietHours} />
              <DigestSetting chosen={data.settings.digest} />
              <ThresholdSetting settings={data.settings} />
            </>
          )}
        </Loaded>
        <CommandsToggle
          lines={[
            'lifeboat alerts configure --quiet-hours 22:00-07:00 --digest "monday 8"',
            'lifeboat alerts configure --plan PLAN --overdue-hours 50',
          ]}
        />
      </Stack>
    </Section>
  );
}
