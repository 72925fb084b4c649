import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { backupStates, proofLevels } from '../../shared/model/backup.ts';
import { useCall } from '../data/calls.ts';
import classes from './backups.module.css';
import { type Filter, isFiltered, NO_FILTER } from './filter.ts';

const TYPING_MS = 250;

interface FiltersProps {
  readonly filter: Filter;
  readonly onChange: (change: Partial<Filter>) => void;
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
        onChange={(plan) => onChange({ plan })}
        clearable
        clearButtonProps={{ 'aria-label': t('backups.allPlans') }}
        w={180}
      />
      <Select
        label={t('backups.state')}
        placeholder={t('backups.allStates')}
        data={backupStates.map((value) => ({ value, label: t(`backupState.${value}`) }))}
        value={filter.state}
        onChange={(state) => onChange({ state })}
        clearable
        clearButtonProps={{ 'aria-label': t('backups.allStates') }}
        w={140}
      />
      <Select
        label={t('backups.proof')}
        placeholder={t('backups.allProofs')}
        data={proofLevels.map((value) => ({ value, label: t(`proof.${value}`) }))}
        value={filter.level}
        onChange={(level) => onChange({ level })}
        clearable
        clearButtonProps={{ 'aria-label': t('backups.allProofs') }}
        w={140}
      />
      <Day label={t('backups.from')} value={filter.from} onChange={(from) => onChange({ from })} />
      <Day label={t('backups.until')} value={filter.until} onChange={(until) => onChange({ until })} />
      <SearchText value={filter.search} onChange={(search) => onChange({ search })} />
      {isFiltered(filter) && (
        <Button
          variant="default"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => onChange(NO_FILTER)}
        >
          {t('backups.clear')}
        </Button>
      )}
    </search>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      w={145}
    />
  );
}

interface SearchTextProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Searches when nobody types any more. */
function SearchText({ value, onChange }: SearchTextProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const settle = useDebouncedCallback(
    (text: string) => {
      onChange(text);
      setTyped(null);
    },
    { delay: TYPING_MS, flushOnUnmount: true },
  );
  return (
    <TextInput
      type="search"
      label={t('backups.search')}
      placeholder={t('backups.searchHint')}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed ?? value}
      maxLength={200}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        settle(currentTarget.value);
      }}
      onBlur={() => settle.flush()}
      flex={1}
      miw={180}
      maw={300}
    />
  );
}
