import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSchemas, readSchema, schemaDigest } from '../../../main/postgres/schemaText.ts';

interface Item {
  readonly name: string;
  readonly type?: string;
  readonly schema?: string;
  readonly sql: string;
}

const ITEMS: Item[] = [
  { name: 'orders', sql: 'CREATE TABLE public.orders (\n    id integer\n);' },
  { name: 'notes', schema: 'app', sql: 'CREATE TABLE app.notes (\n    id integer\n);' },
  { name: 'orders orders_pkey', type: 'CONSTRAINT', sql: 'ALTER TABLE ONLY public.orders ADD PRIMARY KEY (id);' },
  { name: 'app', type: 'SCHEMA', schema: '-', sql: 'CREATE SCHEMA app;' },
  { name: 'f(integer, text)', type: 'FUNCTION', sql: 'CREATE FUNCTION public.f() … $$\n--\nSELECT 1;\n$$;' },
];

/** As pg_dump writes it, with the settings that it makes between objects. */
function dump(items: readonly Item[], settings = true): string {
  const objects = items.map(
    ({ name, type = 'TABLE', schema = 'public', sql }, index) =>
      `--\n-- Name: ${name}; Type: ${type}; Schema: ${schema}; Owner: x\n--\n\n${sql}\n\n\n${
        settings && index % 2 === 0 ? "SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n" : ''
      }`,
  );
  const key = settings ? 'abc' : 'xyz';
  return `--\n-- PostgreSQL database dump\n--\n\n\\restrict ${key}\n\nSET statement_timeout = 0;\n\n${objects.join('')}--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict ${key}\n\n`;
}

const kinds = (expected: readonly Item[], actual: readonly Item[], sameMajor = true) =>
  compareSchemas(readSchema(dump(expected)), readSchema(dump(actual)), sameMajor).map(({ kind, object }) => [
    kind,
    object,
  ]);

describe('the objects of a schema', () => {
  it('are known by type, schema and name', () => {
    expect([...readSchema(dump(ITEMS)).keys()].sort()).toEqual([
      'CONSTRAINT public.orders orders_pkey',
      'FUNCTION public.f(integer, text)',
      'SCHEMA app',
      'TABLE app.notes',
      'TABLE public.orders',
    ]);
  });

  it('are the same in any order, whatever is set between them', () => {
    const digest = schemaDigest(readSchema(dump(ITEMS)));
    fc.assert(
      fc.property(fc.shuffledSubarray(ITEMS, { minLength: ITEMS.length }), fc.boolean(), (items, settings) => {
        expect(schemaDigest(readSchema(dump(items, settings)))).toBe(digest);
      }),
      { seed: 51 },
    );
  });

  it('do not include rows, where sequences stand, nor large objects', () => {
    const data: Item[] = [
      { name: 'orders', type: 'TABLE DATA', sql: 'COPY …' },
      { name: 'orders_id_seq', type: 'SEQUENCE SET', sql: 'SELECT setval(…);' },
      { name: 'BLOBS', type: 'BLOBS', schema: '-', sql: '' },
    ];
    expect(schemaDigest(readSchema(dump([...data, ...ITEMS])))).toBe(schemaDigest(readSchema(dump(ITEMS))));
  });

  it('of the same name count together, in any order', () => {
    const twins: Item[] = [
      { name: 'COLUMN orders.id', type: 'COMMENT', sql: "COMMENT … IS 'a';" },
      { name: 'COLUMN orders.id', type: 'COMMENT', sql: "COMMENT … IS 'b';" },
    ];
    expect(kinds(twins, twins.toReversed())).toEqual([]);
    expect(kinds(twins, twins.slice(1))).toEqual([['schema_changed', 'COMMENT public.COLUMN orders.id']]);
  });

  it('of nothing are none', () => {
    expect(readSchema(dump([])).size).toBe(0);
    expect(readSchema('').size).toBe(0);
  });
});

describe('comparing schemas', () => {
  const [orders, notes] = ITEMS as [Item, Item];
  const changed = { ...orders, sql: orders.sql.replace('integer', 'bigint') };

  it('finds nothing where nothing differs', () => {
    expect(kinds(ITEMS, ITEMS.toReversed())).toEqual([]);
  });

  it('finds what is missing, what is changed and what is too much', () => {
    expect(kinds([orders, notes], [changed, { ...notes, name: 'other' }])).toEqual([
      ['schema_changed', 'TABLE public.orders'],
      ['schema_missing', 'TABLE app.notes'],
      ['schema_unexpected', 'TABLE app.other'],
    ]);
  });

  it('tells the hashes of both sides', () => {
    const [expected, actual] = [readSchema(dump([orders])), readSchema(dump([changed]))];
    expect(compareSchemas(expected, actual, true)).toEqual([
      {
        kind: 'schema_changed',
        object: 'TABLE public.orders',
        expected: expected.get('TABLE public.orders'),
        actual: actual.get('TABLE public.orders'),
      },
    ]);
  });

  it('compares only what is there when the majors differ', () => {
    expect(kinds([orders, notes], [changed], false)).toEqual([['schema_missing', 'TABLE app.notes']]);
    expect(kinds([orders], [changed, notes], false)).toEqual([['schema_unexpected', 'TABLE app.notes']]);
  });

  it('tells objects of the same name in different schemas apart', () => {
    expect(kinds([notes], [{ ...notes, schema: 'public' }])).toEqual([
      ['schema_missing', 'TABLE app.notes'],
      ['schema_unexpected', 'TABLE public.notes'],
    ]);
  });

  it('gives a digest that changes with every name and every statement', () => {
    const variants = [
      ITEMS,
      [changed, ...ITEMS.slice(1)],
      ITEMS.slice(1),
      [{ ...orders, name: 'orders2' }, ...ITEMS.slice(1)],
    ];
    const digests = variants.map((items) => schemaDigest(readSchema(dump(items))));
    expect(new Set(digests).size).toBe(variants.length);
  });
});
