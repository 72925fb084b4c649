import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { audit } from '../catalog/audit.ts';
import { backupsByPrefix, deletingBackups, saveBackup } from '../catalog/backups.ts';
import { findConnection } from '../catalog/connections.ts';
import { releaseLeases } from '../catalog/leases.ts';
import { listPlans } from '../catalog/plans.ts';
import { settleRestore } from '../catalog/restores.ts';
import { type OpenRun, openRuns, updateRun } from '../catalog/runs.ts';
import { rememberRoot } from '../catalog/settings.ts';
import { findSwap } from '../catalog/swaps.ts';
import { settleSlot } from '../catalog/slots.ts';
import { dropNologinRoles, dropScratchDatabase } from '../postgres/database.ts';
import { openSession } from '../postgres/session.ts';
import { manifestPath, readAnnotations, readManifestText } from '../storage/manifests.ts';
import { baseOf, globalsName, slug } from '../storage/names.ts';
import { partialName } from '../storage/partial.ts';
import { quarantine, sweepQuarantine } from '../storage/remove.ts';
import { resolveAccess } from './access.ts';
import { describeBackup } from './commit.ts';
import type { Context } from './context.ts';
import { deleteBackup } from './prune.ts';
import { recoverSwaps } from './recoverSwap.ts';
import { signatureJudge } from './signing.ts';
import { nextState } from './runState.ts';
import { inherit, isSuccessor, type Successor } from './successor.ts';
import { sweepOwnSandboxes } from './sandboxes.ts';

/**
 * Puts in order what processes that are no more left behind, and says what it did. Idempotent; cheap when there is nothing to do.
 * Never touches the work of a living process, nor a file that the catalog does not know as one of ours.
 */
export async function recover(context: Context): Promise<string[]> {
  const notes: string[] = [];
  /** What cannot be put in order now (a disk that is read-only, say) must not keep Lifeboat from starting. */
  const attempt = async (what: string, work: () => Promise<string | null>) => {
    try {
      const note = await work();
      if (note !== null) notes.push(note);
    } catch (error) {
      notes.push(`${what} is tried again at the next start: ${AppError.from(error).message}`);
    }
  };
  // Before the runs they belong to, which end as they did.
  notes.push(...(await recoverSwaps(context)));
  for (const open of openRuns(context.db)) {
    // A server that cannot be reached now knows how this one ended; until it is asked, nobody else does.
    if (findSwap(context.db, open.run.id)?.state === 'open') continue;
    if (!context.isAlive(open.owner))
      await attempt(`Clearing up after process ${open.pid}`, () => settleDead(context, open));
  }
  for (const backup of deletingBackups(context.db)) {
    const name = backup.id.slice(0, 8);
    await attempt(`Deleting the backup ${name}`, async () => {
      await deleteBackup(context, backup);
      return `Finished deleting the backup ${name}, which had been cut short.`;
    });
  }
  await attempt('Removing the scratch files of dead processes', () => sweepScratch(context));
  await attempt('Removing the throwaway clusters of dead processes', () => sweepOwnSandboxes(context));
  for (const plan of listPlans(context.db)) {
    await attempt(`Emptying the quarantine of ${plan.name}`, async () => {
      const swept = await sweepQuarantine(path.join(plan.root, slug(plan.name)), context.ports.clock.now());
      return swept > 0 ? `Deleted ${swept} leftover(s) of ${plan.name} that had been in quarantine for a day.` : null;
    });
  }
  for (const message of notes) {
    context.ports.logger.log('warn', 'recovery', { message });
    context.emit({ type: 'note', message });
  }
  return notes;
}

const TITLES = { backup: 'A backup', reencrypt: 'A re-encryption' } as const;

async function settleDead(context: Context, open: OpenRun): Promise<string> {
  const { journal, run } = open;
  if (
    (run.kind === 'backup' || run.kind === 'reencrypt') &&
    journal.folder !== undefined &&
    journal.file !== undefined
  ) {
    return (await adoptCommitted(context, open, journal.folder, journal.file))
      ? `${TITLES[run.kind]} of ${run.plan} was complete when its process died; it is in the catalog now.`
      : clearBackup(context, open, journal.folder, journal.file);
  }
  if (findSwap(context.db, run.id)?.state === 'swapped') {
    end(context, open, 'succeeded');
    return `The ${run.kind} of process ${open.pid} had done its work.`;
  }
  const left = run.kind === 'restore' || run.kind === 'drill' ? await clearRestore(context, open) : '';
  end(context, open, 'interrupted');
  return `The ${run.kind}${run.plan ? ` of ${run.plan}` : ''} of process ${open.pid} was cut short.${left}`;
}

