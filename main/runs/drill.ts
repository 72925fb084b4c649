import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Drill, DrillState } from '../../shared/model/drill.ts';
import type { RunTrigger } from '../../shared/model/run.ts';
import { addDrill } from '../catalog/drills.ts';
import type { KeyPair, Keys } from '../crypto/keys.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { setProved } from '../catalog/keys.ts';
import type { Choice } from '../postgres/selection.ts';
import { requireConnection } from './access.ts';
import type { Comparison } from './compare.ts';
import type { Context } from './context.ts';
import { openCluster, openScratch } from './drillPlace.ts';
import { fillAndCompare } from './fill.ts';
import { holdBackup } from './holdBackup.ts';
import { openArchive } from './openArchive.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { checkPlainSql } from './plainTrust.ts';
import { faultOf, recordProof } from './proof.ts';
import { checkContent, chooseRestoreClient } from './restoreTarget.ts';
import { readTrustedManifest } from './trustedManifest.ts';

export interface DrillRequest extends Caller {
  readonly backup: Backup;
  /** Name of the connection whose server gets a scratch database; null for a throwaway cluster. */
  readonly on: string | null;
  readonly trigger: RunTrigger;
  /** The keys of a recovery kit: the drill opens the backup with nothing else, and proves the kit. */
  readonly kit?: readonly KeyPair[];
}

/** Drills wait for one another and for nothing else; no connection can have this name. */
const QUEUE = '\0drills';

/** Errors that say that something is missing here, and nothing about the backup. */
const UNTESTABLE = new Set([
  'extension_missing',
  // Plain SQL names them, and nobody can leave them out.
  'tablespace_missing',
  'major_missing',
  'collation_missing',
  'tool_missing',
  'unsafe_tool',
  'untrusted_sql',
  'server_too_new',
  'disk_low',
  'disk_full',
  'server_disk_full',
  'roles_missing',
  'permission_denied',
  'key_missing',
]);

interface Verdict {
  readonly state: DrillState;
  readonly comparison: Comparison;
  readonly rtoMs: number | null;
  /** Null for `restored` and `different`. */
  readonly error: AppError | null;
}

const WHOLE: Choice = { schemas: [], tables: [], skipExtensions: [] };

const NOTHING: Comparison = { tables: 0, rows: 0, differences: [] };

/**
 * Restores a backup only to prove it: into a throwaway cluster, or a scratch database on a connection, of which nothing stays; compares it,
 * measures how long the restore took, and records what was found beside the manifest and in the catalog. Anything found is a result; the
 * outcome fails only when the drill could not be carried out.
 * @throws AppError `no_connection`; failures of the run are in its outcome.
 */
export function drill(context: Context, request: DrillRequest): Promise<Outcome<Drill>> {
  const { backup, on, trigger } = request;
  if (on !== null) requireConnection(context, on);
  return perform(
    context,
    {
      kind: 'drill',
      plan: backup.plan,
      backup: backup.id,
      trigger,
      server: QUEUE,
      signal: request.signal,
      onQueued: request.onQueued,
    },
    async (scope) => {
      holdBackup(context, backup, scope);
      const { clock } = context.ports;
      const startedAt = clock.now().toISOString();
      const began = clock.monotonic();
      const verdict = await rehearse(context, request, scope).catch((error: unknown) => judge(error, scope.signal));
      scope.signal.throwIfAborted();
      const reason = reasonOf(verdict);
      const result: Drill = {
        id: scope.id,
        backup: backup.id,
        plan: backup.plan,
        on,
        state: verdict.state,
        ok: verdict.state === 'restored',
        startedAt,
        durationMs: clock.monotonic() - began,
        rtoMs: verdict.rtoMs,
        ...verdict.comparison,
        ...(reason !== null && { reason }),
        ...(verdict.state === 'untestable' && verdict.error && { missing: missingOf(verdict.error) }),
      };
      await record(context, backup, result, verdict, scope);
      return result;
    },
  );
}

