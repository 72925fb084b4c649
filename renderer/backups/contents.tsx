import { Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contents as BackupContents } from '../../shared/model/backup.ts';
import { useFormat } from '../data/format.ts';
import classes from './backups.module.css';

type Tables = BackupContents['tables'];

/** So many tables of a schema are shown; nobody reads more, and the page stays quick. */
const MOST = 500;

/** What a backup holds: schemas, and in them tables with rows and size. */
export function Contents({ contents }: { readonly contents: BackupContents }) {
  const { t } = useTranslation();
  const extensions = contents.extensions.map(({ name, version }) => `${name} ${version}`);
  return (
    <div>
      {contents.schemas.map((schema) => (
        <Schema key={schema} name={schema} tables={contents.tables.filter((table) => table.schema === schema)} />
      ))}
      {extensions.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs" className="wrap">
          {t('backup.extensions', { names: extensions.join(', ') })}
        </Text>
      )}
    </div>
  );
}

function Schema({ name, tables }: { readonly name: string; readonly tables: Tables }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className={classes['schema']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('backup.schema', { name, count: tables.length })}</summary>
      {open && tables.length > 0 && <TableList tables={tables} />}
    </details>
  );
}

function TableList({ tables }: { readonly tables: Tables }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Table verticalSpacing={4} mb="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('backup.table')}</Table.Th>
            <Table.Th ta="right">{t('backup.rows')}</Table.Th>
            <Table.Th ta="right">{t('backup.bytes')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tables.slice(0, MOST).map((table) => (
            <Table.Tr key={table.name}>
              <Table.Td className="wrap">{table.name}</Table.Td>
              <Table.Td ta="right">{table.rows === null ? '–' : format.count(table.rows)}</Table.Td>
              <Table.Td ta="right">{format.bytes(table.bytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {tables.length > MOST && <Text size="sm">{t('backup.more', { count: tables.length - MOST })}</Text>}
    </>
  );
}