/** The manifest is the commit point: if it is there, the backup is, whatever the catalog had time to learn. */
async function adoptCommitted(context: Context, open: OpenRun, folder: string, file: string): Promise<boolean> {
  const name = manifestPath(folder, file);
  try {
    const { manifest, text } = await readManifestText(name);
    const signature = (await signatureJudge(context))(manifest, text);
    const backup = describeBackup(manifest, folder, 'good', await readAnnotations(name), signature);
    saveBackup(context.db, backup, manifest.sequence);
    rememberRoot(context.db, path.dirname(folder));
    await takePlace(context, open, { manifest, folder, signature });
  } catch (error) {
    // One that cannot be read now may be whole, and is looked at again at the next start.
    if (error instanceof AppError && error.code !== 'not_writable' && error.code !== 'archive_damaged') return false;
    throw error;
  }
  // Killed between link and unlink, a file keeps its second name.
  await quarantine(folder, namesOf(file).map(partialName));
  end(context, open, 'succeeded');
  return true;
}

/** Of a re-encryption: the old backup goes, as long as the new one is there. */
async function takePlace(context: Context, { journal }: OpenRun, successor: Successor): Promise<void> {
  const [old] = journal.replaces === undefined ? [] : backupsByPrefix(context.db, journal.replaces);
  if (old && (await isSuccessor(old, successor))) await inherit(context, old, successor);
}

async function clearBackup(context: Context, open: OpenRun, folder: string, file: string): Promise<string> {
  const names = namesOf(file).flatMap((name) => [name, partialName(name)]);
  const moved = await quarantine(folder, names);
  end(context, open, 'interrupted');
  const rest =
    moved.length > 0 ? ` What it left was moved to ${path.dirname(moved[0] ?? '')} and is deleted after a day.` : '';
  return `${open.run.kind === 'backup' ? TITLES.backup : TITLES.reencrypt} of ${open.run.plan} was cut short; nothing of it counts as a backup.${rest}`;
}

/** The archive, its manifest and its globals. */
function namesOf(file: string): string[] {
  return [file, `${baseOf(file)}.json`, globalsName(file, false), globalsName(file, true)];
}

async function clearRestore(context: Context, { journal }: OpenRun): Promise<string> {
  if (journal.restore !== undefined) settleRestore(context.db, journal.restore, 'interrupted', null);
  if (journal.connection === undefined || journal.scratchDatabase === undefined) return '';
  const connection = findConnection(context.db, journal.connection);
  try {
    if (!connection) throw new AppError('no_connection', 'The connection is gone.', '');
    await using session = await openSession(await resolveAccess(context, connection), connection.database);
    await dropScratchDatabase(session, journal.scratchDatabase);
    await dropNologinRoles(session, journal.roles ?? []);
    return ` Its unfinished database ${journal.scratchDatabase} was dropped.`;
  } catch {
    return ` Its unfinished database ${journal.scratchDatabase} on ${journal.connection} could not be dropped; drop it by hand.`;
  }
}

function end(context: Context, { run }: OpenRun, state: 'interrupted' | 'succeeded'): void {
  const { db, ports } = context;
  const at = ports.clock.now();
  const error =
    state === 'interrupted'
      ? new AppError(
          'interrupted',
          'The process ended while this was running.',
          'Nothing needs to be done; run it again if the schedule does not.',
        ).toJSON()
      : null;
  // An interrupted run of unknown end counts from its start: what came after is not known.
  const ended = {
    ...run,
    state: state === 'succeeded' ? 'succeeded' : nextState(run.state, state),
    endedAt: at.toISOString(),
    durationMs: null,
    error,
  } as const;
  db.transaction(() => {
    updateRun(db, ended);
    releaseLeases(db, run.id);
    audit(db, at, context.actor, run.kind, run.plan ?? run.backup ?? '', state);
    if (run.plan !== null && run.slot !== null)
      settleSlot(
        db,
        run.plan,
        run.slot,
        state === 'succeeded' ? 'done' : 'waiting',
        state === 'succeeded' ? null : 'interrupted',
        at,
      );
  }).immediate();
  context.emit({ type: 'run', run: ended });
}

/** Password files of dead processes, and what they had decrypted. */
async function sweepScratch(context: Context): Promise<null> {
  for (const owner of await readdir(context.config.scratchDir).catch(() => [])) {
    if (!context.isAlive(owner))
      await rm(path.join(context.config.scratchDir, owner), { recursive: true, force: true });
  }
  return null;
}
