import type { DiskFacts, Facts, PlanFacts } from '../alerts/facts.ts';
import { overdueAfter } from '../../shared/overdue.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { Run } from '../../shared/model/run.ts';
import { badBackups, recentSizes } from '../catalog/backups.ts';
import { lastTestedDrill } from '../catalog/drills.ts';
import { findingsOf } from '../catalog/findings.ts';
import { listKeys } from '../catalog/keys.ts';
import { channelFailures } from '../catalog/outbox.ts';
import { listPlans } from '../catalog/plans.ts';
import { isBeingBackedUp, lastDecidedBackupRun } from '../catalog/runs.ts';
import { findSlot, recentSlots } from '../catalog/slots.ts';
import { readThresholds } from '../catalog/thresholds.ts';
import { isSafe, parseVersion } from '../postgres/tools.ts';
import { type DiskSpace, diskSpace } from '../storage/space.ts';
import { catalogProblems } from './catalogCheck.ts';
import type { Context } from './context.ts';
import { growthOf, roots } from './disks.ts';
import { forecast } from './forecast.ts';
import { newestPresent } from './newestPresent.ts';

/** How much a backup may be larger than the one before: what a run asks for before it starts. */
const ROOM = 1.5;

/** The space on the disk of each folder of backups; null where it cannot be asked. */
export async function askSpaces(context: Context): Promise<Map<string, DiskSpace | null>> {
  const asked = roots(context).map(async ({ root }) => [root, await diskSpace(root).catch(() => null)] as const);
  return new Map(await Promise.all(asked));
}

/**
 * How things stand now, in one reading of the catalog; called in the transaction that acts on it, so that nothing changes in between.
 * @param spaces what `askSpaces` said.
 */
export function gatherFacts(context: Context, spaces: ReadonlyMap<string, DiskSpace | null>): Facts {
  const { db } = context;
  return {
    plans: listPlans(db).map((plan) => planFacts(context, plan)),
    disks: roots(context).map(({ root, plans }) => diskFacts(context, root, plans, spaces.get(root) ?? null)),
    catalogProblems: catalogProblems(db),
    channels: channelFailures(db),
    recoveryKeys: listKeys(db)
      .filter(({ role, retiredAt }) => role === 'recovery' && retiredAt === null)
      .map(({ recipient, createdAt, provedAt }) => ({
        recipient,
        createdAt: new Date(createdAt),
        proved: provedAt !== null,
      })),
  };
}

function planFacts(context: Context, plan: Plan): PlanFacts {
  const { db } = context;
  const { name } = plan;
  const now = context.ports.clock.now();
  const good = newestPresent(context, name);
  const last = lastDecidedBackupRun(db, name);
  const drill = lastTestedDrill(db, name);
  const bad = badBackups(db, name);
  const [slot] = recentSlots(db, name, 1);
  const version = parseVersion(good?.toolVersion ?? '');
  return {
    name,
    zone: plan.zone,
    root: plan.root,
    paused: plan.paused !== null && (plan.paused.until === null || new Date(plan.paused.until) > now),
    createdAt: new Date(plan.createdAt),
    overdueAfterMs: overdueAfter(plan, readThresholds(db, name), new Date(good?.createdAt ?? plan.createdAt)),
    newestGood: good && {
      id: good.id,
      at: new Date(good.createdAt),
      tool: version?.text ?? good.toolVersion,
      toolIsSafe: version === null || isSafe(version),
      findings: findingsOf(db, good.id),
    },
    lastRun: last && endedRun(context, last),
    running: isBeingBackedUp(db, name),
    waitsFor: slot?.reason ?? null,
    drill: drill && { id: drill.id, backup: drill.backup, ok: drill.ok, reason: drill.reason ?? drill.state },
    bad: bad && {
      count: bad.count,
      newest: bad.newest,
      newestAt: new Date(bad.newestAt),
      outlived: good !== null && good.createdAt > bad.newestAt,
    },
  };
}

function endedRun({ db }: Context, run: Run): NonNullable<PlanFacts['lastRun']> {
  const slot = run.slot === null || run.plan === null ? null : findSlot(db, run.plan, run.slot);
  return {
    id: run.id,
    ok: run.state === 'succeeded' || run.state === 'warned',
    code: run.error?.code ?? null,
    message: run.error?.message ?? 'its run was interrupted.',
    nextStep: run.error?.nextStep ?? 'Take a backup now, or leave it to the next slot.',
    triedAgain: slot?.state === 'waiting' || slot?.state === 'running',
  };
}

function diskFacts(context: Context, root: string, plans: readonly Plan[], space: DiskSpace | null): DiskFacts {
  const needs = plans
    .filter(({ paused }) => paused === null)
    .flatMap(({ name }) => recentSizes(context.db, name, 1).map((bytes) => ({ plan: name, bytes: bytes * ROOM })))
    .sort((a, b) => b.bytes - a.bytes);
  const growths = plans.map((plan) => growthOf(context, plan).growth);
  const fullAt = space && forecast(context.ports.clock.now(), space.freeBytes, growths).fullAt;
  return { root, space, next: needs[0] ?? null, fullAt: fullAt === null ? null : new Date(fullAt) };
}
