import {
  authenticationFailed,
  lost,
  noAnswer,
  noPassword,
  serverBusy,
  serverRefuses,
  tlsFailed,
  tlsNotOffered,
  unknownHost,
} from './explanations.ts';
import type { FailureRule } from './rule.ts';

const RETRY = 'Lifeboat tries again by itself';

/**
 * Reaching the server and staying connected. The wording is libpq's and the server's, in English: LC_ALL=C makes the
 * client's so, but a server with another lc_messages answers in its own language (then see `detail`).
 */
export const connectionRules: readonly FailureRule[] = [
  {
    pattern: /aborting because of server version mismatch[\s\S]*?(?:server version: (\d+)[\w.]*|$)/,
    explain: ([, major]) => ({
      code: 'server_too_new',
      message: `The server runs ${major === undefined ? 'a newer PostgreSQL' : `PostgreSQL ${major}`} than the pg_dump used here, and pg_dump refuses a server newer than itself.`,
      nextStep: `Install the client programs of ${major === undefined ? 'that version' : `PostgreSQL ${major}`} or newer on this computer, then run "lifeboat doctor".`,
    }),
  },
  {
    pattern: /could not translate host name "([^"]*)" to address/,
    explain: ([, host = '']) => unknownHost(host),
  },
  {
    pattern:
      /FATAL: +no pg_hba\.conf entry for (?:host|replication connection from host) "([^"]*)", user "(.*?)"(?:, database "(.*?)")?, (.*)/,
    explain: ([, host = '', user = '', database = '', encryption = '']) => ({
      code: 'authentication_failed',
      message: `The server's pg_hba.conf does not let the role "${user}" connect to the database "${database}" from ${host === '[local]' ? 'the local socket' : host} (${encryption}).`,
      nextStep: `On the server, add to pg_hba.conf: ${hbaLine(host, user, database, encryption)} and reload it with: SELECT pg_reload_conf();`,
    }),
  },
  {
    pattern: /FATAL: +pg_hba\.conf rejects connection for (.*)/,
    explain: ([, who = '']) => ({
      code: 'authentication_failed',
      message: `The server's pg_hba.conf rejects this connection: ${who}.`,
      nextStep:
        'Have the matching "reject" line of pg_hba.conf on the server changed, or connect from another host or as another role.',
    }),
  },
  {
    pattern: /FATAL: +role "(.*)" (does not exist|is not permitted to log in)/,
    explain: ([, role = '', why = '']) => ({
      code: 'authentication_failed',
      message: `The role "${role}" of this connection ${why}.`,
      nextStep: why.startsWith('is')
        ? `Run as a superuser: ALTER ROLE "${role.replaceAll('"', '""')}" LOGIN; or use another role.`
        : 'Correct the user name of the connection, or create the role on the server.',
    }),
  },
  {
    pattern: /(?:fe_sendauth: no password supplied|client password must be a (?:non-empty )?string)/,
    explain: () => noPassword(),
  },
  {
    pattern: /([\w-]+) authentication failed for user "(.*)"/,
    explain: ([, method = '', user = '']) => authenticationFailed(method, user),
  },
  {
    pattern: /database "(.*)" does not exist/,
    explain: ([, database = '']) => ({
      code: 'no_database',
      message: `The database "${database}" does not exist on this server.`,
      nextStep:
        'Correct the database name of the plan; the server lists its databases with: SELECT datname FROM pg_database;',
    }),
  },
  {
    pattern: /root certificate file "(.*)" does not exist/,
    explain: ([, file = '']) => ({
      code: 'tls_failed',
      message: `The server's certificate cannot be checked, because the root certificate file ${file} does not exist.`,
      nextStep: `Save the certificate of the server's authority as ${file}. Lowering sslmode would leave the connection open to impostors.`,
    }),
  },
  {
    pattern: /server certificate for "(.*)"(?: \(and \d+ other names?\))? does not match host name "(.*)"/,
    explain: ([, certified = '', host = '']) => ({
      code: 'tls_failed',
      message: `The server's certificate is for "${certified}", not for "${host}".`,
      nextStep: `Connect with the name in the certificate, or have a certificate made that contains "${host}".`,
    }),
  },
  { pattern: /server does not support SSL/, explain: () => tlsNotOffered() },
  {
    pattern:
      /SSL error: (.*)|could not (?:load|open|read) [\w ]*(?:certificate|private key)(.*)|(private key file .* (?:has group or world access|is not a regular file).*)/,
    explain: (match) => tlsFailed(match.slice(1).find((reason) => reason !== undefined) ?? ''),
  },
  {
    pattern:
      /FATAL: +(sorry, too many clients already|remaining connection slots are reserved.*|too many connections for .*)/,
    explain: ([, reason = '']) => ({
      code: 'server_unreachable',
      message: `The server has no connection free: ${reason}.`,
      nextStep: `${RETRY}. If this repeats, close idle sessions or raise the limit (max_connections, or CONNECTION LIMIT of the role or database).`,
    }),
  },
  {
    pattern:
      /the database system is (starting up|shutting down|in recovery mode|not yet accepting connections|not accepting connections)/,
    explain: ([, state = '']) => serverBusy(`The server is ${state}`),
  },
  {
    pattern: /database "(.*)" is not currently accepting connections/,
    explain: ([, database = '']) => ({
      code: 'server_unreachable',
      message: `The database "${database}" is set not to accept connections.`,
      nextStep: `If no restore is replacing it at the moment, run: ALTER DATABASE "${database.replaceAll('"', '""')}" ALLOW_CONNECTIONS true;`,
    }),
  },
  {
    pattern: /(?:connection to (?:server|database)|could not connect)[^\n]*(?:timeout expired|timed out)/,
    explain: () => noAnswer(),
  },
  {
    pattern:
      /connection to server [^\n]* failed: (?:expected authentication request from server|received invalid response)/,
    explain: () => ({
      code: 'server_unreachable',
      message: 'Something that is not PostgreSQL answers at this address.',
      nextStep: 'Correct the host or the port of the connection (PostgreSQL usually listens on port 5432).',
    }),
  },
  {
    pattern: /connection to server [^\n]* failed: (?:server closed the connection|could not receive data)/,
    explain: () => serverBusy('The server closed the connection before it was established'),
  },
  {
    pattern:
      /Connection refused|Is the server running|No route to host|Network is unreachable|Host is (?:down|unreachable)/,
    explain: () => serverRefuses(),
  },
  {
    pattern: /terminating connection due to (idle-in-transaction timeout|idle-session timeout|transaction timeout)/,
    explain: ([, timeout = '']) => ({
      code: 'connection_lost',
      message: `The server ended the session because of its ${timeout}.`,
      nextStep: `Run as a superuser, for the role of this connection: ALTER ROLE … SET ${timeout.replaceAll(/[ -]/g, '_').replace('idle_in_transaction_timeout', 'idle_in_transaction_session_timeout')} = 0;`,
    }),
  },
  {
    pattern: /(?:terminating connection (?:due to|because of)|canceling statement due to) conflict with recovery/,
    explain: () => ({
      code: 'connection_lost',
      message:
        'The server is a standby, and it stopped the work because it conflicted with changes arriving from the primary.',
      nextStep: `${RETRY}. If this repeats, set hot_standby_feedback = on or raise max_standby_streaming_delay on the standby.`,
    }),
  },
  {
    pattern: /terminating connection due to administrator command/,
    explain: () => lost('An administrator ended the session, or the server was stopped'),
  },
  {
    pattern: /canceling statement due to user request/,
    explain: () => lost('Somebody cancelled the statement on the server'),
  },
  {
    pattern:
      /server closed the connection|could not (?:receive|send) data (?:from|to) server|SSL connection has been closed|SSL SYSCALL error|terminating connection|no connection to the server|connection not open|Connection terminated/,
    explain: () => lost('The connection to the server was lost'),
  },
];

function hbaLine(host: string, user: string, database: string, encryption: string): string {
  const names = `${hbaName(database)} ${hbaName(user)}`;
  if (host === '[local]') return `local ${names} scram-sha-256`;
  const address = host.includes(':') ? `${host}/128` : /^[\d.]+$/.test(host) ? `${host}/32` : host;
  return `${encryption === 'no encryption' ? 'host' : 'hostssl'} ${names} ${address} scram-sha-256`;
}

function hbaName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && name !== 'all' ? name : `"${name}"`;
}
