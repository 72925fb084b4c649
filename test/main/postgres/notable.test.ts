import { describe, expect, it } from 'vitest';
import { collectNotable } from '../../../main/postgres/notable.ts';

function collect(text: string): string {
  const notable = collectNotable();
  for (const line of text.split('\n')) notable.add(line);
  return notable.text();
}

describe('what a program says beside its commentary', () => {
  it('is kept, the commentary is not', () => {
    expect(
      collect(`pg_dump: last built-in OID is 16383
pg_dump: reading extensions
pg_dump: warning: there are circular foreign-key constraints on this table:
pg_dump: detail: a
pg_dump: hint: You might not be able to restore the dump.
pg_dump: dumping contents of table "public.a"
pg_dump: error: query failed: ERROR:  permission denied for table b`),
    ).toBe(`pg_dump: warning: there are circular foreign-key constraints on this table:
pg_dump: detail: a
pg_dump: hint: You might not be able to restore the dump.
pg_dump: error: query failed: ERROR:  permission denied for table b`);
  });

  it('is kept with the lines that continue it', () => {
    expect(
      collect(`pg_restore: creating TABLE "public.a"
pg_restore: while PROCESSING TOC:
pg_restore: from TOC entry 215; 1259 16388 TABLE a owner
pg_restore: error: could not execute query: ERROR:  role "x" does not exist
Command was: ALTER TABLE public.a OWNER TO x;

pg_restore: creating TABLE "public.b"
continued commentary`),
    ).toBe(`pg_restore: while PROCESSING TOC:
pg_restore: from TOC entry 215; 1259 16388 TABLE a owner
pg_restore: error: could not execute query: ERROR:  role "x" does not exist
Command was: ALTER TABLE public.a OWNER TO x;
`);
  });

  it('is kept when it comes from something that does not give its name', () => {
    expect(collect('WARNING:  could not flush dirty data\npg_dump: reading schemas')).toBe(
      'WARNING:  could not flush dirty data',
    );
  });

  it('is kept from the beginning, and no more than can be read', () => {
    const notable = collectNotable();
    for (let count = 1; count <= 100_000; count++) notable.add(`pg_dump: warning: number ${count} ${'x'.repeat(2000)}`);
    const lines = notable.text().split('\n');
    expect(lines).toHaveLength(400);
    expect(lines[0]).toContain('number 1 ');
    expect(Math.max(...lines.map((line) => line.length))).toBe(1000);
  });

  it('is nothing when there was nothing', () => {
    expect(collectNotable().text()).toBe('');
  });
});
