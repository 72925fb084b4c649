import type { CallInput } from '../../../../shared/contract.ts';
import { AppError } from '../../../../shared/errors.ts';
import { printable } from '../../../../shared/format.ts';
import {
  type AlertSettings,
  type DigestTime,
  type QuietHours,
  type Thresholds,
  weekdays,
} from '../../../../shared/model/alert.ts';
import type { Handler, Input } from '../command.ts';
import { facts } from '../print/table.ts';

export const configure: Handler = async (cli, input) => {
  const zone = input.text('zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const quietHours = input.text('quietHours');
  const digest = input.text('digest');
  const thresholds = thresholdsOf(input);
  const change = {
    ...(quietHours !== undefined && { quietHours: hoursOf(quietHours, zone) }),
    ...(digest !== undefined && { digest: timeOf(digest, zone) }),
    ...(thresholds !== undefined && { thresholds }),
  };
  const answer =
    Object.keys(change).length > 0 ? await cli.call('alerts.configure', change) : await cli.call('alerts.settings', {});
  return { json: answer, lines: () => describe(answer.settings) };
};

function hoursOf(text: string, zone: string): QuietHours | null {
  if (text === 'none') return null;
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw bad(`"${text}" are no hours.`, 'Such as 22:00-07:00, or none.');
  return { from, to, zone };
}

function timeOf(text: string, zone: string): DigestTime | null {
  if (text === 'none') return null;
  const [name = '', hour = ''] = text.trim().toLowerCase().split(/\s+/);
  const weekday = weekdays.find((day) => day === name);
  if (weekday === undefined || !/^\d{1,2}$/.test(hour))
    throw bad(`"${text}" is no time.`, 'Such as "monday 8", or none.');
  return { weekday, hour: Number(hour), zone };
}

function thresholdsOf(input: Input): CallInput<'alerts.configure'>['thresholds'] {
  const plan = input.text('plan') ?? null;
  if (input.flag('reset')) return { plan, value: null };
  const hours = input.text('overdueHours');
  const value = {
    ...(hours !== undefined && { overdueHours: hours === 'auto' ? null : Number(hours) }),
    sizePercent: input.number('sizePercent'),
    durationTimes: input.number('durationTimes'),
    rowsPercent: input.number('rowsPercent'),
  };
  const given = Object.values(value).some((one) => one !== undefined);
  if (!given && plan !== null)
    throw bad('No threshold is given for the plan.', 'Such as --overdue-hours 50, or --reset.');
  return given ? { plan, value } : undefined;
}

function describe({ quietHours, digest, thresholds, plans }: AlertSettings): string[] {
  return facts([
    ['Quiet hours', quietHours === null ? 'none' : `${quietHours.from}-${quietHours.to} ${quietHours.zone}`],
    ['Weekly digest', digest === null ? 'none' : `${digest.weekday} ${digest.hour}:00 ${digest.zone}`],
    ['Thresholds', describeThresholds(thresholds)],
    ...plans.map(({ plan, thresholds: own }) => [printable(plan), describeThresholds(own)] as const),
  ]);
}

function describeThresholds({ overdueHours, sizePercent, durationTimes, rowsPercent }: Thresholds): string {
  const overdue =
    overdueHours === null ? "overdue 2 h after the schedule's interval" : `overdue after ${overdueHours} h`;
  return `${overdue}; size ±${sizePercent} %; ${durationTimes} times as long; ${rowsPercent} % of the rows lost`;
}

function bad(message: string, nextStep: string): AppError {
  return new AppError('bad_input', message, nextStep);
}
