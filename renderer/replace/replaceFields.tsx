import { NumberInput, Select, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { Loaded } from '../components/screen.tsx';
import { replacementOf, type StepProps } from '../restore/state.ts';
import { useFresh } from '../restore/useFresh.ts';
import { LossesView } from './lossesView.tsx';
import { questionOf } from './question.ts';
import classes from './replace.module.css';

interface ReplaceFieldsProps extends StepProps {
  readonly server: ConnectionView;
}

/** Which database is replaced, for how long it is kept, and what it holds that the backup does not. */
export function ReplaceFields({ state, dispatch, server }: ReplaceFieldsProps) {
  const { t } = useTranslation();
  const known = useFresh('connections.test', { name: server.name });
  const names = known.data?.connection.databases.map(({ name }) => name) ?? [];
  const { target, backup } = state;
  const database = target.replaced ?? backup?.database ?? '';
  const replacement = replacementOf(state);
  return (
    <>
      <Select
        label={t('replace.which')}
        description={t('replace.whichHint')}
        data={names.includes(database) || database === '' ? names : [database, ...names]}
        value={database === '' ? null : database}
        onChange={(replaced) => dispatch({ type: 'target', target: { replaced } })}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('replace.noSuch')}
        error={known.isSuccess && !names.includes(database) && t('replace.notThere', { name: database })}
        maw={520}
      />
      <NumberInput
        label={t('replace.keepDays')}
        description={t('replace.keepDaysHint')}
        value={target.keepDays ?? ''}
        onChange={(value) =>
          dispatch({ type: 'target', target: { keepDays: typeof value === 'number' ? value : null } })
        }
        error={target.keepDays === null && t('replace.keepDaysWanted')}
        min={0}
        max={3650}
        allowDecimal={false}
        clampBehavior="strict"
        maw={520}
      />
      <div className={classes['box']}>
        <Text className="wrap">{t('replace.calm', { name: database, count: target.keepDays ?? 0 })}</Text>
        <Title order={3} size="h5" mt="sm" mb={6}>
          {t('replace.whatItLoses')}
        </Title>
        {replacement && <Losses key={database} question={questionOf(replacement)} />}
      </div>
    </>
  );
}

function Losses({ question }: { readonly question: ReturnType<typeof questionOf> }) {
  const { t } = useTranslation();
  const asked = useFresh('restores.checkReplace', question);
  return (
    <Loaded query={asked}>
      {({ loses }) => (loses === null ? <Text>{t('replace.unseen')}</Text> : <LossesView losses={loses} />)}
    </Loaded>
  );
}
