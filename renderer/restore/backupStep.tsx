import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BackupPages, useBackupPages } from '../backups/useBackupPages.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import type { Backup } from '../../shared/model/backup.ts';
import { useCall } from '../data/calls.ts';
import { BackupChoice } from './backupChoice.tsx';
import { dayPeriod } from './day.ts';
import classes from './restore.module.css';
import { SalvageChoice } from './salvageChoice.tsx';
import { isRestorable, isSalvageable, type StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';
import { suggestionFirst, suggestionOf } from './suggestion.ts';

/** Step 1: the newest proven backup first; or one of a plan, or of a day. */
export function BackupStep({ state, dispatch, offered }: StepProps & { readonly offered: Backup | null }) {
  const { t } = useTranslation();
  const [plan, setPlan] = useState<string | null>(null);
  const [day, setDay] = useState('');
  const plans = useCall('plans.list', {});
  const pages = useBackupPages({ ...(plan !== null && { plan }), ...dayPeriod(day) });
  const known = offered === null ? pages.backups : [offered, ...pages.backups];
  const isDamaged = (backup: Backup) => backup.state === 'damaged' && isSalvageable(backup);
  const salvage = (wanted: boolean) => {
    dispatch({ type: 'salvage', salvage: wanted });
    if (state.backup === null && offered !== null && isDamaged(offered)) dispatch({ type: 'backup', backup: offered });
  };
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
      {(state.salvage || known.some(isDamaged)) && <SalvageChoice chosen={state.salvage} onChange={salvage} />}
      <Choices pages={pages} state={state} dispatch={dispatch} />
    </StepForm>
  );
}

function Choices({ pages, state, dispatch }: StepProps & { readonly pages: BackupPages }) {
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
            chosen={backup.id === state.backup?.id}
            disabled={!isRestorable(backup, state.salvage)}
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
