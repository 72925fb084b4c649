import { Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AlertSettings, DEFAULT_THRESHOLDS, type Thresholds } from '../../shared/model/alert.ts';
import { useCall } from '../data/calls.ts';
import { ThresholdFields } from './thresholdFields.tsx';

const isDefault = (counts: Thresholds) =>
  Object.entries(DEFAULT_THRESHOLDS).every(([name, value]) => counts[name as keyof Thresholds] === value);

/** From when on something counts: for all plans, or for one. */
export function ThresholdSetting({ settings }: { readonly settings: AlertSettings }) {
  const { t } = useTranslation();
  const { data } = useCall('plans.list', {});
  const [plan, setPlan] = useState<string | null>(null);
  const own = settings.plans.find((one) => one.plan === plan)?.thresholds;
  const counts = own ?? settings.thresholds;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('alertSettings.thresholds')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('alertSettings.thresholdsText')}
      </Text>
      <Select
        label={t('alerts.plan')}
        placeholder={t('alerts.allPlans')}
        data={(data?.plans ?? []).map(({ name }) => name)}
        value={plan}
        onChange={setPlan}
        clearable
        clearButtonProps={{ 'aria-label': t('alerts.allPlans') }}
        w={260}
      />
      <ThresholdFields
        key={plan}
        plan={plan}
        counts={counts}
        isOwn={plan === null ? !isDefault(counts) : own !== undefined}
      />
    </Stack>
  );
}
