import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UndoPreview } from '../../shared/contract/replace.ts';
import { useFormat } from '../data/format.ts';
import { CountTable } from './countTable.tsx';

/** What was written into a database since it came in, as far as that can be known. */
export function Written({ preview }: { readonly preview: UndoPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { comparable, counted, tables, sessions, since } = preview;
  const number = (count: number | null) => (count === null ? '–' : format.count(count));
  const told = !comparable ? 'undo.unknown' : tables.length === 0 ? 'undo.nothingWritten' : 'undo.written';
  return (
    <Stack gap="xs">
      <Text>{t(told, { count: tables.length, since: format.instant(since) })}</Text>
      {tables.length > 0 && (
        <CountTable
          label={t('undo.writtenTables')}
          heads={[
            t('undo.rowsThen'),
            t('replace.rowsNow'),
            ...(counted ? [t('undo.inserted'), t('undo.updated'), t('undo.deleted')] : []),
          ]}
          rows={tables}
          cells={({ rowsThen, rowsNow, inserted, updated, deleted }) =>
            [rowsThen, rowsNow, ...(counted ? [inserted, updated, deleted] : [])].map(number)
          }
        />
      )}
      {comparable && !counted && <Text size="sm">{t('undo.notCounted')}</Text>}
      <Text size="sm">{t(sessions === 0 ? 'replace.noSessions' : 'replace.sessions', { count: sessions })}</Text>
    </Stack>
  );
}
