import { AppError } from '../../../shared/errors.ts';
import * as explanations from './explanations.ts';
import type { Explanation } from './rule.ts';

/** What is read of an error of the `pg` package: the server's carry a SQLSTATE, those of the socket an errno. */
export interface DriverError {
  readonly code: string;
  readonly message: string;
  readonly severity: string;
  readonly detail: string;
  readonly hint: string;
}

/** The fields of a thrown value that are texts; empty for the others. */
export function readDriverError(error: unknown): DriverError {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  // Several addresses of one host failed: the first reason speaks for all.
  const first = Array.isArray(fields['errors']) ? readDriverError(fields['errors'][0]) : null;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return {
    code: text('code') || (first?.code ?? ''),
    message: text('message') || (first?.message ?? ''),
    severity: text('severity'),
    detail: text('detail'),
    hint: text('hint'),
  };
}

export function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE';
}

/** By SQLSTATE: right in whatever language the server speaks. https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function explainSqlState({ code, message }: DriverError): Explanation | null {
  // Other languages quote otherwise.
  const name = /["»«„“](.+)["»«“”]/.exec(message)?.[1];
  const database = name === undefined ? 'database' : `database "${name}"`;
  if (code.startsWith('08')) return explanations.lost('The connection to the server was lost');
  switch (code) {
    case '28P01':
    case '28000':
      return explanations.authenticationFailed('', '');
    case '3D000':
      return {
        code: 'no_database',
        message: `The ${database} does not exist on this server.`,
        nextStep: 'Correct the database name; the server lists its databases with: SELECT datname FROM pg_database;',
      };
    case '42501':
      return {
        code: 'permission_denied',
        message: `The role of this connection lacks a right: ${message}.`,
        nextStep: 'Grant the right, or use another role.',
      };
    case '55P03':
    case '40P01':
      return explanations.lockTimeout('');
    case '57014':
    case '57P01':
    case '57P02':
    case '25P03':
    case '25P04':
    case '57P05':
    case '40001':
      return explanations.lost(`The server ended the work (${message})`);
    case '57P03':
    case '53300':
      return explanations.serverBusy(`The server takes no connections at the moment (${message})`);
    case '53100':
      return explanations.serverDiskFull();
    case '53200':
      return explanations.serverOutOfMemory();
    case '42P04':
      return {
        code: 'database_exists',
        message: `The ${database} already exists on this server.`,
        nextStep: 'Choose another name for the new database.',
      };
    case '55006':
      return {
        code: 'in_use',
        message: `The server says that it is in use: ${message}.`,
        nextStep: 'Close the applications connected to the database and try again.',
      };
    case 'XX001':
    case 'XX002':
      return explanations.damagedData(message);
    default:
      return null;
  }
}

/** Failures below SQL: the network, TLS, and the driver's own, which carry no code. */
export function explainSocketError({ code, message }: DriverError): Explanation | null {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EACCES':
      return explanations.serverRefuses();
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return explanations.unknownHost(/(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(message)?.[1] ?? '');
    case 'ETIMEDOUT':
      return explanations.noAnswer();
    case 'ECONNRESET':
    case 'EPIPE':
      return explanations.lost('The connection to the server was lost');
    default:
  }
  if (/does not support SSL/.test(message)) return explanations.tlsNotOffered();
  if (
    /^(?:ERR_TLS|ERR_SSL|EPROTO$|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code) ||
    /SSL connection/.test(message)
  ) {
    return explanations.tlsFailed(message.split(';', 1)[0] ?? '');
  }
  if (/password must be a/.test(message)) return explanations.noPassword();
  if (message.startsWith('SASL: ')) return explanations.authenticationFailed('', '');
  if (/^(?:timeout expired|Connection terminated due to connection timeout)/.test(message))
    return explanations.noAnswer();
  if (
    /^(?:Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed)/.test(
      message,
    )
  ) {
    return explanations.lost('The connection to the server was lost');
  }
  return null;
}

/** The explanation as an error that names the connection it happened on. */
export function onConnection(explanation: Explanation, name: string, error: unknown, detail: string): AppError {
  const message = `${explanation.message.replace(/\.$/, '')} (connection "${name}").`;
  return new AppError(explanation.code, message, explanation.nextStep, {
    detail: detail === '' ? undefined : detail,
    cause: error,
  });
}
