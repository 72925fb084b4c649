import { Checkbox } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../data/format.ts';
import type { Mark } from './parts.ts';
import classes from './partsTree.module.css';
import type { TreeRow } from './treeRows.ts';

interface PartsRowProps {
  readonly id: string;
  readonly index: number;
  readonly row: TreeRow;
  readonly mark: Mark;
  /** It is the one that keys act on. */
  readonly active: boolean;
  readonly top: number;
}

/** One line of the tree; the tree around it listens. */
export function PartsRow({ id, index, row, mark, active, top }: PartsRowProps) {
  const { t } = useTranslation();
  const isSchema = row.kind === 'schema';
  const Twist = isSchema && row.open ? IconChevronDown : IconChevronRight;
  return (
    <div
      id={id}
      data-index={index}
      data-active={active}
      role="treeitem"
      aria-level={isSchema ? 1 : 2}
      aria-posinset={row.position}
      aria-setsize={row.of}
      aria-checked={mark}
      {...(isSchema && row.tables > 0 && { 'aria-expanded': row.open })}
      className={classes['row']}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className={classes['twist']} {...(isSchema && row.tables > 0 && { 'data-twist': true })}>
        {isSchema && row.tables > 0 && <Twist size={16} aria-hidden />}
      </span>
      <Checkbox.Indicator size="xs" checked={mark === 'true'} indeterminate={mark === 'mixed'} aria-hidden />
      {isSchema ? (
        <span className={classes['name']} title={row.schema}>
          {t('backup.schema', { name: row.schema, count: row.tables })}
        </span>
      ) : (
        <TableFacts table={row.table} />
      )}
    </div>
  );
}

function TableFacts({ table }: { readonly table: Extract<TreeRow, { kind: 'table' }>['table'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, rows, bytes } = table;
  return (
    <>
      <span className={classes['name']} title={name}>
        {name}
      </span>
      <span className={classes['fact']}>
        {rows === null ? '–' : t('restore.parts.rows', { count: rows, shown: format.count(rows) })}
      </span>
      <span className={classes['fact']}>{format.bytes(bytes)}</span>
    </>
  );
}
