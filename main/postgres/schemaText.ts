import { createHash } from 'node:crypto';
import type { Difference } from '../../shared/model/restore.ts';

/** pg_dump's comment above each object. */
const HEADER = /^--\n-- (?:Data for )?Name: (.*); Type: (.*); Schema: (.*); Owner: .*\n--\n/gm;
/** State that pg_dump sets between objects, depending on their order; not part of any of them. */
const INCIDENTAL = /^(SET default_\w+ = .*;|\\(un)?restrict .*|-- PostgreSQL database dump complete|--)$/gm;

/** Entries about rows, which pg_restore lists with the schema and pg_dump does not. */
const OF_DATA = / DATA$|^SEQUENCE SET$|^BLOBS$/;

/** Objects of a schema by `TYPE schema.name`, each with the hash of its statements. */
export type SchemaObjects = ReadonlyMap<string, string>;

/** Objects of a schema by `TYPE schema.name`, each with its statements. */
export type SchemaStatements = ReadonlyMap<string, string>;

/**
 * Takes the output of `pg_dump -s` or `pg_restore -s` apart. The order of objects depends on their ids, which a restored database
 * does not share with its source; the statements do not.
 */
export function readStatements(sql: string): SchemaStatements {
  const headers = [...sql.matchAll(HEADER)];
  const texts = new Map<string, string[]>();
  for (const [index, match] of headers.entries()) {
    const [header, name, type, schema] = match;
    if (OF_DATA.test(type ?? '')) continue;
    const body = sql.slice(match.index + header.length, headers[index + 1]?.index ?? sql.length);
    const key = `${type} ${schema === '-' ? '' : `${schema}.`}${name}`;
    texts.set(key, [...(texts.get(key) ?? []), body.replaceAll(INCIDENTAL, '').trim()]);
  }
  return new Map([...texts].map(([key, bodies]) => [key, bodies.sort().join('\n')]));
}

/** The same with a hash in place of the statements. */
export function readSchema(sql: string): SchemaObjects {
  return new Map([...readStatements(sql)].map(([key, text]) => [key, sha256(text)]));
}

/** One hash for a whole schema, whatever the order of its objects. */
export function schemaDigest(objects: SchemaObjects): string {
  return sha256(
    [...objects]
      .map(([key, hash]) => `${hash} ${key}\n`)
      .sort()
      .join(''),
  );
}

/**
 * What a restored schema lacks, has too much, or has otherwise.
 * @param sameMajor false when source and copy live on different majors, whose wording of equal definitions differs: only presence is compared then.
 */
export function compareSchemas(expected: SchemaObjects, actual: SchemaObjects, sameMajor: boolean): Difference[] {
  const differences: Difference[] = [];
  for (const [object, hash] of expected) {
    const found = actual.get(object);
    if (found === undefined) differences.push({ kind: 'schema_missing', object, expected: hash, actual: null });
    else if (sameMajor && found !== hash)
      differences.push({ kind: 'schema_changed', object, expected: hash, actual: found });
  }
  for (const [object, hash] of actual) {
    if (!expected.has(object)) differences.push({ kind: 'schema_unexpected', object, expected: null, actual: hash });
  }
  return differences;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
