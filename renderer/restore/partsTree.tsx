import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { marksOf, type Parts } from './parts.ts';
import { PartsRow } from './partsRow.tsx';
import classes from './partsTree.module.css';
import { moved, type TreeRow } from './treeRows.ts';

const ROW = 36;

interface PartsTreeProps {
  readonly rows: readonly TreeRow[];
  readonly parts: Parts;
  /** Checks or unchecks a line. */
  readonly onToggle: (row: TreeRow) => void;
  /** Shows or hides the tables of a schema. */
  readonly onOpen: (schema: string, open: boolean) => void;
}

/** Schemas and their tables with check boxes. The tree has the focus, and says which line is meant: only those in sight are in the page. */
export function PartsTree({ rows, parts, onToggle, onOpen }: PartsTreeProps) {
  const { t } = useTranslation();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState('');
  const active = Math.max(
    0,
    rows.findIndex(({ key }) => key === current),
  );
  // oxlint-disable-next-line react/incompatible-library -- only the React compiler, which is not used, would mind
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (index) => rows[index]?.key ?? index,
    // What the tree refers to must be there, even when it is scrolled away.
    rangeExtractor: (range) => [...new Set([active, ...defaultRangeExtractor(range)])].toSorted((a, b) => a - b),
  });
  const marks = marksOf(parts);

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    const next = moved(rows, active, event.key);
    if (event.ctrlKey || event.metaKey || event.altKey || !row) return;
    if (next !== null) {
      setCurrent(rows[next]?.key ?? '');
      virtual.scrollToIndex(next);
    } else if (event.key === ' ') onToggle(row);
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') onOpen(row.schema, event.key === 'ArrowRight');
    else return;
    event.preventDefault();
  };

  const onClick = ({ target }: MouseEvent) => {
    if (!(target instanceof Element)) return;
    const row = rows[Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'])];
    if (!row) return;
    setCurrent(row.key);
    if (row.kind === 'schema' && target.closest('[data-twist]') !== null) onOpen(row.schema, !row.open);
    else onToggle(row);
  };

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={t('restore.parts.tree')}
      aria-multiselectable
      aria-activedescendant={rows.length > 0 ? `${id}${active}` : undefined}
      tabIndex={0}
      className={classes['tree']}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="presentation" style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index];
          return (
            row && (
              <PartsRow
                key={key}
                id={`${id}${index}`}
                index={index}
                row={row}
                mark={row.kind === 'schema' ? marks.schema(row.schema) : marks.table(row.table)}
                active={index === active}
                top={start}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
