import { AppError } from '../../shared/errors.ts';
import type { TableName } from '../../shared/model/restore.ts';
import { type Entry, readableLabel } from './archiveEntries.ts';

/** What of an archive is wanted; with neither schemas nor tables, everything. */
export interface Choice {
  readonly schemas: readonly string[];
  readonly tables: readonly TableName[];
  /** Extensions to do without, and with them whatever needs them. */
  readonly skipExtensions: readonly string[];
}

/** What the manifest knows of the archive's names. */
export interface Known {
  readonly schemas: readonly string[];
  readonly tables: readonly TableName[];
  readonly sequences: readonly TableName[];
  readonly views: readonly TableName[];
}

export interface Selection {
  /** Entries to restore, in the order of the archive. */
  readonly entries: readonly Entry[];
  /** Tables that are made, and of these the ones that get their rows. */
  readonly defined: readonly TableName[];
  readonly filled: readonly TableName[];
  /** Sequences that are set to where they stood. */
  readonly sequences: readonly TableName[];
  /** Materialised views that are made, and of these the ones whose tables all have their rows. */
  readonly views: readonly TableName[];
  readonly wholeViews: readonly TableName[];
  /** What belongs to the selection and cannot come along, in words: a foreign key to a table that stays behind, say. */
  readonly omitted: readonly string[];
}

/** Parts of a table, view or type: they come along with it, and bring what they need. */
const PARTS = new Set([
  'ACL',
  'CHECK CONSTRAINT',
  'COMMENT',
  'CONSTRAINT',
  'DEFAULT',
  'INDEX',
  'INDEX ATTACH',
  'MATERIALIZED VIEW DATA',
  'POLICY',
  'ROW SECURITY',
  'RULE',
  'SECURITY LABEL',
  'SEQUENCE',
  'SEQUENCE OWNED BY',
  'SEQUENCE SET',
  'STATISTICS',
  'STATISTICS DATA',
  'TABLE ATTACH',
  'TRIGGER',
]);

const VIEW = 'MATERIALIZED VIEW';

/** Settings of the archive itself, which pg_restore needs in any case. */
const PREAMBLE = new Set(['ENCODING', 'STDSTRINGS', 'SEARCHPATH']);

export const isWhole = ({ schemas, tables, skipExtensions }: Choice): boolean =>
  schemas.length + tables.length + skipExtensions.length === 0;

/**
 * Chooses the entries of an archive that make the wanted tables and schemas work by themselves: what they need (types, sequences,
 * functions, extensions, parents), their parts (indexes, constraints, triggers, comments, rights), and the partitions of a
 * partitioned table. A foreign key comes along when both its tables do. Pure.
 * @throws AppError `bad_input` for a table or schema that the archive does not have, or cannot tell from another one.
 */
export function select(entries: readonly Entry[], choice: Choice, known: Known): Selection {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const partial = choice.schemas.length + choice.tables.length > 0;
  const wanted = partial ? startOf(entries, choice, known) : new Set(entries.map(({ id }) => id));
  const banned = withDependents(entries, findExtensions(entries, choice.skipExtensions));
  const chosen = partial ? grow(entries, byId, wanted) : new Set(wanted);
  for (const id of banned) chosen.delete(id);

  const omitted = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'FK CONSTRAINT' || banned.has(entry.id)) continue;
    const tables = entry.needs.filter((id) => byId.get(id)?.kind === 'TABLE');
    if (!tables.some((id) => chosen.has(id))) continue;
    // A table that merely comes along has no rows to refer to.
    if (tables.every((id) => wanted.has(id) && chosen.has(id))) chosen.add(entry.id);
    else {
      chosen.delete(entry.id);
      if (wanted.has(ownerOf(entry, tables, byId))) omitted.add(`the foreign key ${readableLabel(entry.label)}`);
    }
  }
  for (const id of banned) {
    const entry = byId.get(id);
    const concerns = !partial || wanted.has(id) || entry?.needs.some((need) => wanted.has(need));
    if (entry && concerns && entry.kind !== 'COMMENT' && entry.kind !== 'ACL' && entry.kind !== 'TABLE DATA')
      omitted.add(`${entry.kind.toLowerCase()} ${readableLabel(entry.label)}`);
  }
  const kept = entries.filter(({ id, kind }) => chosen.has(id) || PREAMBLE.has(kind));
  return {
    entries: kept,
    defined: namedIn(kept, 'TABLE', known.tables),
    filled: namedIn(kept, 'TABLE DATA', known.tables),
    sequences: namedIn(kept, 'SEQUENCE SET', known.sequences),
    views: namedIn(kept, VIEW, known.views),
    wholeViews: namedIn(
      kept.filter(({ id, kind }) => kind === VIEW && [...tablesBehind(id, byId)].every((table) => wanted.has(table))),
      VIEW,
      known.views,
    ),
    omitted: [...omitted],
  };
}

