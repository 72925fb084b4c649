import type { Contents } from '../../shared/model/backup.ts';
import { keyOf } from './parts.ts';

/** One line of the tree. `position` counts from 1, among `of` lines of the same parent. */
export type TreeRow = {
  readonly key: string;
  readonly schema: string;
  readonly position: number;
  readonly of: number;
} & (
  | { readonly kind: 'schema'; readonly tables: number; readonly open: boolean }
  | { readonly kind: 'table'; readonly table: Contents['tables'][number] }
);

/** The lines of the tree, from top to bottom. A search opens every schema, and leaves what fits it. */
export function rowsOf({ schemas, tables }: Contents, opened: ReadonlySet<string>, search: string): TreeRow[] {
  const words = search.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(words);
  const inside = Map.groupBy(
    tables.filter(({ schema, name }) => fits(`${schema}.${name}`)),
    ({ schema }) => schema,
  );
  const counts = Map.groupBy(tables, ({ schema }) => schema);
  const shown = schemas.filter((schema) => fits(schema) || inside.has(schema));
  return shown.flatMap((schema, index): TreeRow[] => {
    const found = inside.get(schema) ?? [];
    const open = found.length > 0 && (words !== '' || opened.has(schema));
    const head: TreeRow = {
      kind: 'schema',
      key: JSON.stringify([schema]),
      schema,
      position: index + 1,
      of: shown.length,
      tables: counts.get(schema)?.length ?? 0,
      open,
    };
    if (!open) return [head];
    return [
      head,
      ...found.map((table, place): TreeRow => ({
        kind: 'table',
        key: keyOf(table),
        schema,
        position: place + 1,
        of: found.length,
        table,
      })),
    ];
  });
}

/** How far Page Up and Page Down go. */
const PAGE = 10;

/** Where a key leads to in the tree; null for a key that leads nowhere. */
export function moved(rows: readonly TreeRow[], from: number, key: string): number | null {
  const last = rows.length - 1;
  const row = rows[from];
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, last);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'PageDown':
      return Math.min(from + PAGE, last);
    case 'PageUp':
      return Math.max(from - PAGE, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowRight':
      return row?.kind === 'schema' && row.open ? from + 1 : null;
    case 'ArrowLeft':
      return row?.kind === 'table'
        ? rows.findIndex(({ kind, schema }) => kind === 'schema' && schema === row.schema)
        : null;
    default:
      return null;
  }
}
