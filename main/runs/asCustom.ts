import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import { withServerEnvironment } from '../postgres/access.ts';
import { startDump } from '../postgres/dump.ts';
import { classifyFailure } from '../postgres/failures.ts';
import { collectNotable } from '../postgres/notable.ts';
import { trackTables } from '../postgres/progress.ts';
import { restoreArchive } from '../postgres/restore.ts';
import type { Client } from '../postgres/tools.ts';
import { openPartial } from '../storage/partial.ts';
import { type Context, scratchDir } from './context.ts';
import { type DrillPlace, openCluster } from './drillPlace.ts';
import type { OpenArchive } from './openArchive.ts';
import { checkPartSpace, PART } from './partNeeds.ts';
import type { Scope } from './perform.ts';
import { isPartOfPlain, type Wish } from './wish.ts';

/** An archive that the wish can be taken from, and the manifest that describes it. Disposing of it removes what was made for that. */
export interface Divisible extends AsyncDisposable {
  readonly path: string;
  readonly manifest: Manifest;
}

/**
 * Gives an archive as it is, unless a part is wanted of plain SQL: that is run in a throwaway cluster of the backup's own major, and
 * dumped from there into the scratch folder of this process in the custom format. Owners and rights survive: the cluster has the roles.
 * Whoever calls has checked with `checkPlainSql` that the SQL may be run. What was decrypted of the archive is gone when this returns.
 * @param client its pg_dump is at least as new as the one that wrote the SQL.
 * @throws AppError of `openCluster` and `restoreArchive`, `disk_full`, and what pg_dump reports.
 */
export async function asCustom(
  context: Context,
  archive: OpenArchive,
  manifest: Manifest,
  { wish, client }: { readonly wish: Wish; readonly client: Client },
  scope: Scope,
): Promise<Divisible> {
  if (!isPartOfPlain(manifest, wish))
    return { path: archive.path, manifest, [Symbol.asyncDispose]: () => Promise.resolve() };
  scope.meter.phase('preparing');
  await checkPartSpace(context, manifest, { decrypted: true });
  await using place = await openCluster(context, manifest, scope, PART);
  await runSql(context, { archive, manifest, client, place }, scope);
  await archive[Symbol.asyncDispose]();
  const content = wish.content === 'schema' ? 'schema' : manifest.content;
  const packed = await pack(context, { content, manifest, client, place }, scope);
  context.ports.checkpoint('part-packed');
  const tool = { path: client.tools.pg_dump ?? '', version: client.version.text };
  return { ...packed, manifest: { ...manifest, format: 'custom', tool } };
}

interface Work {
  readonly manifest: Manifest;
  readonly client: Client;
  readonly place: DrillPlace;
}

async function runSql(
  context: Context,
  { archive, manifest, client, place }: Work & { readonly archive: OpenArchive },
  scope: Scope,
): Promise<void> {
  scope.meter.phase('loading');
  let read = 0;
  const request = {
    pgRestore: '',
    psql: client.tools.psql,
    path: archive.path,
    format: manifest.format,
    compression: manifest.compression,
    database: place.database,
    content: 'all',
    jobs: 1,
    noOwner: false,
    noTablespaces: false,
    disableTriggers: false,
    list: null,
    onObject: () => undefined,
    onRead(bytes: number) {
      read += bytes;
      scope.meter.fraction(Math.min(1, read / Math.max(1, manifest.plainBytes)));
      scope.meter.bytes(bytes);
    },
  } as const;
  await withServerEnvironment(place.access, scratchDir(context), (env) =>
    restoreArchive(request, place.access, env, scope.signal),
  );
}

/** Compressed by the method of the backup, so that it takes about as much space. */
async function pack(
  context: Context,
  { content, manifest, client, place }: Work & { readonly content: ContentChoice },
  scope: Scope,
): Promise<Omit<Divisible, 'manifest'>> {
  scope.meter.phase('packing');
  const folder = scratchDir(context);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = await openPartial(folder, `part-${randomUUID()}`);
  try {
    await withServerEnvironment(place.access, folder, async (env) => {
      const stop = new AbortController();
      const notable = collectNotable();
      const { contents, compression } = manifest;
      const tracker = trackTables(new Map(contents.tables.map((one) => [`${one.schema}.${one.name}`, one.bytes])));
      const child = startDump(
        {
          tool: client.tools.pg_dump ?? '',
          toolMajor: client.version.major,
          database: place.database,
          format: 'custom',
          content,
          compression: { method: compression.method, level: 1 },
          jobs: 1,
          snapshot: null,
        },
        place.access,
        env,
        AbortSignal.any([scope.signal, stop.signal]),
        (line) => {
          notable.add(line);
          if (tracker.line(line)) scope.meter.object(tracker.object);
        },
      );
      try {
        for await (const chunk of (child.stdout ?? []) as AsyncIterable<Buffer>) {
          await partial.write(chunk);
          tracker.bytes(partial.bytes);
          scope.meter.fraction(tracker.fraction());
          scope.meter.bytes(chunk.length);
        }
      } catch (error) {
        // The program must be gone before its server is.
        stop.abort(error);
        await child.exit.catch(() => undefined);
        scope.signal.throwIfAborted();
        throw error;
      }
      const exit = await child.exit;
      scope.signal.throwIfAborted();
      if (exit.code !== 0)
        throw classifyFailure({
          tool: 'pg_dump',
          exitCode: exit.code,
          signal: exit.signal,
          stderr: notable.text() || exit.stderr,
        });
    });
    await partial.finish(false);
    return { path: partial.path, [Symbol.asyncDispose]: () => partial.discard() };
  } catch (error) {
    await partial.discard();
    throw error;
  }
}
