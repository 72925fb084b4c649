import net from 'node:net';
import { createTransport } from 'nodemailer';
import { AppError } from '../../../shared/errors.ts';
import type { Message, SettingsOf } from '../../../shared/model/alert.ts';
import { isTlsFailure } from './answers.ts';
import { DELIVERED, type Delivered, undelivered } from './outcome.ts';
import { line, textOf, titleOf } from './text.ts';

export interface EmailOrder {
  readonly settings: SettingsOf<'email'>;
  readonly password: string | null;
  readonly message: Message;
  readonly delivery: string;
  /** The name of this machine. */
  readonly host: string;
  readonly signal: AbortSignal;
}

/**
 * Sends a message by SMTP, over a connection of its own that ends with the signal. Certificates are checked, and STARTTLS is never given up.
 * @throws the signal's reason
 */
export async function sendEmail({
  settings,
  password,
  message,
  delivery,
  host,
  signal,
}: EmailOrder): Promise<Delivered> {
  signal.throwIfAborted();
  const sockets = new Set<net.Socket>();
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'tls',
    requireTLS: settings.tls === 'starttls',
    ignoreTLS: settings.tls === 'none',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(settings.user !== null && { auth: { user: settings.user, pass: password ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket(_options, callback) {
      // Ours, because nodemailer's own cannot be taken back while it connects.
      const socket = net.connect({ host: settings.host, port: settings.port });
      sockets.add(socket);
      // Only the first answer counts; a second one would begin a second session.
      const answer = once(callback);
      socket.once('connect', () => answer(null, { connection: socket }));
      socket.on('error', (error) => answer(error, false));
      socket.once('close', () => answer(new Error('The connection was closed.'), false));
    },
  });
  try {
    const { rejected } = await transport.sendMail(mailOf(settings, message, delivery, host));
    return rejected.length === 0 ? DELIVERED : partlyRefused(settings, rejected.map(String));
  } catch (error) {
    signal.throwIfAborted();
    return explain(error as SmtpError, settings);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/**
 * Each thread is an alert: what opens it has a name that follows from the alert alone, to which what resolves it refers. A message that is
 * sent twice has one name, by which mail programs show it once.
 */
function mailOf({ from, to }: SettingsOf<'email'>, message: Message, delivery: string, host: string) {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const { alert, kind } = message;
  const opened = alert && `<${alert.id}.opened@${domain}>`;
  const resolves = kind === 'resolved' && opened !== null;
  return {
    from: { name: `Lifeboat on ${line(host, 60)}`, address: from },
    to: [...to],
    subject: `[Lifeboat] ${titleOf(message)}`,
    text: `${textOf(message, host)}\n`,
    date: new Date(message.at),
    messageId: alert ? `<${alert.id}.${kind}@${domain}>` : `<${delivery}@${domain}>`,
    ...(resolves && { inReplyTo: opened, references: [opened] }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

interface SmtpError extends Error {
  /** Which stage failed, in nodemailer's words. */
  readonly code?: string;
  /** The code that the system or TLS gave. */
  readonly originalCode?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

function explain(error: SmtpError, { host, port, tls }: SettingsOf<'email'>): Delivered {
  const { code = '', originalCode = '', responseCode } = error;
  const server = `the mail server ${host}:${port}`;
  const options = { detail: line(error.message, 500), cause: error };
  if (code === 'EAUTH')
    return undelivered(
      new AppError(
        'authentication_failed',
        `${capital(server)} refused the user or the password.`,
        'Correct them. Some providers want a password made for this program (an app password).',
        // Without what the server said, which may repeat what it was sent.
      ),
    );
  if (code === 'ETLS' || isTlsFailure(originalCode) || isTlsFailure(code))
    return undelivered(
      new AppError(
        'tls_failed',
        `The connection to ${server} cannot be made secure: ${line(error.message, 200)}.`,
        tls === 'starttls'
          ? 'Check the name and port (587 is usual for STARTTLS, 465 for TLS). A certificate authority of your own is trusted through NODE_EXTRA_CA_CERTS.'
          : 'Check the name and port (465 is usual for TLS, 587 for STARTTLS). A certificate authority of your own is trusted through NODE_EXTRA_CA_CERTS.',
        options,
      ),
    );
  if (responseCode !== undefined)
    return undelivered(
      new AppError(
        'mail_refused',
        `${capital(server)} did not take the message: ${line(error.response ?? error.message, 200)}`,
        'Check the addresses of sender and recipients.',
        options,
      ),
      responseCode >= 500,
    );
  return undelivered(
    new AppError(
      'mail_unreachable',
      `${capital(server)} cannot be reached: ${line(error.message, 200)}`,
      'Check its name, its port and the network.',
      options,
    ),
  );
}

/** Not sent again: those who have it would get it once more. */
function partlyRefused({ host }: SettingsOf<'email'>, rejected: readonly string[]): Delivered {
  return undelivered(
    new AppError(
      'mail_refused',
      `The mail server ${host} refused ${rejected.join(', ')}; the other recipients have the message.`,
      'Correct or remove these addresses.',
    ),
    true,
  );
}

function once<Arguments extends unknown[]>(call: (...given: Arguments) => void): (...given: Arguments) => void {
  let called = false;
  return (...given) => {
    if (!called) call(...given);
    called = true;
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
