import { Button, Select } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../shared/contract.ts';
import classes from './alerts.module.css';

const KINDS = [
  'failed',
  'missed',
  'recovered',
  'drill_failed',
  'drill_passed',
] as const satisfies readonly Change['state'][];

export interface AlertFilter {
  readonly plan: string | null;
  readonly kind: Change['state'] | null;
}

/** What an address says; what makes no sense in it is left out. */
export function readFilter(values: URLSearchParams): AlertFilter {
  const kind = values.get('kind');
  return { plan: values.get('plan'), kind: KINDS.find((known) => known === kind) ?? null };
}

export const fits = ({ plan, kind }: AlertFilter, change: Change): boolean =>
  (plan === null || change.plan === plan) && (kind === null || change.state === kind);

interface AlertFiltersProps {
  readonly filter: AlertFilter;
  readonly plans: readonly string[];
  readonly onChange: (change: Partial<AlertFilter>) => void;
}

export function AlertFilters({ filter, plans, onChange }: AlertFiltersProps) {
  const { t } = useTranslation();
  return (
    <search className={classes['filters']}>
      <Select
        label={t('alerts.plan')}
        placeholder={t('alerts.allPlans')}
        data={plans}
        value={filter.plan}
        onChange={(plan) => onChange({ plan })}
        clearable
        clearButtonProps={{ 'aria-label': t('alerts.allPlans') }}
        w={190}
      />
      <Select
        label={t('alerts.kind')}
        placeholder={t('alerts.allKinds')}
        data={KINDS.map((value) => ({ value, label: t(`alerts.kindOf.${value}`) }))}
        value={filter.kind}
        onChange={(kind) => onChange({ kind })}
        clearable
        clearButtonProps={{ 'aria-label': t('alerts.allKinds') }}
        w={190}
      />
      {(filter.plan !== null || filter.kind !== null) && (
        <Button
          variant="default"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => onChange({ plan: null, kind: null })}
        >
          {t('alerts.clear')}
        </Button>
      )}
    </search>
  );
}
