import { AppError } from '../../shared/errors.ts';
import type { Run } from '../../shared/model/run.ts';
import { listChannels } from '../catalog/channels.ts';
import type { Context } from './context.ts';
import { deliver } from './deliver.ts';
import { recordOutcome } from './sendMessages.ts';

/**
 * Calls every ping channel after a backup that went well or failed; one that a person cancelled is neither. In the background: nothing
 * waits for it but the end of the process, and what goes wrong is noted in the channel. Never throws.
 */
export function pingAfterRun(context: Context, { kind, state }: Run): void {
  const good = state === 'succeeded' || state === 'warned';
  if (kind !== 'backup' || !(good || state === 'failed')) return;
  const work = pingAll(context, good)
    .catch((error: unknown) =>
      context.ports.logger.log('error', 'ping.failed', { error: AppError.from(error).toJSON() }),
    )
    .finally(() => context.background.delete(work));
  context.background.add(work);
}

async function pingAll(context: Context, good: boolean): Promise<void> {
  const pings = listChannels(context.db).filter(({ settings }) => settings.kind === 'ping');
  const whole = new AbortController().signal;
  await Promise.all(
    pings.map(async (channel) => recordOutcome(context, channel, await deliver(context, channel, { good }, whole))),
  );
}
