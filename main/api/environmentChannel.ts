import type { Channel } from '../../shared/model/alert.ts';
import type { Advisory } from '../../shared/model/run.ts';
import { deleteChannel, findChannel, saveChannel } from '../catalog/channels.ts';
import type { Context } from '../runs/context.ts';
import { ENVIRONMENT_CHANNEL, readEnvironmentMail } from '../runs/environmentMail.ts';

/**
 * Makes the channel `env-email` say what ALERT_EMAIL and SMTP_URL say, afresh at each start. Without them it stays, because a command that
 * is started elsewhere knows nothing of them; MONITORING_ENABLED=false removes it. One of that name that a person made is left alone.
 * The password stays where it is.
 */
export function followEnvironmentChannel({ db, config, ports }: Context): void {
  const mail = readEnvironmentMail(config.env);
  if (mail.kind === 'none' || mail.kind === 'incomplete') return;
  const old = findChannel(db, ENVIRONMENT_CHANNEL);
  if (old?.origin === 'user') return;
  if (mail.kind === 'off') {
    if (old) deleteChannel(db, ENVIRONMENT_CHANNEL, ports.clock.now());
    return;
  }
  const { settings, password } = mail;
  const wanted = { name: ENVIRONMENT_CHANNEL, settings, origin: 'environment', hasSecret: password !== null } as const;
  if (!old || !isSame(old, wanted)) saveChannel(db, wanted, ports.clock.now());
}

function isSame(old: Channel, wanted: Pick<Channel, 'settings' | 'hasSecret'>): boolean {
  return old.hasSecret === wanted.hasSecret && JSON.stringify(old.settings) === JSON.stringify(wanted.settings);
}

/** What keeps the environment's mail from being sent; empty when nothing does, or when none is wanted. */
export function mailProblems({ config }: Pick<Context, 'config'>): Advisory[] {
  const mail = readEnvironmentMail(config.env);
  return mail.kind === 'incomplete' ? [mail.problem] : [];
}
