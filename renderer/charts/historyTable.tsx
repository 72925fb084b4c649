import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Disclosure } from '../components/disclosure.tsx';
import { useFormat } from '../data/format.ts';

/** The same values to read, newest first. */
export function HistoryTable({ points }: Pick<CallOutput<'backups.history'>, 'points'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Disclosure show={t('charts.showTable')} hide={t('charts.hideTable')}>
      <div style={{ maxHeight: 260, overflow: 'auto' }} role="region" aria-label={t('charts.table')} tabIndex={0}>
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('charts.taken')}</Table.Th>
              <Table.Th ta="right">{t('charts.size')}</Table.Th>
              <Table.Th ta="right">{t('charts.duration')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {points.toReversed().map(({ at, bytes, durationMs }) => (
              <Table.Tr key={at}>
                <Table.Td>{format.instant(at)}</Table.Td>
                <Table.Td ta="right">{format.bytes(bytes)}</Table.Td>
                <Table.Td ta="right">{format.duration(durationMs)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Disclosure>
  );
}