/** The entries that were asked for by name, with their rows. */
function startOf(entries: readonly Entry[], { schemas, tables }: Choice, known: Known): Set<number> {
  const wanted = new Set<number>();
  for (const schema of schemas) {
    const inside = entries.filter((entry) => isIn(entry, schema));
    const mistaken = known.schemas.find((other) => other !== schema && inside.some((entry) => isIn(entry, other)));
    if (mistaken !== undefined) throw ambiguous(`schema ${schema}`);
    const own = entries.filter((entry) => entry.kind === 'SCHEMA' && begins(entry, '-', schema));
    if (inside.length + own.length === 0) throw absent(`schema ${schema}`);
    for (const { id, kind } of [...own, ...inside]) if (kind !== 'FK CONSTRAINT') wanted.add(id);
  }
  // A partitioned table has no rows of its own, so the manifest may not know it.
  const nameOf = naming([...known.tables, ...tables]);
  for (const table of tables) {
    const [found, other] = entries.filter((entry) => entry.kind === 'TABLE' && isSame(nameOf(entry), table));
    if (!found) throw absent(`table ${table.schema}.${table.name}`);
    if (other) throw ambiguous(`table ${table.schema}.${table.name}`);
    wanted.add(found.id);
  }
  for (const id of partitionsOf(entries, wanted)) wanted.add(id);
  for (const { id, kind, needs } of entries) {
    if (kind === 'TABLE DATA' && needs.some((need) => wanted.has(need))) wanted.add(id);
  }
  return wanted;
}

/** The partitions of these tables, and theirs. */
function partitionsOf(entries: readonly Entry[], tables: ReadonlySet<number>): Set<number> {
  const attachments = entries.filter(({ kind }) => kind === 'TABLE ATTACH').map(({ needs }) => new Set(needs));
  const found = new Set(tables);
  // A partition stands after its parent in the archive, so one pass finds those of partitions, too.
  for (const { id, kind, needs } of entries) {
    if (kind !== 'TABLE') continue;
    const parent = needs.find((need) => attachments.some((pair) => pair.has(id) && pair.has(need)));
    if (parent !== undefined && found.has(parent)) found.add(id);
  }
  return found;
}

/** The tables that something reads, directly or not. */
function tablesBehind(id: number, byId: ReadonlyMap<number, Entry>): Set<number> {
  const seen = new Set([id]);
  for (const one of seen) for (const need of byId.get(one)?.needs ?? []) seen.add(need);
  return new Set([...seen].filter((one) => byId.get(one)?.kind === 'TABLE'));
}

