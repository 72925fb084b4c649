/** One entry of an archive's table of contents. */
export interface Entry {
  readonly id: number;
  /** What it is: `TABLE`, `TABLE DATA`, `FK CONSTRAINT`… */
  readonly kind: string;
  /** `schema name owner`, unquoted, as pg_restore prints it: one character per byte, line breaks as spaces. */
  readonly label: string;
  /** Ids of the entries that must be restored before. */
  readonly needs: readonly number[];
}

/** Kinds of more than one word; of two that begin alike the longer comes first. */
const LONG_KINDS = [
  'ACCESS METHOD',
  'BLOB METADATA',
  'CHECK CONSTRAINT',
  'DATABASE PROPERTIES',
  'DEFAULT ACL',
  'EVENT TRIGGER',
  'FK CONSTRAINT',
  'FOREIGN DATA WRAPPER',
  'FOREIGN TABLE',
  'INDEX ATTACH',
  'MATERIALIZED VIEW DATA',
  'MATERIALIZED VIEW',
  'OPERATOR CLASS',
  'OPERATOR FAMILY',
  'PROCEDURAL LANGUAGE',
  'PUBLICATION TABLES IN SCHEMA',
  'PUBLICATION TABLE',
  'ROW SECURITY',
  'SECURITY LABEL',
  'SEQUENCE OWNED BY',
  'SEQUENCE SET',
  'SHELL TYPE',
  'STATISTICS DATA',
  'TABLE ATTACH',
  'TABLE DATA',
  'TEXT SEARCH CONFIGURATION',
  'TEXT SEARCH DICTIONARY',
  'TEXT SEARCH PARSER',
  'TEXT SEARCH TEMPLATE',
  'USER MAPPING',
];

/**
 * Reads what `pg_restore --list --verbose` prints: a line per entry, and below it the entries that it depends on.
 * Pure; lines that are neither are left out.
 */
export function readEntries(listing: string): Entry[] {
  const entries: { id: number; kind: string; label: string; needs: number[] }[] = [];
  for (const line of listing.split('\n')) {
    const needs = /^;\s+depends on: ([\d ]+)$/.exec(line)?.[1];
    if (needs !== undefined) {
      entries.at(-1)?.needs.push(...new Set(needs.trim().split(' ').map(Number)));
      continue;
    }
    const [, id, rest = ''] = /^(\d+); \d+ \d+ (.*)$/.exec(line) ?? [];
    if (id === undefined) continue;
    const kind = LONG_KINDS.find((name) => rest.startsWith(`${name} `)) ?? rest.slice(0, rest.indexOf(' '));
    entries.push({ id: Number(id), kind, label: rest.slice(kind.length + 1), needs: [] });
  }
  return entries;
}

/** A label for people: without the owner, which stands last. */
export function readableLabel(label: string): string {
  return Buffer.from(label.replace(/^- /, '').replace(/ \S*$/, ''), 'latin1').toString('utf8');
}
