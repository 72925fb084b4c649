import type { CallInput } from '../../../../shared/contract.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { RetentionPolicy } from '../../../../shared/model/retention.ts';
import { parseKeepRules } from '../../../../shared/keepRules.ts';
import type { Handler, Input } from '../command.ts';
import { readPassword } from '../password.ts';
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
    ...(await encryptionOf(input, cli.signal)),
    dir: input.text('dir'),
  });
  const lines = await describePlan(cli, answer.plans[0]);
  return { json: answer, lines: () => lines };
};

/** @throws AppError `bad_input` for keys and a passphrase at once. */
async function encryptionOf(
  input: Input,
  signal: AbortSignal,
): Promise<Pick<PlanInput, 'encryption' | 'passphrase'> | undefined> {
  const recipients = input.list('encryptTo');
  const hybrid = input.flag('postQuantum');
  const variable = input.text('encryptPassphraseEnv');
  const piped = input.flag('encryptPassphraseStdin');
  const keys = input.flag('encrypt') || hybrid || recipients.length > 0;
  if ([variable !== undefined, piped].filter(Boolean).length + (recipients.length > 0 || hybrid ? 1 : 0) > 1)
    throw new AppError(
      'bad_input',
      'The backups can be encrypted with keys or with one passphrase, not with both.',
      'Use --encrypt, --encrypt-to and --post-quantum, or else one of --encrypt-passphrase-env and --encrypt-passphrase-stdin.',
    );
  if (variable === undefined && !piped)
    return keys ? { encryption: { form: hybrid ? 'hybrid' : 'x25519', recipients } } : undefined;
  const passphrase = variable === undefined ? await readPassword(signal, STDIN) : process.env[variable];
  if (!passphrase)
    throw new AppError(
      'bad_input',
      `The variable ${variable} holds no passphrase.`,
      'Set it, or use --encrypt-passphrase-stdin.',
    );
  return { encryption: { form: 'passphrase', recipients: [] }, passphrase };
}

const STDIN = { what: 'passphrase', flag: '--encrypt-passphrase-stdin' };

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