async function rehearse(context: Context, { backup, on, kit }: DrillRequest, scope: Scope): Promise<Verdict> {
  const { clock, checkpoint } = context.ports;
  const manifest = await readTrustedManifest(context, backup);
  checkContent(manifest, 'all');
  const keys = kit && keysOfKit(kit, manifest);
  await using archive = await openArchive(context, backup.path, manifest, scope, false, keys);
  checkpoint('drill-checked');
  scope.meter.phase('preparing');
  await using place =
    on === null ? await openCluster(context, manifest, scope) : await openScratch(context, on, manifest, scope);
  const client = await chooseRestoreClient(context, manifest, place.server);
  // Nobody is asked in a drill, so nobody has said that they trust it.
  const advisory = checkPlainSql(context, backup, manifest, client, { trustSql: false, part: false });
  if (advisory) scope.advise(advisory);
  const began = clock.monotonic();
  let rtoMs: number | null = null;
  const filling = {
    archive: archive.path,
    manifest,
    access: place.access,
    serverMajor: Math.floor(place.server.serverVersionNumber / 10_000),
    client,
    database: place.database,
    content: 'all' as const,
    jobs: null,
    noOwner: false,
    noTablespaces: true,
    choice: WHOLE,
    salvage: false,
    onFilled() {
      rtoMs = clock.monotonic() - began;
      checkpoint('drill-filled');
    },
  };
  const { tables, rows, differences } = await fillAndCompare(context, filling, scope);
  const comparison = { tables, rows, differences };
  checkpoint('drill-compared');
  if (comparison.differences.length === 0) {
    if (kit) scope.settle(() => proveKit(context, kit, manifest));
    return { state: 'restored', comparison, rtoMs, error: null };
  }
  if (place.otherLocale && comparison.differences.every(({ kind }) => kind === 'content'))
    return { state: 'untestable', comparison: NOTHING, rtoMs, error: localeMissing() };
  return { state: 'different', comparison, rtoMs, error: null };
}

/** @throws AppError `bad_input` for a backup that any kit would open. */
function keysOfKit(kit: readonly KeyPair[], { encryption }: Manifest): Keys {
  if (encryption !== null) return { identities: kit.map(({ identity }) => identity), passphrases: [] };
  throw new AppError(
    'bad_input',
    'The backup is not encrypted, so restoring it proves nothing about a recovery kit.',
    'Take a backup of an encrypted plan, or encrypt this one with `lifeboat reencrypt`.',
  );
}

/** Those keys of the kit that the backup was sealed for have opened it. */
function proveKit(context: Context, kit: readonly KeyPair[], { encryption }: Manifest): void {
  const at = context.ports.clock.now();
  for (const { recipient } of kit) if (encryption?.recipients.includes(recipient)) setProved(context.db, recipient, at);
}

/** What an error says of the backup; rethrown when it says nothing and nothing is missing either. */
function judge(error: unknown, signal: AbortSignal): Verdict {
  signal.throwIfAborted();
  if (!(error instanceof AppError)) throw error;
  const verdict = { comparison: NOTHING, rtoMs: null, error };
  if (faultOf(error)) return { ...verdict, state: 'damaged' };
  if (UNTESTABLE.has(error.code)) return { ...verdict, state: 'untestable' };
  if (error.code === 'restore_failed') return { ...verdict, state: 'failed' };
  throw error;
}

async function record(context: Context, backup: Backup, result: Drill, verdict: Verdict, scope: Scope): Promise<void> {
  scope.log.write(result.ok ? 'info' : 'error', 'drill.result', { result });
  for (const difference of result.differences) scope.log.write('error', 'drill.difference', { ...difference });
  if (result.reason !== undefined) scope.warn([result.reason]);
  scope.settle(() => addDrill(context.db, result));
  if (result.state === 'untestable') return;
  const { ok, durationMs, reason } = result;
  const fault = result.state === 'damaged' ? verdict.error : null;
  const proof = {
    backup: backup.id,
    // What is wrong with a damaged archive is not that its copy differs.
    level: fault ? ('decoded' as const) : ('restored' as const),
    ok,
    at: context.ports.clock.now().toISOString(),
    durationMs,
    ...(reason !== undefined && { reason }),
  };
  await recordProof(context, backup, proof, fault, scope);
}

function reasonOf({ state, comparison, error }: Verdict): string | null {
  if (state === 'restored') return null;
  if (error) return error.message;
  const [first] = comparison.differences;
  const count = comparison.differences.length;
  return `The restored copy differs from the backup in ${count} ${count === 1 ? 'place' : 'places'}: ${first?.object ?? ''} ${first?.kind.replaceAll('_', ' ') ?? ''}.`;
}

function missingOf({ code, message, nextStep }: AppError): NonNullable<Drill['missing']> {
  return { code, message, nextStep };
}

function localeMissing(): AppError {
  return new AppError(
    'collation_missing',
    'Rows differ, but the locale of the source is not known here, and what is computed from text may depend on it.',
    'Install the locale of the source on this machine, or drill on a connection whose server knows it (--on).',
  );
}
