import type { Connection } from '../../shared/model/connection.ts';
import { NOTHING_REPLACED, type RestoreResult, type TableName } from '../../shared/model/restore.ts';
import { withServerEnvironment } from '../postgres/access.ts';
import { listEntries } from '../postgres/archive.ts';
import type { Entry } from '../postgres/archiveEntries.ts';
import { isSuperuser } from '../postgres/database.ts';
import { trackTables } from '../postgres/progress.ts';
import { restoreArchive } from '../postgres/restore.ts';
import { openSession } from '../postgres/session.ts';
import { resolveAccess } from './access.ts';
import { asCustom } from './asCustom.ts';
import { chooseEntries, foresee } from './chosenEntries.ts';
import { compareData } from './compare.ts';
import { type Context, scratchDir } from './context.ts';
import { openEntryLists } from './entryLists.ts';
import { openArchive } from './openArchive.ts';
import type { Outcome, Scope } from './perform.ts';
import { performRestore } from './performRestore.ts';
import { checkPlainSql } from './plainTrust.ts';
import { ORDERED } from './restoreRequest.ts';
import { chooseRestoreClient } from './restoreTarget.ts';
import { rowsOrderOf, type RowsRequest, wishOf } from './rowsRequest.ts';
import { checkEmpty, checkHasRows, furtherOn } from './rowsTarget.ts';
import { readTrustedManifest } from './trustedManifest.ts';

/** The kinds of entries that hold rows; sequences are looked at one by one. */
const ROWS = new Set(['TABLE DATA', 'BLOB', 'BLOBS', 'BLOB METADATA']);

/**
 * Fills tables that exist and are empty, in one transaction: whatever fails leaves them empty, and no row that is there is touched.
 * A sequence that is further on than in the backup stays where it is.
 * @throws AppError `no_connection`; failures of the run are in its outcome.
 */
export function restoreRows(context: Context, request: RowsRequest): Promise<Outcome<RestoreResult>> {
  return performRestore(context, { ...request, kind: 'rows' }, (connection, scope) => {
    scope.log.write('info', ORDERED, rowsOrderOf(request));
    return fillTables(context, request, connection, scope);
  });
}

async function fillTables(
  context: Context,
  request: RowsRequest,
  connection: Connection,
  scope: Scope,
): Promise<RestoreResult> {
  const { backup, database, choice, trustSql } = request;
  const began = context.ports.clock.monotonic();
  const whole = await readTrustedManifest(context, backup);
  checkHasRows(whole);
  await using opened = await openArchive(context, backup.path, whole, scope);
  const access = await resolveAccess(context, connection);
  await using target = await openSession(access, database, scope.signal);
  const client = await chooseRestoreClient(context, whole, target);
  const advisory = checkPlainSql(context, backup, whole, client, { trustSql, part: true });
  if (advisory) scope.advise(advisory);
  if (whole.format === 'plain') await checkEmpty(target, foresee(whole, choice).manifest.fingerprint.tables);
  await using archive = await asCustom(context, opened, whole, { wish: wishOf(request), client }, scope);
  const pgRestore = client.tools.pg_restore ?? '';
  await using chosen = await chooseEntries(context, archive.path, pgRestore, archive.manifest, choice, scope.signal);
  const { manifest } = chosen;
  await checkEmpty(target, manifest.fingerprint.tables);
  const held = await furtherOn(target, manifest.fingerprint.sequences);
  const entries = await listEntries(archive.path, pgRestore, scope.signal, chosen.list);
  await using lists = await openEntryLists(context);
  const list = await lists.write(entries.filter((entry) => ROWS.has(entry.kind) || isSet(entry, held)));

  scope.meter.phase('restoring');
  const sizes = manifest.contents.tables.map(({ schema, name, bytes }) => [`${schema}.${name}`, bytes] as const);
  const tracker = trackTables(new Map(sizes));
  const disableTriggers = await isSuperuser(target);
  await withServerEnvironment(access, scratchDir(context), (env) =>
    restoreArchive(
      {
        pgRestore,
        psql: undefined,
        path: archive.path,
        format: manifest.format,
        compression: manifest.compression,
        database,
        content: 'data',
        jobs: 1,
        noOwner: false,
        noTablespaces: false,
        disableTriggers,
        list,
        onObject(line) {
          if (!tracker.line(line)) return;
          scope.meter.fraction(tracker.fraction());
          scope.meter.object(tracker.object);
        },
      },
      access,
      env,
      scope.signal,
    ),
  );
  scope.meter.phase('comparing');
  // Its views are its own, and nothing here refreshes them.
  const { materializedViews: _, ...fingerprint } = manifest.fingerprint;
  const comparison = await compareData(target, { ...manifest, fingerprint }, scope.meter);
  // The database may have other tables.
  const differences = comparison.differences.filter(({ kind }) => kind !== 'table_unexpected');
  return {
    id: scope.id,
    backup: backup.id,
    connection: connection.name,
    database,
    ok: differences.length === 0,
    durationMs: context.ports.clock.monotonic() - began,
    tables: manifest.fingerprint.tables.length,
    rows: comparison.rows,
    differences,
    errors: [],
    createdRoles: [],
    ...NOTHING_REPLACED,
    omitted: held.map(({ schema, name }) => `sequence ${schema}.${name}, which is further on`),
  };
}

/** An entry that sets a sequence which may be set. Of two that are listed alike, neither is. */
function isSet({ kind, label }: Entry, held: readonly TableName[]): boolean {
  const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  return kind === 'SEQUENCE SET' && !held.some(({ schema, name }) => label.startsWith(bytes(`${schema} ${name} `)));
}
