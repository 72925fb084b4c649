import { AppError } from '../../shared/errors.ts';
import { channelSettings, type SettingsOf } from '../../shared/model/alert.ts';
import type { Advisory } from '../../shared/model/run.ts';
import { parseSmtpUrl } from '../../shared/smtpUrl.ts';

/** The channel that ALERT_EMAIL and SMTP_URL describe. */
export const ENVIRONMENT_CHANNEL = 'env-email';

export type EnvironmentMail =
  /** Nothing is said of mail. */
  | { readonly kind: 'none' }
  /** MONITORING_ENABLED says no. */
  | { readonly kind: 'off' }
  /** Mail is wanted and cannot be sent. */
  | { readonly kind: 'incomplete'; readonly problem: Advisory }
  | { readonly kind: 'mail'; readonly settings: SettingsOf<'email'>; readonly password: string | null };

/** What the variables say about mail. A mistake in them is told, and keeps no backup from being taken. */
export function readEnvironmentMail(env: Readonly<Record<string, string>>): EnvironmentMail {
  if (/^(false|0|no|off)$/i.test(env['MONITORING_ENABLED'] ?? '')) return { kind: 'off' };
  const to = (env['ALERT_EMAIL'] ?? '').split(/[,;\s]+/).filter(Boolean);
  if (to.length === 0) return { kind: 'none' };
  const url = env['SMTP_URL'];
  if (!url)
    return incomplete(
      'ALERT_EMAIL is set, but no mail can be sent: SMTP_URL is missing.',
      'Set SMTP_URL, such as smtp://user:password@mail.example.org:587, in the environment or in .env.',
    );
  try {
    const { password, ...server } = parseSmtpUrl(url);
    const from = server.user?.includes('@') ? server.user : to[0];
    const settings = channelSettings.safeParse({ kind: 'email', to, from, ...server });
    if (settings.success && settings.data.kind === 'email') return { kind: 'mail', settings: settings.data, password };
    return incomplete('ALERT_EMAIL is set, but it is no list of e-mail addresses.', 'Separate them by commas.');
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    return incomplete(`ALERT_EMAIL is set, but no mail can be sent: SMTP_URL: ${message}`, nextStep);
  }
}

function incomplete(message: string, nextStep: string): EnvironmentMail {
  return { kind: 'incomplete', problem: { code: 'mail_not_set_up', message, nextStep } };
}
