import os from 'node:os';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import type { Difference } from '../../shared/model/restore.ts';
import { type ServerAccess, withServerEnvironment } from '../postgres/access.ts';
import { archiveSchema, databaseSchema, listEntries } from '../postgres/archive.ts';
import { trackTables } from '../postgres/progress.ts';
import { restoreArchive } from '../postgres/restore.ts';
import { salvageArchive } from '../postgres/salvage.ts';
import { compareSchemas } from '../postgres/schemaText.ts';
import { openSession } from '../postgres/session.ts';
import type { Client } from '../postgres/tools.ts';
import type { Choice } from '../postgres/selection.ts';
import { chooseEntries } from './chosenEntries.ts';
import { compareData, type Comparison } from './compare.ts';
import { type Context, scratchDir } from './context.ts';
import { openEntryLists } from './entryLists.ts';
import type { Scope } from './perform.ts';
import { majorOf } from './restoreTarget.ts';

/** An archive, the empty database that it goes into, and what of it. */
export interface Filling {
  /** Path of the archive. */
  readonly archive: string;
  readonly manifest: Manifest;
  readonly access: ServerAccess;
  readonly serverMajor: number;
  readonly client: Client;
  readonly database: string;
  readonly content: ContentChoice;
  readonly jobs: number | null;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  readonly choice: Choice;
  /** Take what can be read of a damaged archive. */
  readonly salvage: boolean;
  /** Told when the database is filled, before it is compared. */
  readonly onFilled?: () => void;
}

/** What a filled database holds, and what of the choice could not come along. */
export interface Filled extends Comparison {
  readonly omitted: readonly string[];
  /** What could not be restored, in words; only a salvage goes on after an error. */
  readonly errors: readonly string[];
}

interface Work extends Filling {
  readonly env: Record<string, string>;
  readonly list: string | null;
}

/** More processes than this seldom help, and each takes a connection of the server. */
const MAX_JOBS = 4;

export const defaultJobs = (): number => Math.min(MAX_JOBS, os.availableParallelism());

/**
 * Restores an archive into an empty database and compares the two. Whoever calls has checked the archive's hashes.
 * @throws AppError of `restoreArchive`; a database that differs is a result.
 */
export async function fillAndCompare(context: Context, filling: Filling, scope: Scope): Promise<Filled> {
  const pgRestore = filling.client.tools.pg_restore ?? '';
  await using chosen = await chooseEntries(
    context,
    filling.archive,
    pgRestore,
    filling.manifest,
    filling.choice,
    scope.signal,
  );
  return await withServerEnvironment(filling.access, scratchDir(context), async (env) => {
    const work = { ...filling, manifest: chosen.manifest, list: chosen.list, env };
    const errors = await fill(context, work, scope);
    filling.onFilled?.();
    return { ...(await compare(work, scope)), omitted: chosen.omitted, errors };
  });
}

async function fill(context: Context, work: Work, scope: Scope): Promise<string[]> {
  const { manifest, access, env, client, database } = work;
  scope.meter.phase('restoring');
  const tracker = trackTables(
    new Map(manifest.contents.tables.map((table) => [`${table.schema}.${table.name}`, table.bytes])),
  );
  const request = {
    pgRestore: client.tools.pg_restore ?? '',
    psql: client.tools.psql,
    path: work.archive,
    format: manifest.format,
    compression: manifest.compression,
    database,
    content: work.content,
    jobs: work.jobs ?? defaultJobs(),
    noOwner: work.noOwner,
    noTablespaces: work.noTablespaces,
    disableTriggers: false,
    list: work.list,
    onObject(line: string) {
      if (!tracker.line(line)) return;
      scope.meter.fraction(tracker.fraction());
      scope.meter.object(tracker.object);
    },
  };
  if (!work.salvage) {
    await restoreArchive(request, access, env, scope.signal);
    return [];
  }
  await using lists = await openEntryLists(context);
  const entries = await listEntries(work.archive, request.pgRestore, scope.signal, work.list);
  return await salvageArchive({ ...request, entries, writeList: lists.write }, access, env, scope.signal);
}

async function compare(work: Work, scope: Scope): Promise<Comparison> {
  scope.meter.phase('comparing');
  const { content, manifest, access, database } = work;
  await using session = await openSession(access, database, scope.signal);
  const schemaOnly = content === 'schema' || manifest.content === 'schema';
  const data = await compareData(session, schemaOnly ? withoutData(manifest) : manifest, scope.meter);
  return { ...data, differences: [...data.differences, ...(await compareSchema(work, scope))] };
}

async function compareSchema(
  { archive, noOwner, noTablespaces, list, manifest, access, env, client, database, serverMajor }: Work,
  scope: Scope,
): Promise<Difference[]> {
  if (manifest.format === 'plain') return [];
  const choice = { noOwner, noTablespaces, list: null };
  const expected = await archiveSchema(archive, client.tools.pg_restore ?? '', { ...choice, list }, scope.signal);
  const actual = await databaseSchema(access, database, client.tools.pg_dump ?? '', env, choice, scope.signal);
  const sameMajor =
    majorOf(manifest.serverVersion) === serverMajor && majorOf(manifest.tool.version) === client.version.major;
  return compareSchemas(expected, actual, sameMajor);
}

function withoutData(manifest: Manifest): Manifest {
  const { largeObjects: _, materializedViews: __, ...fingerprint } = manifest.fingerprint;
  return { ...manifest, fingerprint: { ...fingerprint, tables: [], sequences: [] } };
}
