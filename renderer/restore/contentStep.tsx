import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Contents } from '../backups/contents.tsx';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ChoiceRow } from './choiceRow.tsx';
import { PartsChoice } from './partsChoice.tsx';
import classes from './restore.module.css';
import { isComplete, isPartOfPlain, type StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';

const EXTENTS = {
  all: { content: 'all', partial: false },
  schema: { content: 'schema', partial: false },
  data: { content: 'data', partial: false },
  parts: { content: 'all', partial: true },
} as const;

/** Step 2: how much of the backup is restored, and what is in it. */
export function ContentStep({ state, dispatch }: StepProps) {
  const { t } = useTranslation();
  const chosen = state.partial ? 'parts' : state.content;
  return (
    <StepForm
      title={t('restore.what')}
      onBack={() => dispatch({ type: 'go', step: 'backup' })}
      next={t('restore.next')}
      onNext={isComplete('content', state) ? () => dispatch({ type: 'go', step: 'target' }) : null}
    >
      <fieldset className={classes['fieldset']} aria-label={t('restore.what')}>
        {(['all', 'schema', 'data', 'parts'] as const).map((extent) => (
          <ChoiceRow
            key={extent}
            name="content"
            chosen={chosen === extent}
            disabled={extent === 'data' && state.salvage}
            onChoose={() => dispatch({ type: 'content', ...EXTENTS[extent] })}
          >
            <Text span fw={600} display="block">
              {t(`restore.content.${extent}`)}
            </Text>
            <Text span size="sm" c="dimmed">
              {t(`restore.contentHint.${extent}`)}
            </Text>
          </ChoiceRow>
        ))}
      </fieldset>
      {isPartOfPlain(state) && <Text size="sm">{t('restore.partOfPlain')}</Text>}
      {state.backup && <Inside state={state} dispatch={dispatch} backup={state.backup.id} />}
    </StepForm>
  );
}

function Inside({ state, dispatch, backup }: StepProps & { readonly backup: string }) {
  const { t } = useTranslation();
  const shown = useCall('backups.show', { backup });
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        {t('restore.inside')}
      </Title>
      <Loaded query={shown}>
        {({ contents }) => {
          if (contents === null) return <Text c="dimmed">{t('backup.noContents')}</Text>;
          if (!state.partial) return <Contents contents={contents} />;
          return <PartsChoice state={state} dispatch={dispatch} contents={contents} />;
        }}
      </Loaded>
    </div>
  );
}
