import { printable } from '../../../../shared/format.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import { formatKeepRules } from '../../../../shared/keepRules.ts';
import type { Cli } from '../cli.ts';
import type { Handler } from '../command.ts';
import { facts, table } from '../print/table.ts';
import { exact, moment, paint, plural } from '../print/text.ts';

export const list: Handler = async (cli) => {
  const answer = await cli.call('plans.list', {});
  return {
    json: answer,
    lines() {
      if (answer.plans.length > 0)
        return table(['PLAN', 'DATABASE', 'SCHEDULE', 'KEEPS', 'STATE'], answer.plans.map(row));
      return ['No plan yet.', 'Make one with `lifeboat plan add`; `lifeboat plan add --help` shows an example.'];
    },
  };
};

function row(plan: Plan): string[] {
  return [
    printable(plan.name),
    `${printable(plan.database)} on ${printable(plan.connection)}`,
    plan.schedule ?? 'on demand',
    keeps(plan),
    plan.paused ? paint('yellow', 'paused') : 'active',
  ];
}

function keeps(plan: Plan): string {
  return formatKeepRules(plan.retention) || 'everything';
}

export const show: Handler = async (cli, input) => {
  const answer = await cli.call('plans.show', { name: input.argument(0) });
  const lines = await describePlan(cli, answer.plans[0]);
  return { json: answer, lines: () => lines };
};

/** A plan with its next two slots. */
export async function describePlan(cli: Cli, plan: Plan | undefined): Promise<string[]> {
  if (!plan) return [];
  const { slots } = await cli.call('plans.next', { name: plan.name, count: 2 });
  const parts = { all: 'schema and data', schema: 'schema only', data: 'data only' };
  return facts([
    ['Plan', printable(plan.name)],
    ['Database', `${printable(plan.database)} on ${printable(plan.connection)}, ${parts[plan.content]}`],
    ['Schedule', plan.schedule === null ? 'on demand' : `${plan.schedule} (${printable(plan.zone)})`],
    ['Next', slots.length === 0 ? null : slots.map((slot) => exact(slot, plan.zone)).join(', then ')],
    ['Paused', pauseOf(plan, cli.now)],
    ['Keeps', keeps(plan)],
    ['Drills', DRILLS[plan.drillEvery]],
    ['Format', `${plan.format}, compression ${plan.compression}${plan.jobs > 1 ? `, ${plan.jobs} jobs` : ''}`],
    ['Encrypted', encryptionOf(plan)],
    ['Fingerprint', plan.fingerprint],
    ['Folder', printable(plan.root)],
  ]);
}

function encryptionOf({ encryption }: Plan): string | null {
  if (encryption === null) return null;
  if (encryption.form === 'passphrase') return 'with a passphrase';
  const others = encryption.recipients.length;
  const form = encryption.form === 'hybrid' ? ', against quantum computers too' : '';
  return `for this machine, the recovery key${others > 0 ? ` and ${plural(others, 'other recipient')}` : ''}${form}`;
}

const DRILLS: Readonly<Record<Plan['drillEvery'], string>> = {
  never: 'only by hand',
  backup: 'each backup',
  day: 'the newest backup each day',
  week: 'the newest backup each week',
  month: 'the newest backup each month',
};

function pauseOf({ paused }: Plan, now: Date): string | null {
  if (paused === null) return null;
  return paused.until === null ? 'until resumed' : `until ${moment(paused.until, now)}`;
}

export const pause: Handler = async (cli, input) => {
  const until = input.text('until');
  const answer = await cli.call('plans.pause', {
    name: input.argument(0),
    ...(until !== undefined && { until: asUtc(until) }),
  });
  const [plan] = answer.plans;
  return {
    json: answer,
    lines: () => (plan ? [`${printable(plan.name)} is paused ${pauseOf(plan, cli.now) ?? ''}.`] : []),
  };
};

/** Any way to write an instant with its offset; what is none is left for the call to refuse. */
function asUtc(text: string): string {
  const date = new Date(text);
  return /[zZ]$|[+-]\d\d:?\d\d$/.test(text) && Number.isFinite(date.getTime()) ? date.toISOString() : text;
}

export const resume: Handler = async (cli, input) => {
  const answer = await cli.call('plans.resume', { name: input.argument(0) });
  return { json: answer, lines: () => [`${printable(input.argument(0))} runs on schedule again.`] };
};

export const remove: Handler = async (cli, input) => {
  const answer = await cli.call('plans.remove', { name: input.argument(0) });
  return { json: answer, lines: () => [`Removed the plan ${printable(input.argument(0))}; its backups stay.`] };
};

export const next: Handler = async (cli, input) => {
  const name = input.argument(0);
  const answer = await cli.call('plans.next', { name, count: input.number('count') });
  return {
    json: answer,
    lines: () =>
      answer.slots.length > 0
        ? answer.slots.map((slot) => moment(slot, cli.now))
        : [`${printable(name)} has no schedule; \`lifeboat backup\` runs it.`],
  };
};
