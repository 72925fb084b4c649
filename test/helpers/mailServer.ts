import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { SettingsOf } from '../../shared/model/alert.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
  readonly parsed: Email;
  readonly secure: boolean;
  readonly user: string | undefined;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** Settings of a channel that mails there in clear. */
  readonly settings: SettingsOf<'email'>;
}

/** A mail server on this machine that takes what it is sent, after the log-in `lifeboat` with `password` where one is asked for. */
export async function startMailServer(
  options: SMTPServerOptions & { readonly password?: string } = {},
): Promise<MailServer> {
  const { password, ...rest } = options;
  const mails: Mail[] = [];
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: () => void) => {
    const raw = await text(stream);
    const { mailFrom, rcptTo } = session.envelope;
    mails.push({
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw,
      parsed: await PostalMime.parse(raw),
      secure: session.secure,
      user: session.user,
    });
    done();
  };
  const server = new SMTPServer({
    authOptional: password === undefined,
    // Without a certificate there is none to speak of.
    disabledCommands: [...(password === undefined ? ['AUTH'] : []), ...(rest.key === undefined ? ['STARTTLS'] : [])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username, password: given }, _session, done) {
      if (username === 'lifeboat' && given === password) done(null, { user: username });
      else done(new Error('Invalid user name or password'));
    },
    onData: (stream, session, done) => void take(stream, session, done),
    ...rest,
  });
  // A client that goes away in the middle is part of some tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const user = password === undefined ? null : 'lifeboat';
  return {
    port,
    mails,
    settings: {
      kind: 'email',
      to: ['ops@example.org'],
      from: 'lifeboat@example.org',
      host: 'localhost',
      port,
      tls: 'none',
      user,
    },
  };
}
