import { Button, Table } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './replace.module.css';

/** So many are shown at first, and so many more with each step. */
const FIRST = 10;
const MORE = 50;

interface CountTableProps<Row> {
  readonly label: string;
  /** Above the columns of numbers. */
  readonly heads: readonly string[];
  readonly rows: readonly (Row & { readonly schema: string; readonly name: string })[];
  readonly cells: (row: Row) => readonly ReactNode[];
}

/** Tables of a database with numbers beside them, a page at a time: there may be very many. */
export function CountTable<Row>({ label, heads, rows, cells }: CountTableProps<Row>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(FIRST);
  return (
    <div className={classes['counts']}>
      <Table verticalSpacing={6} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('replace.table')}</Table.Th>
            {heads.map((head) => (
              <Table.Th key={head} ta="right">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, shown).map((row) => (
            <Table.Tr key={JSON.stringify([row.schema, row.name])}>
              <Table.Td className="wrap">
                {row.schema}.{row.name}
              </Table.Td>
              {cells(row).map((cell, index) => (
                <Table.Td key={heads[index]} ta="right">
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > shown && (
        <Button variant="default" size="xs" mt="xs" onClick={() => setShown(shown + MORE)}>
          {t('replace.moreTables', { count: rows.length - shown })}
        </Button>
      )}
    </div>
  );
}
