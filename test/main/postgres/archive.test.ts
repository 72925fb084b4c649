import { describe, expect, it } from 'vitest';
import { listArchive, tablesWithoutData } from '../../../main/postgres/archive.ts';

/** A table as the snapshot names it; the archive lists it in the bytes of its encoding. */
function table(name: string, schema = 'public') {
  return { schema, name, bytesOfName: Buffer.from(`${schema} ${name}`).toString('latin1') };
}

/** The line for a table's rows, with line breaks as pg_restore prints them. */
function entry(name: string, schema = 'public', owner = 'postgres'): string {
  return `3355; 0 16388 TABLE DATA ${table(name, schema).bytesOfName.replaceAll(/[\r\n]/g, ' ')} ${owner}`;
}

describe('the tables whose rows an archive does not hold', () => {
  it('are those without an entry of their own', () => {
    const entries = [
      '215; 1259 16388 TABLE public orders postgres',
      entry('orders'),
      '3200; 2606 16394 CONSTRAINT public orders orders_pkey postgres',
    ];
    expect(tablesWithoutData(entries, [table('orders')])).toEqual([]);
    expect(tablesWithoutData(entries, [table('orders'), table('notes')])).toEqual(['public.notes']);
    expect(tablesWithoutData([], [table('orders')])).toEqual(['public.orders']);
  });

  it('are not those that are only created', () => {
    expect(tablesWithoutData(['215; 1259 16388 TABLE public orders postgres'], [table('orders')])).toEqual([
      'public.orders',
    ]);
  });

  it.each([
    ['two words', 'my schema', 'postgres'],
    ['a\nb', 'public', 'postgres'],
    ['a\r\nb', 'c\nd', 'postgres'],
    [' ', 'public', 'postgres'],
    ['TABLE DATA', 'public', 'postgres'],
    ['x', ' TABLE DATA ', 'postgres'],
    ['żółw 🐢', 'größe', 'postgres'],
    ['a;b', 'public', 'postgres'],
    ['a', 'public', 'an owner of many words'],
  ])('are not those with a difficult name: %j in %j', (name, schema, owner) => {
    expect(tablesWithoutData([entry(name, schema, owner)], [table(name, schema)])).toEqual([]);
  });

  it('are told by name, also when another begins in the same way', () => {
    expect(tablesWithoutData([entry('orders')], [table('order'), table('orders2'), table('orders', 'app')])).toEqual([
      'public.order',
      'public.orders2',
      'app.orders',
    ]);
  });

  it('are found among ten thousand', () => {
    const tables = Array.from({ length: 10_000 }, (_, index) => table(`t${index}`));
    const entries = tables.filter((_, index) => index !== 7777).map(({ name }) => entry(name));
    expect(tablesWithoutData(entries, tables)).toEqual(['public.t7777']);
  });
});

describe('the table of contents', () => {
  it('says that the tool is missing when it is', async () => {
    const listing = listArchive('/disk/a.dump', '/nowhere/pg_restore', new AbortController().signal);
    await expect(listing).rejects.toMatchObject({ code: 'tool_missing' });
  });
});
