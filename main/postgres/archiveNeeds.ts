import type { Entry } from './archiveEntries.ts';

/** What an archive asks of a server beyond tables and rows. */
export interface ArchiveNeeds {
  /** Objects that only a superuser may make, in words. */
  readonly superuserObjects: readonly string[];
  readonly tablespaces: readonly string[];
  readonly subscriptions: boolean;
  readonly publications: boolean;
}

/** Only a superuser may make these; a language as such may be trusted, but then comes as an extension. */
const SUPERUSER_KINDS = new Set([
  'ACCESS METHOD',
  'CAST',
  'EVENT TRIGGER',
  'FOREIGN DATA WRAPPER',
  'OPERATOR CLASS',
  'OPERATOR FAMILY',
  'PROCEDURAL LANGUAGE',
  'PUBLICATION TABLES IN SCHEMA',
  'SHELL TYPE',
  'SUBSCRIPTION',
  'TEXT SEARCH PARSER',
  'TEXT SEARCH TEMPLATE',
  'TRANSFORM',
]);

/** Pure. @param schema the statements of the archive's schema: only they name the tablespaces. */
export function readNeeds(entries: readonly Entry[], schema: string): ArchiveNeeds {
  const kinds = new Set(entries.map(({ kind }) => kind));
  const allTables = /^CREATE PUBLICATION .* FOR ALL TABLES/m.test(schema);
  const tablespaces = [...schema.matchAll(/^SET default_tablespace = (?:'([^'\n]+)'|"((?:[^"\n]|"")+)"|(\w+));$/gm)];
  return {
    superuserObjects: [
      ...entries
        .filter(({ kind }) => SUPERUSER_KINDS.has(kind))
        .map(({ kind, label }) => `${kind.toLowerCase()} ${label.split(' ')[1] ?? ''}`.trim()),
      ...(allTables ? ['publication for all tables'] : []),
    ],
    tablespaces: [
      ...new Set(tablespaces.map(([, single, double, bare]) => single ?? double?.replaceAll('""', '"') ?? bare ?? '')),
    ],
    subscriptions: kinds.has('SUBSCRIPTION'),
    publications: kinds.has('PUBLICATION'),
  };
}
