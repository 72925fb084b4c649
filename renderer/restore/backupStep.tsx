import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BackupPages, useBackupPages } from '../backups/useBackupPages.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useCall } from '../data/calls.ts';
import { BackupChoice } from './backupChoice.tsx';
import { dayPeriod } from './day.ts';
import classes from './restore.module.css';
import type { StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';
import { suggestionFirst, suggestionOf } from './suggestion.ts';

/** Step 1: the newest proven backup first; or one of a plan, or of a day. */
export function BackupStep({ state, dispatch }: StepProps) {
  const { t } = useTranslation();
  const [plan, setPlan] = useState<string | null>(null);
  const [day, setDay] = useState('');
  const plans = useCall('plans.list', {});
  const pages = useBackupPages({ ...(plan !== null && { plan }), ...dayPeriod(day) });
  const unfiltered = plan === null && day === '';
  return (
    <StepForm
      title={t('restore.which')}
      next={t('restore.next')}
      onNext={state.backup && (() => dispatch({ type: 'go', step: 'content' }))}
    >
      <Group gap="sm">
        <Select
          label={t('backups.plan')}
          placeholder={t('backups.allPlans')}
          data={plans.data?.plans.map(({ name }) => name) ?? []}
          value={plan}
          onChange={setPlan}
          clearable
          clearButtonProps={{ 'aria-label': t('backups.allPlans') }}
          w={220}
        />
        <TextInput
          type="date"
          label={t('restore.day')}
          value={day}
          onChange={({ currentTarget }) => setDay(currentTarget.value)}
          w={180}
        />
      </Group>
      {pages.error !== null && <ErrorNotice error={pages.error} onRetry={pages.retry} />}
      {pages.total === 0 && <Text c="dimmed">{unfiltered ? t('backups.nothingYet') : t('backups.none')}</Text>}
      <Choices pages={pages} chosen={state.backup?.id ?? null} dispatch={dispatch} />
    </StepForm>
  );
}

interface ChoicesProps extends Pick<StepProps, 'dispatch'> {
  readonly pages: BackupPages;
  readonly chosen: string | null;
}

function Choices({ pages, chosen, dispatch }: ChoicesProps) {
  const { t } = useTranslation();
  const { backups, total, more } = pages;
  const suggestion = suggestionOf(backups);
  return (
    <>
      <fieldset className={classes['fieldset']} aria-label={t('restore.which')}>
        {suggestionFirst(backups).map((backup) => (
          <BackupChoice
            key={backup.id}
            backup={backup}
            chosen={backup.id === chosen}
            suggested={backup === suggestion}
            onChoose={() => dispatch({ type: 'backup', backup })}
          />
        ))}
      </fieldset>
      {total !== null && backups.length < total && (
        <Button variant="default" onClick={more} style={{ alignSelf: 'center' }}>
          {t('action.showMore')}
        </Button>
      )}
    </>
  );
}
