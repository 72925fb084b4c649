import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../shared/model/restore.ts';
import { Section } from '../components/screen.tsx';
import classes from './restore.module.css';

/** So many are shown; the log of the run has them all. */
const MOST = 500;

/** In what a restored database is not what the backup says. */
export function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('restore.differences')}>
      <div className={`card ${classes['differences']}`}>
        <Table verticalSpacing="xs" aria-label={t('restore.differences')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('restore.difference.object')}</Table.Th>
              <Table.Th>{t('restore.difference.kind')}</Table.Th>
              <Table.Th>{t('restore.difference.expected')}</Table.Th>
              <Table.Th>{t('restore.difference.actual')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differences.slice(0, MOST).map(({ kind, object, expected, actual }, index) => (
              <Table.Tr key={`${kind} ${object} ${index}`}>
                <Table.Td className="wrap">{object}</Table.Td>
                <Table.Td>{t(`restore.differenceKind.${kind}`)}</Table.Td>
                <Table.Td className="mono">{expected ?? '–'}</Table.Td>
                <Table.Td className="mono">{actual ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {differences.length > MOST && (
          <Text size="sm">{t('restore.moreDifferences', { count: differences.length - MOST })}</Text>
        )}
      </div>
    </Section>
  );
}
