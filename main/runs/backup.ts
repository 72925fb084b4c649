import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Backup, Contents } from '../../shared/model/backup.ts';
import type { Fingerprint, Manifest } from '../../shared/model/manifest.ts';
import { type Plan, resolveCompression } from '../../shared/model/plan.ts';
import type { RunTrigger } from '../../shared/model/run.ts';
import { recentSizes } from '../catalog/backups.ts';
import { findPlan, takeSequence } from '../catalog/plans.ts';
import type { Sealing } from '../crypto/keys.ts';
import { APP_VERSION } from '../config.ts';
import { withServerEnvironment } from '../postgres/access.ts';
import { databaseProperties, databaseSize } from '../postgres/database.ts';
import { fingerprintLargeObjects } from '../postgres/largeObjects.ts';
import { fingerprintTables, listTables, readContents, readSequences } from '../postgres/fingerprint.ts';
import { fingerprintViews, listMaterializedViews } from '../postgres/materializedViews.ts';
import { checkReadable } from '../postgres/readable.ts';
import { adviseOnIndexes, invalidIndexes } from '../postgres/invalidIndexes.ts';
import { openSnapshot } from '../postgres/snapshot.ts';
import { SAFE_FLOOR } from '../postgres/tools.ts';
import { openPlanFolder } from '../storage/folder.ts';
import { archiveBase, archiveEnding } from '../storage/names.ts';
import { checkSpace } from '../storage/space.ts';
import { requireConnection, resolveAccess, weakCredentials } from './access.ts';
import { commitBackup } from './commit.ts';
import { type Context, scratchDir } from './context.ts';
import { dumpArchive } from './dumpArchive.ts';
import { databaseResource } from './databaseResource.ts';
import type { DumpOrder } from './dumpOrder.ts';
import { inspectBackup } from './inspectBackup.ts';
import { canOpenOwn, sealingFor } from './keyring.ts';
import { saveGlobals } from './saveGlobals.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { checkSealable } from './sealable.ts';

export interface BackupRequest extends Caller {
  readonly plan: string;
  readonly trigger: RunTrigger;
  readonly attempt?: number;
  readonly slot?: string | null;
  /** It is part of a replacement, which holds the database itself. */
  readonly ofReplacement?: boolean;
}

/** @throws AppError `no_plan` */
export function requirePlan(context: Context, name: string): Plan {
  const found = findPlan(context.db, name);
  if (found) return found;
  throw new AppError(
    'no_plan',
    `There is no plan called ${name}.`,
    'List the plans with `lifeboat plan list`, or describe one with DB_HOST and DB_DATABASE in the environment.',
  );
}

/**
 * Takes one backup of a plan, by the commit protocol: nothing of it can be seen until all of it is proved and durable.
 * @throws AppError `no_plan`, `no_connection`, `busy` before the run exists; failures of the run are in its outcome.
 */
export function backup(context: Context, request: BackupRequest): Promise<Outcome<Backup>> {
  const plan = requirePlan(context, request.plan);
  requireConnection(context, plan.connection);
  return perform(
    context,
    {
      kind: 'backup',
      ...request,
      server: plan.connection,
      resource: `plan:${plan.name}`,
      sharedResource: request.ofReplacement ? undefined : databaseResource(plan.connection, plan.database),
    },
    (scope) => takeBackup(context, plan, request, scope),
  );
}

