import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlainSql } from '../../../main/postgres/plainSql.ts';
import { NEW_DUMP, OLD_DUMP } from '../helpers/smallDump.ts';

/** Null when the dump is found to be whole; else what is said to be wrong with it. */
function verdict(...chunks: (string | Uint8Array)[]): string | null {
  const check = checkPlainSql();
  for (const chunk of chunks) check.write(Buffer.from(chunk));
  try {
    check.end();
    return null;
  } catch (error) {
    expect(error).toMatchObject({ code: 'archive_damaged' });
    return (error as Error).message;
  }
}

describe.each([
  ['with a key', NEW_DUMP],
  ['of an older version', OLD_DUMP],
])('a plain dump %s', (_what, dump) => {
  const lines = dump.trimEnd();

  it('is whole', () => {
    expect(verdict(dump)).toBeNull();
  });

  it('is whole wherever it was split', () => {
    for (let at = 0; at <= dump.length; at++) expect(verdict(dump.slice(0, at), dump.slice(at))).toBeNull();
    expect(verdict(...dump.split(''))).toBeNull();
  });

  it('is not whole when it was cut, at whichever byte; only newlines at its end may be missing', () => {
    for (let length = 0; length < dump.length; length++) {
      const says = verdict(dump.slice(0, length));
      if (length < lines.length) expect(says, `cut at ${length}`).toContain('The SQL dump is not complete');
      else expect(says, `cut at ${length}`).toBeNull();
    }
  });

  it('is not whole when it was cut, however it comes', () => {
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.integer({ min: 1, max: 70 }), (length, size) => {
        const chunks = dump.slice(0, length).match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
        expect(verdict(...chunks)).not.toBeNull();
      }),
      { seed: 31, numRuns: 500 },
    );
  });

  it('is not whole when it ends inside the data of a table, and says so', () => {
    const inside = dump.indexOf('2\ta');
    expect(verdict(dump.slice(0, inside))).toContain('it ends inside the data of a table');
    expect(verdict(dump.slice(0, dump.indexOf('-- Name: notes notes_pkey')))).toContain('closing lines are missing');
  });

  it('is not whole when something follows its end', () => {
    expect(verdict(`${dump}SELECT 1;\n`)).not.toBeNull();
  });
});

describe('a plain dump', () => {
  it('without any table is whole', () => {
    expect(
      verdict('--\n-- PostgreSQL database dump\n--\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n'),
    ).toBeNull();
  });

  it('whose key at the end is another than at the start is not whole', () => {
    expect(verdict(NEW_DUMP.replace(/\\unrestrict \w/, '\\unrestrict X'))).not.toBeNull();
    expect(verdict(NEW_DUMP.replace(/\\unrestrict .*\n/, ''))).not.toBeNull();
  });

  it('is whole with a megabyte of data after the header of a table, in chunks of any size', () => {
    const rows = 'x\ty\n'.repeat(250_000);
    const dump = NEW_DUMP.replace('1\tone\n', rows);
    expect(verdict(dump)).toBeNull();
    const bytes = Buffer.from(dump);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    );
    expect(verdict(...chunks)).toBeNull();
    expect(verdict(...chunks.slice(0, -1))).not.toBeNull();
  });

  it('that is empty is not whole', () => {
    expect(verdict()).not.toBeNull();
    expect(verdict('')).not.toBeNull();
  });

  it('of noise is not whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(verdict(bytes)).not.toBeNull();
      }),
      { seed: 32 },
    );
  });
});
