import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveBase, archiveEnding, baseOf, compactInstant, entryKind, slug } from '../../../main/storage/names.ts';
import { partialName } from '../../../main/storage/partial.ts';

const SEEDED = { seed: 49, numRuns: 2000 };
const HOSTILE = [
  '../../etc/passwd',
  '/',
  '.',
  '..',
  '',
  ' ',
  'con',
  'NUL',
  'com1',
  'a\0b',
  'a\nb',
  '"; rm -rf *',
  '-rf',
];
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: fc.constantFrom(...'aAbB01-_./\\ é'.split('')), maxLength: 60 }),
  fc.constantFrom(...HOSTILE),
);

describe('a slug', () => {
  it.each(['shop', 'a', 'shop_2', 'my-db', '0', 'a'.repeat(40)])('of %s is that name', (name) => {
    expect(slug(name)).toBe(name);
  });

  it('is harmless as a file name, whatever the name', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(slug(name)).toMatch(/^[a-z0-9][a-z0-9_-]{0,48}$/);
        expect(slug(name)).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/);
      }),
      SEEDED,
    );
  });

  it('is never that of another name', () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        fc.pre(a !== b);
        expect(slug(a)).not.toBe(slug(b));
      }),
      SEEDED,
    );
  });

  it('is never that of a name which somebody made to look like it', () => {
    fc.assert(
      fc.property(names, (name) => {
        fc.pre(slug(name) !== name);
        expect(slug(slug(name))).not.toBe(slug(name));
      }),
      SEEDED,
    );
  });

  it('tells names apart that differ in case, or only behind what fits', () => {
    const long = 'a'.repeat(60);
    const slugs = ['shop', 'Shop', 'SHOP', 'shop ', long, `${long}b`].map(slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slug('Shop')).toMatch(/^shop-[0-9a-f]{8}$/);
  });
});

describe('the name of an archive', () => {
  const at = new Date('2026-01-31T02:00:09.999Z');

  it('says which database, when, and which backup', () => {
    expect(compactInstant(at)).toBe('20260131T020009Z');
    expect(archiveBase('shop', at, '0123456789abcdef')).toBe('shop-20260131T020009Z-01234567');
  });

  it('ends as what it holds', () => {
    const ending = (format: 'custom' | 'plain' | 'directory', method: 'none' | 'gzip' | 'zstd') =>
      archiveEnding(format, { method, level: 1 }, false);
    expect([ending('custom', 'zstd'), ending('directory', 'none')]).toEqual(['.dump', '.dump']);
    expect([ending('plain', 'none'), ending('plain', 'gzip'), ending('plain', 'zstd')]).toEqual([
      '.sql',
      '.sql.gz',
      '.sql.zst',
    ]);
  });
});

describe('what a name in a plan folder is', () => {
  const base = 'shop-20260131T020009Z-01234567';

  it.each([
    [`${base}.dump`, 'archive'],
    [`${base}.dump.age`, 'archive'],
    [`${base}.sql`, 'archive'],
    [`${base}.sql.gz`, 'archive'],
    [`${base}.sql.zst`, 'archive'],
    [`${base}.json`, 'manifest'],
    [`${base}.verified.json`, 'proofs'],
    [`${base}.globals.sql`, 'globals'],
    [`.${base}.dump.partial`, 'partial'],
    [`.${base}.json.partial`, 'partial'],
    [`${base}.dump.partial`, 'foreign'],
    [`.${base}.dump`, 'foreign'],
    ['.notes.partial', 'foreign'],
    [`${base}8.dump`, 'foreign'],
    [`${base}.dump2`, 'foreign'],
    [`${base}.json\n`, 'foreign'],
    [`x/${base}.json`, 'foreign'],
    ['notes.txt', 'foreign'],
    ['shop.dump', 'foreign'],
    ['', 'foreign'],
  ])('%j: %s', (name, kind) => {
    expect(entryKind(name)).toBe(kind);
  });

  it('is told for every name that we give, and so is the base', () => {
    const instants = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const formats = fc.constantFrom('custom', 'plain', 'directory');
    const methods = fc.constantFrom('none', 'gzip', 'zstd');
    fc.assert(
      fc.property(names, instants, fc.uuid(), formats, methods, (name, at, id, format, method) => {
        const base = archiveBase(name, at, id);
        const archive = `${base}${archiveEnding(format, { method, level: 1 }, false)}`;
        expect(entryKind(archive)).toBe('archive');
        expect(entryKind(partialName(archive))).toBe('partial');
        for (const part of [archive, partialName(archive), `${base}.json`, `${base}.verified.json`])
          expect(baseOf(part)).toBe(base);
      }),
      SEEDED,
    );
  });

  it('of no form that we know is its own base', () => {
    expect(baseOf('notes.txt')).toBe('notes.txt');
  });
});