async function takeBackup(context: Context, plan: Plan, request: BackupRequest, scope: Scope): Promise<Backup> {
  const { clock, checkpoint } = context.ports;
  scope.meter.phase('preparing');
  const connection = requireConnection(context, plan.connection);
  const access = await resolveAccess(context, connection);
  const weak = weakCredentials(connection, access.password);
  if (weak) scope.advise(weak);
  const sealing = await sealingOf(context, plan, scope);
  checkpoint('claimed');

  const folder = await openPlanFolder(plan.root, plan.name);
  await using snapshot = await openSnapshot(access, plan.database, scope.signal);
  const { session } = snapshot;
  const snapshotAt = clock.now();
  const began = clock.monotonic();
  const client = await context.toolbox.forServer(Math.floor(session.serverVersionNumber / 10_000));
  if (!client.safe) scope.advise(belowFloor(client.version));
  await checkSpace(folder, recentSizes(context.db, plan.name, 1)[0] ?? null, await databaseSize(session));
  const tables = await listTables(session);
  await checkReadable(session, plan.content, access.user);
  const properties = await databaseProperties(session);
  const parts = await readContents(session);
  const sequences = await readSequences(session);
  const brokenIndexes = adviseOnIndexes(await invalidIndexes(session));
  if (brokenIndexes) scope.advise(brokenIndexes);
  checkpoint('snapshot-opened');

  const id = randomUUID();
  const compression = resolveCompression(plan.compression, client.version.major);
  const base = archiveBase(plan.database, snapshotAt, id);
  const file = `${base}${archiveEnding(plan.format, compression, sealing !== null)}`;
  scope.backup(id);
  scope.journal({ folder, file, backup: id });
  scope.log.write('info', 'backup.snapshot', {
    server: session.serverVersion,
    tool: client.version.text,
    file,
    tables: tables.length,
    bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
  });

  return await withServerEnvironment(access, scratchDir(context), async (env) => {
    const order: DumpOrder = { access, env, plan, client, compression, folder, file, sealing, snapshot, tables };
    const printing =
      plan.content === 'schema' ? Promise.resolve([]) : fingerprintTables(session, tables, plan.fingerprint);
    // An error here ends the snapshot's transaction, and then pg_dump only complains of a snapshot that is not valid.
    const broken = new AbortController();
    printing.catch((error: unknown) => broken.abort(error));
    await using archive = await dumpArchive(context, order, {
      ...scope,
      signal: AbortSignal.any([scope.signal, broken.signal]),
    });
    scope.meter.phase('fingerprinting');
    const prints = await printing;
    const largeObjects = plan.content === 'schema' ? null : await fingerprintLargeObjects(session, plan.fingerprint);
    const views =
      plan.content === 'all'
        ? await fingerprintViews(session, await listMaterializedViews(session), plan.fingerprint, () =>
            clock.monotonic(),
          )
        : null;
    await using globals = await saveGlobals(order, scope);
    checkpoint('globals-dumped');

    const rows = new Map(prints.map((print) => [`${print.schema}\0${print.name}`, print.rows]));
    const contents: Contents = {
      ...parts,
      tables: tables.map(({ schema, name, bytes }) => ({
        schema,
        name,
        bytes,
        rows: rows.get(`${schema}\0${name}`) ?? null,
      })),
    };
    const fingerprint: Fingerprint = {
      mode: plan.fingerprint,
      tables: prints,
      sequences: plan.content === 'schema' ? [] : sequences,
      ...(largeObjects && { largeObjects }),
      ...(views && { materializedViews: views }),
      schemaSha256: archive.schemaSha256,
    };
    const manifest: Manifest = {
      schemaVersion: 1,
      id,
      plan: plan.name,
      connection: plan.connection,
      database: plan.database,
      databaseProperties: properties,
      serverVersion: session.serverVersion,
      tool: { path: client.tools.pg_dump ?? '', version: client.version.text },
      format: plan.format,
      content: plan.content,
      compression,
      jobs: plan.jobs,
      snapshotAt: snapshotAt.toISOString(),
      startedAt: snapshotAt.toISOString(),
      finishedAt: clock.now().toISOString(),
      durationMs: clock.monotonic() - began,
      sequence: takeSequence(context.db, plan.name),
      file,
      plainBytes: archive.plain.bytes,
      storedBytes: archive.stored.bytes,
      sha256: archive.plain.sha256,
      storedSha256: archive.stored.sha256,
      ...(archive.parts && { parts: archive.parts }),
      encryption: plan.encryption && {
        form: plan.encryption.form,
        recipients: sealing && 'recipients' in sealing ? [...sealing.recipients] : [],
      },
      contents,
      fingerprint,
      globals: globals && { file: globals.name, ...globals.hash },
      warnings: archive.warnings,
      slot: request.slot ?? null,
      proof: 'decoded',
      appVersion: APP_VERSION,
    };
    scope.warn(archive.warnings);
    scope.journal({ folder, file, backup: id, sha256: manifest.sha256 });
    const backup = await commitBackup(context, { manifest, folder, archive, globals, root: plan.root }, scope);
    await inspectBackup(context, plan, manifest, scope);
    return backup;
  });
}

/** @throws AppError `bad_input`, `kit_missing`, `secret_unavailable` */
async function sealingOf(context: Context, plan: Plan, scope: Scope): Promise<Sealing | null> {
  if (plan.encryption === null) return null;
  checkSealable(plan);
  const sealing = await sealingFor(context, plan);
  // Still a good backup, which only the kit opens; told now, and not by the drill of next week.
  if (plan.encryption.form !== 'passphrase' && !(await canOpenOwn(context, plan.encryption.form)))
    scope.advise({
      code: 'device_key_lost',
      message: 'This machine has lost the secret half of its own key: only the recovery kit opens the backup.',
      nextStep: `Make another with \`lifeboat key create --form ${plan.encryption.form} --rotate\`, and import the kit where older backups are to be opened.`,
    });
  return sealing;
}

function belowFloor(version: { readonly major: number; readonly text: string }) {
  const floor = SAFE_FLOOR[version.major];
  return {
    code: 'unsafe_tool',
    message: `pg_dump ${version.text} is older than ${floor === undefined ? 'every safe version' : `the safe ${version.major}.${floor}`} (CVE-2026-18408).`,
    nextStep: 'Update the PostgreSQL client programs; until then do not restore plain SQL from others.',
  };
}
