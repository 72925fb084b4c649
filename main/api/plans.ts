import path from 'node:path';
import type { ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { DEFAULT_STALL_LIMIT_MS, type Plan } from '../../shared/model/plan.ts';
import { checkSchedule, nextSlots } from '../../shared/schedule.ts';
import { deletePlan, findPlan, listPlans, savePlan } from '../catalog/plans.ts';
import { requireConnection } from '../runs/access.ts';
import { requirePlan } from '../runs/backup.ts';
import type { Context } from '../runs/context.ts';
import { unwrap } from '../runs/perform.ts';
import { type Pruned, previewPrune, prune } from '../runs/prune.ts';
import { checkSealable } from '../runs/sealable.ts';
import { recordDueSlots } from '../scheduler/dueSlots.ts';
import type { Handlers } from './handlers.ts';
import { prepareEncryption } from './planEncryption.ts';
import { previewPlan } from './planPreview.ts';

type Names =
  | 'plans.add'
  | 'plans.change'
  | 'plans.list'
  | 'plans.show'
  | 'plans.pause'
  | 'plans.resume'
  | 'plans.remove'
  | 'plans.next'
  | 'plans.prune'
  | 'plans.preview';

export const planHandlers: Handlers<Names> = {
  async 'plans.add'(context, input) {
    refuseTaken(context, input.name);
    requireConnection(context, input.connection);
    const plan = newPlan(context, input);
    await prepareEncryption(context, plan, input);
    // Meanwhile another may have come.
    refuseTaken(context, input.name);
    savePlan(context.db, plan);
    return { plans: [plan] };
  },

  async 'plans.change'(context, input) {
    const old = requirePlan(context, input.name);
    checkChange(old, input);
    const plan = changedPlan(context, old, input);
    await prepareEncryption(context, plan, input, old);
    // What was due by the old schedule is still owed; the new one begins now.
    recordDueSlots(context, old, { reason: 'app_not_running', busy: false });
    // The look at the slots may have ended a pause.
    savePlan(context.db, { ...plan, paused: requirePlan(context, input.name).paused });
    return { plans: [requirePlan(context, input.name)] };
  },

  'plans.list': (context) => ({ plans: listPlans(context.db) }),

  'plans.show': (context, { name }) => ({ plans: [requirePlan(context, name)] }),

  'plans.pause'(context, { name, until }) {
    const plan = requirePlan(context, name);
    if (until !== null && new Date(until) <= context.ports.clock.now())
      throw new AppError(
        'bad_input',
        'The end of the pause is in the past.',
        'Name an instant to come, or none to pause until you resume.',
      );
    // What was due before the pause is still owed; only slots within it are skipped.
    recordDueSlots(context, plan, { reason: 'app_not_running', busy: false });
    savePlan(context.db, { ...plan, paused: { until } });
    return { plans: [requirePlan(context, name)] };
  },

  'plans.resume'(context, { name }) {
    const plan = requirePlan(context, name);
    recordDueSlots(context, plan, { reason: 'app_not_running', busy: false });
    savePlan(context.db, { ...plan, paused: null });
    return { plans: [requirePlan(context, name)] };
  },

  'plans.remove'(context, { name }) {
    const plan = requirePlan(context, name);
    deletePlan(context.db, name);
    return { plans: [plan] };
  },

  'plans.preview'(context, input, signal) {
    const old = findPlan(context.db, input.name);
    const plan = old ? changedPlan(context, old, input) : newPlan(context, input);
    return previewPlan(context, plan, input.passphrase !== undefined, signal);
  },

  'plans.next'(context, { name, count }) {
    const plan = requirePlan(context, name);
    if (plan.schedule === null) return { slots: [] };
    return {
      slots: nextSlots(plan.schedule, plan.zone, context.ports.clock.now(), count).map((slot) => slot.toISOString()),
    };
  },

  async 'plans.prune'(context, { name, dryRun }, signal) {
    const plans = name === undefined ? listPlans(context.db) : [requirePlan(context, name)];
    const kept: { backup: string; reasons: string[] }[] = [];
    const deleted: { backup: string; reason: string }[] = [];
    let suspended: string | undefined;
    for (const plan of plans) {
      const decision = dryRun ? preview(context, plan) : unwrap(await prune(context, plan, 'manual', signal)).value;
      kept.push(...decision.kept.map(({ id, reasons }) => ({ backup: id, reasons: [...reasons] })));
      deleted.push(...decision.deleted.map(({ id, reason }) => ({ backup: id, reason })));
      suspended ??= decision.suspended;
    }
    return { kept, deleted, ...(suspended !== undefined && { suspended }) };
  },
};

/** @throws AppError `name_taken` */
function refuseTaken(context: Context, name: string): void {
  if (!findPlan(context.db, name)) return;
  throw new AppError(
    'name_taken',
    `There is a plan called ${name} already.`,
    'Choose another name, or remove that one first; its backups stay.',
  );
}

/** @throws AppError `bad_input` for a schedule that is none, and for choices that do not go together. */
function newPlan(context: Context, input: ParsedInput<'plans.change'>): Plan {
  const zone = input.zone ?? context.config.zone;
  if (input.schedule !== null) checkSchedule(input.schedule, zone);
  if (input.jobs > 1 && input.format !== 'directory')
    throw new AppError(
      'bad_input',
      'Only the directory format can be dumped by several jobs.',
      'Use --format directory, or leave --jobs out.',
    );
  const { dir, passphrase: _passphrase, encryption = null, ...rest } = input;
  checkSealable({ encryption, format: input.format });
  return {
    ...rest,
    encryption,
    zone,
    root: path.resolve(dir ?? context.config.backupRoot),
    paused: null,
    stallLimitMs: DEFAULT_STALL_LIMIT_MS,
    origin: 'user',
    createdAt: context.ports.clock.now().toISOString(),
  };
}

/** The plan as it would be; its name is that of an existing one, whose folder, zone and encryption stay unless others are given. */
function changedPlan(context: Context, old: Plan, input: ParsedInput<'plans.change'>): Plan {
  const { paused, stallLimitMs, origin, createdAt } = old;
  // Left out is not `null`: whoever changes a schedule has not said that the backups are to be readable by everybody.
  const encryption = input.encryption === undefined ? old.encryption : input.encryption;
  const order = { ...input, encryption, zone: input.zone ?? old.zone, dir: input.dir ?? old.root };
  return { ...newPlan(context, order), paused, stallLimitMs, origin, createdAt };
}

/** The old backups of a plan must go on meaning what they meant: its proofs and its retention count them all. */
function checkChange(old: Plan, { connection, database }: ParsedInput<'plans.change'>): void {
  if (old.origin === 'environment')
    throw new AppError(
      'bad_input',
      `The plan ${old.name} says what the variables of the environment say.`,
      'Change DB_* and BACKUP_* in the environment or in .env, and start Lifeboat again; or make a plan of your own.',
    );
  if (old.connection !== connection || old.database !== database)
    throw new AppError(
      'bad_input',
      `The plan ${old.name} backs up ${old.database} of ${old.connection}; its backups could be taken for those of another database.`,
      'Make another plan for the other database.',
    );
}

function preview(context: Context, plan: Plan): Pruned {
  const { expired, ...rest } = previewPrune(context, plan);
  return { ...rest, deleted: expired };
}
