import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { backupsByPrefix, listBackups, newestBackup, pageBackups, setPinned } from '../catalog/backups.ts';
import { findingsOf } from '../catalog/findings.ts';
import { listPlans } from '../catalog/plans.ts';
import { listVerifications } from '../catalog/verifications.ts';
import { backup, requirePlan } from '../runs/backup.ts';
import type { Context } from '../runs/context.ts';
import { unwrap } from '../runs/perform.ts';
import { deleteOne } from '../runs/prune.ts';
import { drill } from '../runs/drill.ts';
import { schemaDiff } from '../runs/schemaDiff.ts';
import { readTrustedManifest } from '../runs/trustedManifest.ts';
import { verify } from '../runs/verify.ts';
import { annotate } from '../storage/manifests.ts';
import type { Handlers } from './handlers.ts';

type Names =
  | 'backups.take'
  | 'backups.list'
  | 'backups.page'
  | 'backups.show'
  | 'backups.schemaDiff'
  | 'backups.verify'
  | 'backups.pin'
  | 'backups.unpin'
  | 'backups.delete';

export const backupHandlers: Handlers<Names> = {
  async 'backups.take'(context, { plan }, signal) {
    const { run, value } = unwrap(
      await backup(context, { plan: plan ?? defaultPlan(context), trigger: 'manual', signal }),
    );
    const { id, state, durationMs, warnings, advisories } = run;
    return { backup: value, run: { id, state, durationMs, warnings, advisories } };
  },

  'backups.list': (context, filter) => ({ backups: listBackups(context.db, filter) }),

  'backups.page': (context, filter) => pageBackups(context.db, filter),

  async 'backups.show'(context, { backup: reference }) {
    const found = findBackup(context, reference);
    const manifest = await readTrustedManifest(context, found).catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
    return {
      backup: found,
      contents: manifest?.contents ?? null,
      encryption: manifest?.encryption ?? null,
      verifications: listVerifications(context.db, found.id),
      findings: findingsOf(context.db, found.id),
    };
  },

  'backups.schemaDiff': (context, { backup: reference }, signal) =>
    schemaDiff(context, findBackup(context, reference), signal),

  async 'backups.verify'(context, { backup: reference, level }, signal) {
    const backups =
      reference === undefined ? listBackups(context.db, { limit: 1_000_000 }) : [findBackup(context, reference)];
    const results = [];
    for (const found of backups) {
      if (level === 'restored') {
        results.push(await proveByDrill(context, found, signal));
        continue;
      }
      const outcome = await verify(context, { backup: found, level, signal });
      // Removed since the list was made; whoever named one is told.
      if (reference === undefined && !outcome.ok && outcome.error.code === 'no_backup') continue;
      if (reference === undefined && !outcome.ok && outcome.error.code === 'key_missing') {
        // One whose key is elsewhere must not keep the others from being proved; its hash was right.
        results.push({ backup: found.id, level: 'checksum', ok: true, reason: outcome.error.message });
        continue;
      }
      const { value } = unwrap(outcome);
      results.push({
        backup: found.id,
        level: value.level,
        ok: value.ok,
        ...(value.reason !== undefined && { reason: value.reason }),
      });
    }
    return { results };
  },

  'backups.pin': (context, { backup: reference }) => pin(context, reference, true),

  'backups.unpin': (context, { backup: reference }) => pin(context, reference, false),

  async 'backups.delete'(context, { backup: reference, confirm }, signal) {
    const found = findBackup(context, reference);
    if (confirm.length < 8 || !found.id.startsWith(confirm)) {
      throw new AppError(
        'confirmation_missing',
        'The confirmation is not the id of that backup.',
        `Repeat its id: --confirm ${found.id.slice(0, 8)}`,
      );
    }
    return { backup: unwrap(await deleteOne(context, found, signal)).value };
  },
};

/** @throws AppError `no_backup`, `ambiguous_backup` */
export function findBackup(context: Context, reference: string): Backup {
  const listing = 'List the backups with `lifeboat backups`.';
  if (reference === 'latest' || reference.startsWith('latest:')) {
    const plan = reference === 'latest' ? null : reference.slice('latest:'.length);
    const newest = newestBackup(context.db, plan);
    if (newest) return newest;
    throw new AppError(
      'no_backup',
      plan === null ? 'There is no good backup yet.' : `There is no good backup of ${plan} yet.`,
      'Take one with `lifeboat backup`, or see all with `lifeboat backups`.',
    );
  }
  if (reference.length < 8)
    throw new AppError(
      'bad_input',
      `${reference} is too short to name a backup.`,
      'Give at least 8 characters of its id, or `latest`.',
    );
  const [found, other] = backupsByPrefix(context.db, reference);
  if (!found) throw new AppError('no_backup', `There is no backup ${reference}.`, listing);
  if (other)
    throw new AppError(
      'ambiguous_backup',
      `Several backups begin with ${reference}.`,
      'Give more characters of the id.',
    );
  return found;
}

/** The environment's plan; or the only one there is. */
function defaultPlan(context: Context): string {
  const plans = listPlans(context.db);
  const plan =
    plans.find((candidate) => candidate.origin === 'environment') ?? (plans.length === 1 ? plans[0] : undefined);
  if (plan) return plan.name;
  if (plans.length === 0) return requirePlan(context, 'daily').name;
  throw new AppError(
    'bad_input',
    'There are several plans.',
    `Name one of them: ${plans.map((candidate) => candidate.name).join(', ')}.`,
  );
}

/** Climbs to the highest rung. What cannot be drilled here is not bad: the hashes were right, and that rung is told. */
async function proveByDrill(context: Context, backup: Backup, signal: AbortSignal) {
  const { value } = unwrap(await drill(context, { backup, on: null, trigger: 'manual', signal }));
  const untestable = value.state === 'untestable';
  return {
    backup: backup.id,
    level: untestable ? 'checksum' : 'restored',
    ok: value.ok || untestable,
    ...(value.reason !== undefined && { reason: value.reason }),
  };
}

async function pin(context: Context, reference: string, pinned: boolean): Promise<{ backup: Backup }> {
  const found = findBackup(context, reference);
  const at = context.ports.clock.now().toISOString();
  // Beside the manifest first: a rebuilt catalog must know it, too.
  await annotate(found.manifestPath, { type: 'pin', pinned, at });
  setPinned(context.db, found.id, pinned);
  return { backup: { ...found, pinned } };
}
