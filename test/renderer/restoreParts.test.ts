import { describe, expect, it } from 'vitest';
import { marksOf, NO_PARTS, toggleSchema, toggleTable } from '../../renderer/restore/parts.ts';
import { moved, rowsOf } from '../../renderer/restore/treeRows.ts';
import type { Contents } from '../../shared/model/backup.ts';

const table = (schema: string, name: string) => ({ schema, name, rows: 1, bytes: 8192 });
const contents: Contents = {
  schemas: ['empty', 'public', 'a.b'],
  tables: [table('public', 'Artists'), table('public', 'works'), table('a.b', 'c'), table('a.b', 'works')],
  extensions: [],
  roles: [],
};
const works = { schema: 'public', name: 'works' };

describe('the parts of a backup', () => {
  it('are whole schemas, or single tables of them', () => {
    const single = toggleTable(NO_PARTS, works, contents);
    expect(single).toEqual({ schemas: [], tables: [works] });
    expect(marksOf(single).schema('public')).toBe('mixed');
    expect(marksOf(single).table({ schema: 'a.b', name: 'works' })).toBe('false');
    const whole = toggleSchema(single, 'public');
    expect(whole).toEqual({ schemas: ['public'], tables: [] });
    expect(marksOf(whole).schema('public')).toBe('true');
    expect(marksOf(whole).table(works)).toBe('true');
    expect(toggleSchema(whole, 'public')).toEqual(NO_PARTS);
  });

  it('keep the other tables of a schema when one is taken out', () => {
    const rest = toggleTable({ schemas: ['public', 'a.b'], tables: [] }, works, contents);
    expect(rest).toEqual({ schemas: ['a.b'], tables: [{ schema: 'public', name: 'Artists' }] });
    expect(toggleTable(rest, { schema: 'public', name: 'Artists' }, contents)).toEqual({
      schemas: ['a.b'],
      tables: [],
    });
  });
});

describe('the tree of a backup', () => {
  const shown = (opened: string[], search: string) =>
    rowsOf(contents, new Set(opened), search).map((row) => (row.kind === 'schema' ? row.schema : row.table.name));

  it('shows the tables of open schemas, and of all when something is searched', () => {
    expect(shown([], '')).toEqual(['empty', 'public', 'a.b']);
    expect(shown(['public', 'empty'], '')).toEqual(['empty', 'public', 'Artists', 'works', 'a.b']);
    expect(shown([], ' WORKS')).toEqual(['public', 'works', 'a.b', 'works']);
    expect(shown([], 'a.b.w')).toEqual(['a.b', 'works']);
    expect(shown([], 'mpt')).toEqual(['empty']);
    expect(shown([], 'nothing like it')).toEqual([]);
  });

  it('is walked through by keys, and never left', () => {
    const rows = rowsOf(contents, new Set(['public']), '');
    const walk = (keys: string[]) => keys.reduce((at, key) => moved(rows, at, key) ?? at, 0);
    expect(walk(['ArrowUp'])).toBe(0);
    expect(walk(['ArrowDown', 'ArrowRight', 'ArrowDown'])).toBe(3);
    expect(walk(['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowLeft'])).toBe(1);
    expect(walk(['End', 'ArrowDown'])).toBe(rows.length - 1);
    expect(walk(['PageDown', 'PageUp'])).toBe(0);
    expect(moved(rows, 0, 'ArrowRight')).toBeNull();
    expect(moved(rows, 0, 'x')).toBeNull();
  });

  it('says of each line which one it is among how many', () => {
    const lines = rowsOf(contents, new Set(['public']), '').map(({ position, of }) => `${position} of ${of}`);
    expect(lines).toEqual(['1 of 3', '2 of 3', '1 of 2', '2 of 2', '3 of 3']);
  });
});
