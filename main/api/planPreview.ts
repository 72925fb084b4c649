import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { CallOutput, Problem } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Plan, resolveCompression } from '../../shared/model/plan.ts';
import { decideRetention } from '../../shared/retention.ts';
import { nextSlots, slotsBetween } from '../../shared/schedule.ts';
import { findConnection } from '../catalog/connections.ts';
import { openSession } from '../postgres/session.ts';
import { requireConnection, resolveAccess } from '../runs/access.ts';
import type { Context } from '../runs/context.ts';
import { requireKit, sealingFor } from '../runs/keyring.ts';
import { archiveBase, archiveEnding, slug } from '../storage/names.ts';

const PREVIEWED_SLOTS = 5;
const DAYS = 30;
const DAY_MS = 86_400_000;
/** A slot every minute for 30 days. */
const MOST_SLOTS = DAYS * 1440 + 1;

/**
 * What a plan would do, before it is saved: its slots, what it would keep, where its files would be, which client it would use, whom it would be encrypted for.
 * @param hasPassphrase it comes with the plan, and is not in the secret store yet.
 */
export async function previewPlan(
  context: Context,
  plan: Plan,
  hasPassphrase: boolean,
  signal: AbortSignal,
): Promise<CallOutput<'plans.preview'>> {
  const now = context.ports.clock.now();
  const problems: Problem[] = [];
  const major = findConnection(context.db, plan.connection) ? await clientOf(context, plan, problems, signal) : null;
  await checkEncryption(context, plan, hasPassphrase).catch((error: unknown) => problems.push(problemOf(error)));
  const compression = resolveCompression(plan.compression, major?.major ?? 18);
  const file = `${archiveBase(plan.database, now, randomUUID())}${archiveEnding(plan.format, compression, plan.encryption !== null)}`;
  return {
    slots:
      plan.schedule === null
        ? []
        : nextSlots(plan.schedule, plan.zone, now, PREVIEWED_SLOTS).map((slot) => slot.toISOString()),
    keptAfter30Days: plan.schedule === null ? null : keptAfter(plan, plan.schedule, now),
    fileName: file,
    folder: path.join(plan.root, slug(plan.name)),
    clientChosen: major?.text ?? null,
    problems,
  };
}

/** What keeps the plan from being encrypted as it says; a key of this machine is made when it is saved. */
async function checkEncryption(context: Context, plan: Plan, hasPassphrase: boolean): Promise<void> {
  requireKit(context, plan);
  if (plan.encryption?.form === 'passphrase' && !hasPassphrase) await sealingFor(context, plan);
}

/** The retention itself, played over the schedule's next 30 days as if every slot gave a verified backup. */
function keptAfter(plan: Plan, schedule: string, now: Date): number {
  const end = new Date(now.getTime() + DAYS * DAY_MS);
  const items = slotsBetween(schedule, plan.zone, now, end, MOST_SLOTS).map((at) => ({
    id: at.toISOString(),
    at,
    good: true,
    verified: true,
    drilled: false,
    pinned: false,
  }));
  return decideRetention(items, plan.retention, { now: end, zone: plan.zone }).kept.length;
}

async function clientOf(context: Context, plan: Plan, problems: Problem[], signal: AbortSignal) {
  try {
    const access = await resolveAccess(context, requireConnection(context, plan.connection));
    await using session = await openSession(access, plan.database, signal);
    return (await context.toolbox.forServer(Math.floor(session.serverVersionNumber / 10_000))).version;
  } catch (error) {
    problems.push(problemOf(error));
    return null;
  }
}

function problemOf(error: unknown): Problem {
  const { code, message, nextStep } = AppError.from(error);
  return { code, severity: 'error', message, nextStep };
}
