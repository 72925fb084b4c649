import { Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import type { StepProps } from './state.ts';
import { useFresh } from './useFresh.ts';

/** Which database gets the rows, and what is made sure of before; none is proposed, for it is one that is in use. */
export function FillFields({ state, dispatch, server }: StepProps & { readonly server: ConnectionView }) {
  const { t } = useTranslation();
  const known = useFresh('connections.test', { name: server.name });
  const names = known.data?.connection.databases.map(({ name }) => name) ?? [];
  const { filled } = state.target;
  return (
    <>
      <Select
        label={t('restore.fill.which')}
        description={t('restore.fill.whichHint')}
        placeholder={t('restore.fill.choose')}
        data={names}
        value={filled}
        onChange={(database) => dispatch({ type: 'target', target: { filled: database } })}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('replace.noSuch')}
        maw={520}
      />
      <Text size="sm">{t('restore.fill.checked')}</Text>
    </>
  );
}
