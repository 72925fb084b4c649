import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../shared/model/restore.ts';

interface DifferenceTableProps {
  readonly differences: readonly Difference[];
  /** So many are shown; the log of the run has them all. */
  readonly most: number;
}

/** In what a restored database is not what the backup says. */
export function DifferenceTable({ differences, most }: DifferenceTableProps) {
  const { t } = useTranslation();
  return (
    <>
      <Table verticalSpacing="xs" layout="fixed" aria-label={t('restore.differences')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('restore.difference.object')}</Table.Th>
            <Table.Th>{t('restore.difference.kind')}</Table.Th>
            <Table.Th>{t('restore.difference.expected')}</Table.Th>
            <Table.Th>{t('restore.difference.actual')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.slice(0, most).map(({ kind, object, expected, actual }, index) => (
            <Table.Tr key={`${kind} ${object} ${index}`}>
              <Table.Td className="wrap">{object}</Table.Td>
              <Table.Td className="wrap">{t(`restore.differenceKind.${kind}`)}</Table.Td>
              <Table.Td className="mono wrap">{expected ?? '–'}</Table.Td>
              <Table.Td className="mono wrap">{actual ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {differences.length > most && (
        <Text size="sm" c="dimmed">
          {t('restore.moreDifferences', { count: differences.length - most })}
        </Text>
      )}
    </>
  );
}
