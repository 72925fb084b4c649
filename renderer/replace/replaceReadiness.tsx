import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAction } from '../data/calls.ts';
import { replaceLine } from '../restore/commands.ts';
import { ReadinessForm } from '../restore/readinessForm.tsx';
import type { Fix, Replacement, StepProps } from '../restore/state.ts';
import { TrustChoice } from '../restore/trustChoice.tsx';
import { useFresh } from '../restore/useFresh.ts';
import { questionOf } from './question.ts';
import { SwapFacts } from './swapFacts.tsx';
import { TypedName } from './typedName.tsx';

interface ReplaceReadinessProps extends StepProps {
  readonly replacement: Replacement;
}

/** Step 4 of a replacement: what is in the way, and the name of the database, typed by whoever means it. */
export function ReplaceReadiness({ state, dispatch, replacement }: ReplaceReadinessProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  // Never remembered: whoever comes back types it again.
  const [confirm, setConfirm] = useState('');
  const readiness = useFresh('restores.checkReplace', questionOf(replacement));
  const start = useAction('restores.startReplace');
  const { backup, database, on, keepDays = 0 } = replacement;
  return (
    <ReadinessForm
      dispatch={dispatch}
      readiness={readiness}
      facts={<SwapFacts restore={{ backup, database, connection: on }} name={t('replace.fact.database')} />}
      fixable={fitsReplacement}
      start={t('replace.start')}
      onStart={() =>
        start.mutate({ ...replacement, confirm }, { onSuccess: ({ run }) => navigate(`/restore/run/${run.id}`) })
      }
      confirmed={confirm === database}
      busy={start.isPending}
      error={start.error}
      line={replaceLine(replacement, state.backup?.connection ?? null)}
    >
      <TrustChoice state={state} dispatch={dispatch} checks={readiness.data?.checks ?? []} />
      <Stack gap="xs">
        <Text className="wrap">{t('replace.whatHappens', { name: database, count: keepDays })}</Text>
        <TypedName name={database} typed={confirm} onType={setConfirm} />
      </Stack>
    </ReadinessForm>
  );
}

/** What replaces a database is the whole backup: nothing is left out of it. Whether SQL is trusted is a question of its own. */
function fitsReplacement({ noTablespaces, skipExtensions, trustSql }: Fix): boolean {
  return noTablespaces === undefined && skipExtensions === undefined && trustSql === undefined;
}
