import { Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type BackupState, backupStates } from '../../shared/model/backup.ts';
import { useCall } from '../data/calls.ts';
import classes from './backups.module.css';

export interface Filter {
  readonly plan: string | null;
  readonly state: BackupState | null;
  readonly search: string;
}

export const NO_FILTER: Filter = { plan: null, state: null, search: '' };

interface FiltersProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

export function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const plans = useCall('plans.list', {});
  return (
    <search className={classes['filters']}>
      <Select
        label={t('backups.plan')}
        placeholder={t('backups.allPlans')}
        data={plans.data?.plans.map(({ name }) => name) ?? []}
        value={filter.plan}
        onChange={(plan) => onChange({ ...filter, plan })}
        clearable
        clearButtonProps={{ 'aria-label': t('backups.allPlans') }}
        w={190}
      />
      <Select
        label={t('backups.state')}
        placeholder={t('backups.allStates')}
        data={backupStates.map((value) => ({ value, label: t(`backupState.${value}`) }))}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state })}
        clearable
        clearButtonProps={{ 'aria-label': t('backups.allStates') }}
        w={150}
      />
      <TextInput
        type="search"
        label={t('backups.search')}
        placeholder={t('backups.searchHint')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.search}
        maxLength={200}
        onChange={({ currentTarget }) => onChange({ ...filter, search: currentTarget.value })}
        flex={1}
        miw={180}
        maw={340}
      />
    </search>
  );
}
