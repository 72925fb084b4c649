import type { Manifest } from '../../shared/model/manifest.ts';
import type { Difference } from '../../shared/model/restore.ts';
import { type SourceTable, fingerprintTable, listTables, readSequences } from '../postgres/fingerprint.ts';
import { fingerprintLargeObjects } from '../postgres/largeObjects.ts';
import type { Session } from '../postgres/session.ts';
import { compareViews } from './compareViews.ts';
import type { Meter } from './meter.ts';

export interface Comparison {
  readonly tables: number;
  readonly rows: number;
  readonly differences: Difference[];
}

/**
 * Compares a restored database with what the manifest says the source held in the dump's snapshot: every table present, every
 * count, every content hash that was taken, every sequence at least as far.
 */
export async function compareData(session: Session, manifest: Manifest, meter: Meter): Promise<Comparison> {
  const { fingerprint } = manifest;
  const differences: Difference[] = [];
  const found = new Map((await listTables(session)).map((table) => [tableKey(table), table]));
  let rows = 0;
  for (const [index, expected] of fingerprint.tables.entries()) {
    const object = `${expected.schema}.${expected.name}`;
    meter.object(object);
    meter.fraction(index / fingerprint.tables.length);
    const table = found.get(tableKey(expected));
    if (!table) {
      differences.push({ kind: 'table_missing', object, expected: `${expected.rows} rows`, actual: null });
      continue;
    }
    const actual = await fingerprintTable(session, table, expected.hash !== null);
    rows += actual.rows;
    if (expected.exact && actual.rows !== expected.rows)
      differences.push({ kind: 'rows', object, expected: String(expected.rows), actual: String(actual.rows) });
    else if (actual.hash !== expected.hash)
      differences.push({ kind: 'content', object, expected: expected.hash, actual: actual.hash });
  }
  const expectedTables = new Set(manifest.contents.tables.map(tableKey));
  for (const [key, table] of found) {
    if (!expectedTables.has(key))
      differences.push({
        kind: 'table_unexpected',
        object: `${table.schema}.${table.name}`,
        expected: null,
        actual: 'present',
      });
  }
  differences.push(
    ...(await compareSequences(session, manifest)),
    ...(await compareLargeObjects(session, manifest)),
    ...(await compareViews(session, manifest)),
  );
  return { tables: found.size, rows, differences };
}

/** Sequences are read before the dump and live outside its snapshot: the copy may be further on, never behind. */
async function compareSequences(session: Session, manifest: Manifest): Promise<Difference[]> {
  const actual = new Map((await readSequences(session)).map((sequence) => [tableKey(sequence), sequence]));
  return manifest.fingerprint.sequences.flatMap((expected): Difference[] => {
    const { lastValue, increment } = expected;
    const found = actual.get(tableKey(expected));
    const object = `${expected.schema}.${expected.name}`;
    if (!found) return [{ kind: 'sequence', object, expected: lastValue ?? 'present', actual: null }];
    if (lastValue === null) return [];
    const ahead = BigInt(found.lastValue ?? 0) - BigInt(lastValue);
    const behind = found.lastValue === null || (BigInt(increment) > 0n ? ahead < 0n : ahead > 0n);
    return behind ? [{ kind: 'sequence', object, expected: lastValue, actual: found.lastValue }] : [];
  });
}

async function compareLargeObjects(session: Session, { fingerprint }: Manifest): Promise<Difference[]> {
  const expected = fingerprint.largeObjects;
  if (!expected) return [];
  const actual = await fingerprintLargeObjects(session, expected.hash === null ? 'counts' : 'hashes');
  const object = 'large objects';
  if (actual.count !== expected.count)
    return [{ kind: 'large_objects', object, expected: String(expected.count), actual: String(actual.count) }];
  // A role that may not read them all here has not found a difference.
  const same = expected.hash === null || actual.hash === null || actual.hash === expected.hash;
  return same ? [] : [{ kind: 'large_objects', object, expected: expected.hash, actual: actual.hash }];
}

function tableKey({ schema, name }: Pick<SourceTable, 'schema' | 'name'>): string {
  return `${schema}\0${name}`;
}
