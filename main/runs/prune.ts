import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { RunTrigger } from '../../shared/model/run.ts';
import { clockMoved, decideRetention, type RetentionDecision } from '../../shared/retention.ts';
import { audit } from '../catalog/audit.ts';
import { deleteBackupRow, lastTakenAt, listBackups, markDeleting } from '../catalog/backups.ts';
import { leasedResources } from '../catalog/leases.ts';
import { newestRunEnd } from '../catalog/runs.ts';
import { drilledBackups } from '../catalog/verifications.ts';
import { removeBackup } from '../storage/remove.ts';
import type { Context } from './context.ts';
import { type Outcome, perform, type Scope } from './perform.ts';

/** More backups than any plan has. */
const ALL = 1_000_000;

export interface Pruned {
  readonly kept: RetentionDecision['kept'];
  readonly deleted: RetentionDecision['expired'];
  /** Set in a preview when pruning would refuse. */
  readonly suspended?: 'clock_moved';
}

/** What pruning would do now: the same decision that pruning carries out. */
export function previewPrune(context: Context, plan: Plan): RetentionDecision {
  const { db, ports } = context;
  const backups = listBackups(db, { plan: plan.name, limit: ALL });
  const leased = leasedResources(db, context.isAlive);
  const drilled = drilledBackups(db, plan.name);
  const now = ports.clock.now();
  return decideRetention(
    backups.map((backup) => {
      const good = isGood(backup);
      return {
        id: backup.id,
        at: new Date(backup.createdAt),
        good,
        verified: good && backup.verification.level !== 'present',
        drilled: drilled.has(backup.id),
        pinned: backup.pinned,
        leased: leased.has(`backup:${backup.id}`),
      };
    }),
    plan.retention,
    {
      now,
      zone: plan.zone,
      clockMoved: clockMoved({
        lastRunAt: newestRunEnd(db),
        lastManifestAt: lastTakenAt(db, plan.name),
        now,
        wallSinceStart: now.getTime() - context.clockBase.wall,
        monotonicSinceStart: ports.clock.uptime() - context.clockBase.uptime,
      }),
    },
  );
}

/**
 * The disk is asked, not the catalog: files that somebody deleted must not stand in for those that are left, and files that are
 * there again, on a disk that was unplugged for a while, must not count as gone.
 */
function isGood(backup: Backup): boolean {
  return backup.state !== 'damaged' && existsSync(backup.manifestPath) && existsSync(backup.path);
}

/** Applies a plan's retention. @throws AppError `busy` */
export function prune(
  context: Context,
  plan: Plan,
  trigger: RunTrigger,
  signal?: AbortSignal,
): Promise<Outcome<Pruned>> {
  return perform(
    context,
    { kind: 'prune', plan: plan.name, trigger, server: `prune:${plan.name}`, resource: `prune:${plan.name}`, signal },
    async (scope) => {
      const decision = previewPrune(context, plan);
      if (decision.suspended) {
        throw new AppError(
          'clock_moved',
          'The clock of this machine moved by more than a day against the last run; nothing was pruned.',
          'Check the date. If it is right now, prune again.',
        );
      }
      const backups = new Map(
        listBackups(context.db, { plan: plan.name, limit: ALL }).map((backup) => [backup.id, backup]),
      );
      const deleted: Pruned['deleted'][number][] = [];
      for (const expired of decision.expired) {
        scope.signal.throwIfAborted();
        const backup = backups.get(expired.id);
        if (!backup || !tryLease(scope, backup.id)) continue;
        await deleteBackup(context, backup);
        deleted.push(expired);
        audit(context.db, context.ports.clock.now(), context.actor, 'backup.expire', backup.id, expired.reason);
        scope.log.write('info', 'prune.deleted', { backup: backup.id, path: backup.path, reason: expired.reason });
      }
      return { kept: decision.kept, deleted };
    },
  );
}

/**
 * Deletes one backup on a person's word.
 * @throws AppError `protected_backup` for a pinned one; `busy` while it is being read.
 */
export function deleteOne(context: Context, backup: Backup, signal?: AbortSignal): Promise<Outcome<Backup>> {
  if (backup.pinned)
    throw new AppError(
      'protected_backup',
      'The backup is pinned.',
      `Unpin it first: lifeboat unpin ${backup.id.slice(0, 8)}`,
    );
  return perform(
    context,
    {
      kind: 'prune',
      plan: backup.plan,
      backup: backup.id,
      trigger: 'manual',
      server: `prune:${backup.plan}`,
      signal,
      audited: { action: 'backup.delete', subject: backup.id },
    },
    async (scope) => {
      scope.lease(`backup:${backup.id}`, false);
      await deleteBackup(context, backup);
      return backup;
    },
  );
}

/** In an order in which every crash leaves either a whole backup or none: out of sight, manifest, archive, row. */
export async function deleteBackup(context: Context, backup: Backup): Promise<void> {
  const { checkpoint } = context.ports;
  markDeleting(context.db, backup.id);
  checkpoint('marked-deleting');
  try {
    await removeBackup(backup.manifestPath, backup.path, checkpoint);
  } catch (error) {
    // The manifest goes first: while it is there, so is the whole backup.
    if (existsSync(backup.manifestPath)) markDeleting(context.db, backup.id, false);
    throw error;
  }
  checkpoint('files-removed');
  deleteBackupRow(context.db, backup.id);
  checkpoint('row-removed');
}

/** A backup that somebody started to read since the decision stays. */
function tryLease(scope: Scope, id: string): boolean {
  try {
    scope.lease(`backup:${id}`, false);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'busy') return false;
    throw error;
  }
}
