import { AppError } from '../../shared/errors.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { TableName } from '../../shared/model/restore.ts';
import { type ArchiveSource, listEntries } from '../postgres/archive.ts';
import { absent, type Choice, isWhole, select } from '../postgres/selection.ts';
import type { Context } from './context.ts';
import { openEntryLists } from './entryLists.ts';

/** The part of an archive that a restore takes. */
export interface ChosenEntries extends AsyncDisposable {
  /** Path of the list for pg_restore; null when everything is taken. Gone when this is disposed of. */
  readonly list: string | null;
  /** The manifest, as if the backup had been of this part alone: what the restored database is compared with. */
  readonly manifest: Manifest;
  readonly omitted: readonly string[];
}

/**
 * Finds out what of an archive a choice means.
 * @throws AppError `bad_input` for what is not in the archive, `archive_damaged`.
 */
export async function chooseEntries(
  context: Context,
  archive: ArchiveSource,
  pgRestore: string,
  manifest: Manifest,
  choice: Choice,
  signal: AbortSignal,
): Promise<ChosenEntries> {
  if (isWhole(choice)) return { list: null, manifest, omitted: [], [Symbol.asyncDispose]: () => Promise.resolve() };
  if (manifest.format === 'plain') throw new Error('plain SQL has no entries to choose from');
  checkEncoding(manifest, choice);
  const { schemas, tables } = manifest.contents;
  // Which large objects belong to a part is not known.
  const { largeObjects: _, ...fingerprint } = manifest.fingerprint;
  const { sequences, materializedViews: views = [] } = fingerprint;
  const selection = select(await listEntries(archive, pgRestore, signal), choice, {
    schemas,
    tables,
    sequences,
    views,
  });
  const lists = await openEntryLists(context);
  const isIn = (names: readonly TableName[]) => {
    const keys = new Set(names.map(({ schema, name }) => JSON.stringify([schema, name])));
    return ({ schema, name }: TableName) => keys.has(JSON.stringify([schema, name]));
  };
  return {
    list: await lists.write(selection.entries),
    manifest: {
      ...manifest,
      contents: { ...manifest.contents, tables: tables.filter(isIn(selection.defined)) },
      fingerprint: {
        ...fingerprint,
        tables: fingerprint.tables.filter(isIn(selection.filled)),
        sequences: sequences.filter(isIn(selection.sequences)),
        // A view over tables that came without their rows is another one.
        materializedViews: views
          .filter(isIn(selection.views))
          .map((view) => (isIn(selection.wholeViews)(view) ? view : { ...view, rows: null, hash: null })),
      },
    },
    omitted: selection.omitted,
    [Symbol.asyncDispose]: () => lists[Symbol.asyncDispose](),
  };
}

/**
 * What a choice means of plain SQL before it has been run: what it is made of is not known, but what its manifest names is.
 * @returns the manifest of what is chosen, and the tables that it does not name: partitioned ones have no rows, so they may be there.
 * @throws AppError `bad_input` for what is not in the backup.
 */
export function foresee(
  manifest: Manifest,
  choice: Choice,
): { readonly manifest: Manifest; readonly unnamed: readonly TableName[] } {
  const { contents, fingerprint } = manifest;
  checkEncoding(manifest, choice);
  const schemas = new Set(contents.schemas);
  const extensions = new Set(contents.extensions.map(({ name }) => name));
  for (const name of choice.schemas) if (!schemas.has(name)) throw absent(`schema ${name}`);
  for (const name of choice.skipExtensions) if (!extensions.has(name)) throw absent(`extension ${name}`);
  for (const { schema, name } of choice.tables) if (!schemas.has(schema)) throw absent(`table ${schema}.${name}`);
  if (choice.schemas.length + choice.tables.length === 0) return { manifest, unnamed: [] };

  const keyOf = ({ schema, name }: TableName) => JSON.stringify([schema, name]);
  const wholly = new Set(choice.schemas);
  const single = new Set(choice.tables.map(keyOf));
  const isChosen = (table: TableName) => wholly.has(table.schema) || single.has(keyOf(table));
  const known = new Set(contents.tables.map(keyOf));
  return {
    manifest: {
      ...manifest,
      contents: { ...contents, tables: contents.tables.filter(isChosen) },
      fingerprint: {
        ...fingerprint,
        tables: fingerprint.tables.filter(isChosen),
        sequences: fingerprint.sequences.filter(isChosen),
      },
    },
    unnamed: choice.tables.filter((table) => !known.has(keyOf(table))),
  };
}

/** The list of an archive is in the encoding of its database; names beyond ASCII are known to us in UTF-8 only. */
function checkEncoding({ databaseProperties: { encoding } }: Manifest, { schemas, tables, skipExtensions }: Choice) {
  if (encoding === 'UTF8') return;
  const names = [...schemas, ...skipExtensions, ...tables.flatMap(({ schema, name }) => [schema, name])];
  if (names.every((name) => /^[\x00-\x7f]*$/.test(name))) return;
  throw new AppError(
    'bad_input',
    `In a database with the encoding ${encoding}, only objects with plain ASCII names can be chosen.`,
    'Restore the whole backup, and take from it what you need.',
  );
}