/** Adds what is needed and what belongs to it, until nothing more comes along. */
function grow(entries: readonly Entry[], byId: ReadonlyMap<number, Entry>, wanted: ReadonlySet<number>): Set<number> {
  const chosen = new Set<number>();
  const add = (id: number) => {
    const entry = byId.get(id);
    // Rows come only with what was asked for by name.
    if (!entry || chosen.has(id) || (entry.kind === 'TABLE DATA' && !wanted.has(id))) return;
    chosen.add(id);
    for (const need of entry.needs) add(need);
  };
  for (const id of wanted) add(id);
  for (let before = -1; before !== chosen.size;) {
    before = chosen.size;
    for (const { id, kind, needs } of entries) {
      const [of] = needs;
      if (!PARTS.has(kind) || of === undefined || chosen.has(id)) continue;
      const belongs = kind.endsWith('ATTACH') || kind === 'COMMENT' || kind === 'ACL' ? needs : ownersOf(needs, byId);
      if (belongs.length > 0 && belongs.every((need) => chosen.has(need))) add(id);
    }
  }
  return chosen;
}

/** Of what a part needs, the tables and the like that it is a part of; the rest it brings along. */
function ownersOf(needs: readonly number[], byId: ReadonlyMap<number, Entry>): readonly number[] {
  const tables = needs.filter((id) => /TABLE$|VIEW$/.test(byId.get(id)?.kind ?? ''));
  return tables.length > 0 ? tables : needs;
}

/** Of two tables, the one that a foreign key is written at: its label begins with the table's. Only for words. */
function ownerOf({ label }: Entry, tables: readonly number[], byId: ReadonlyMap<number, Entry>): number {
  const inCommon = (id: number) => {
    const other = byId.get(id)?.label ?? '';
    let length = 0;
    while (length < other.length && other[length] === label[length]) length += 1;
    return length;
  };
  return tables.toSorted((a, b) => inCommon(b) - inCommon(a))[0] ?? 0;
}

function findExtensions(entries: readonly Entry[], names: readonly string[]): Set<number> {
  return new Set(
    names.map((name) => {
      const found = entries.find((entry) => entry.kind === 'EXTENSION' && entry.label === `- ${bytesOf(name)} `);
      if (!found) throw absent(`extension ${name}`);
      return found.id;
    }),
  );
}

/** With everything that directly or indirectly needs one of these. */
function withDependents(entries: readonly Entry[], start: ReadonlySet<number>): Set<number> {
  const all = new Set(start);
  for (let before = -1; before !== all.size;) {
    before = all.size;
    for (const { id, needs } of entries) if (needs.some((need) => all.has(need))) all.add(id);
  }
  return all;
}

function namedIn(entries: readonly Entry[], kind: string, names: readonly TableName[]): TableName[] {
  const nameOf = naming(names);
  const listed = new Set(entries.filter((entry) => entry.kind === kind).map(nameOf));
  return names.filter((name) => listed.has(name));
}

/** Names are not quoted in the list: of the known names that a label could begin with, the longest is meant. */
function naming(names: readonly TableName[]): (entry: Entry) => TableName | undefined {
  const byLabel = new Map(names.map((name) => [bytesOf(`${name.schema} ${name.name}`), name]));
  return ({ label }) => {
    for (let end = label.lastIndexOf(' '); end > 0; end = label.lastIndexOf(' ', end - 1)) {
      const found = byLabel.get(label.slice(0, end));
      if (found) return found;
    }
    return undefined;
  };
}

const isSame = (found: TableName | undefined, { schema, name }: TableName): boolean =>
  found?.schema === schema && found.name === name;

const isIn = ({ label }: Entry, schema: string): boolean => label.startsWith(`${bytesOf(schema)} `);

const begins = ({ label }: Entry, schema: string, name: string): boolean =>
  label.startsWith(`${bytesOf(schema)} ${bytesOf(name)} `);

/** As the list of an archive in UTF-8 shows it. */
function bytesOf(name: string): string {
  return Buffer.from(name.replaceAll(/[\r\n]/g, ' '), 'utf8').toString('latin1');
}

/** The error of what was asked for and is not in the backup. */
export function absent(what: string): AppError {
  return new AppError('bad_input', `The backup has no ${what}.`, 'See what is in it: `lifeboat show BACKUP`.');
}

function ambiguous(what: string): AppError {
  return new AppError(
    'bad_input',
    `The archive's list does not tell the ${what} from another one.`,
    'Restore the whole backup, and take from it what you need.',
  );
}
