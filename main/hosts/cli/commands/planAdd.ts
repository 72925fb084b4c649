import type { CallInput } from '../../../../shared/contract.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { RetentionPolicy } from '../../../../shared/model/retention.ts';
import { parseKeepRules } from '../../../../shared/keepRules.ts';
import type { Handler, Input } from '../command.ts';
import { describePlan } from './plans.ts';

type PlanInput = CallInput<'plans.add'>;

export const add: Handler = async (cli, input) => {
  const schedule = input.text('schedule');
  const answer = await cli.call('plans.add', {
    name: input.argument(0),
    connection: input.required('connection', '--connection NAME'),
    database: input.required('database', '--database NAME'),
    schedule: schedule === 'none' ? null : schedule,
    zone: input.text('zone'),
    format: input.text('format') as PlanInput['format'],
    content: input.text('only') as PlanInput['content'],
    compression: input.text('compression'),
    jobs: input.number('jobs'),
    fingerprint: input.text('fingerprint') as PlanInput['fingerprint'],
    retention: retentionOf(input),
    drillEvery: input.text('drill') as PlanInput['drillEvery'],
    dir: input.text('dir'),
  });
  const lines = await describePlan(cli, answer.plans[0]);
  return { json: answer, lines: () => lines };
};

function retentionOf(input: Input): RetentionPolicy | undefined {
  const days = input.number('keepDays');
  const rules = input.text('keep');
  if (rules === undefined) return days === undefined ? undefined : { days };
  const policy = parseKeepRules(rules);
  if (days === undefined) return policy;
  if (policy.days !== undefined && policy.days !== days)
    throw new AppError('bad_input', `--keep-days says ${days} and --keep says days=${policy.days}.`, 'Say it once.');
  return { ...policy, days };
}
