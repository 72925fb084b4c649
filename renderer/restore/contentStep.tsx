import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Contents } from '../backups/contents.tsx';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ChoiceRow } from './choiceRow.tsx';
import classes from './restore.module.css';
import { isDivisible, type StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';

const CONTENTS = ['all', 'schema'] as const;

/** Step 2: how much of the backup is restored, and what is in it. */
export function ContentStep({ state, dispatch }: StepProps) {
  const { t } = useTranslation();
  return (
    <StepForm
      title={t('restore.what')}
      onBack={() => dispatch({ type: 'go', step: 'backup' })}
      next={t('restore.next')}
      onNext={() => dispatch({ type: 'go', step: 'target' })}
    >
      <fieldset className={classes['fieldset']} aria-label={t('restore.what')}>
        {CONTENTS.map((content) => (
          <ChoiceRow
            key={content}
            name="content"
            chosen={state.content === content}
            disabled={content !== 'all' && !isDivisible(state.backup)}
            onChoose={() => dispatch({ type: 'content', content })}
          >
            <Text span fw={600} display="block">
              {t(`restore.content.${content}`)}
            </Text>
            <Text span size="sm" c="dimmed">
              {t(`restore.contentHint.${content}`)}
            </Text>
          </ChoiceRow>
        ))}
      </fieldset>
      {!isDivisible(state.backup) && <Text size="sm">{t('restore.indivisible')}</Text>}
      {state.backup && <Inside backup={state.backup.id} />}
    </StepForm>
  );
}

function Inside({ backup }: { readonly backup: string }) {
  const { t } = useTranslation();
  const shown = useCall('backups.show', { backup });
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        {t('restore.inside')}
      </Title>
      <Loaded query={shown}>
        {({ contents }) =>
          contents === null ? <Text c="dimmed">{t('backup.noContents')}</Text> : <Contents contents={contents} />
        }
      </Loaded>
    </div>
  );
}
