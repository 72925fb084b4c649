import { describe, expect, it } from 'vitest';
import { classifyDriverError } from '../../../../main/postgres/failures.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';

describe('errors of the driver', () => {
  /** As thrown by pg 8.23 against PostgreSQL 15.18; `extra` holds what distinguishes a DatabaseError. */
  const thrown = (code: string | undefined, message: string, extra: object = {}) =>
    Object.assign(new Error(message), { code }, extra);
  const fatal = { severity: 'FATAL' };
  const error = { severity: 'ERROR' };

  it.each<[string, unknown, ErrorCode, string]>([
    ['refused', thrown('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), 'server_unreachable', 'No server accepts'],
    [
      'no socket',
      thrown('ENOENT', 'connect ENOENT /run/postgresql/.s.PGSQL.1'),
      'server_unreachable',
      'No server accepts',
    ],
    [
      'all addresses refused',
      new AggregateError([thrown('ECONNREFUSED', 'connect ECONNREFUSED ::1:1')]),
      'server_unreachable',
      'No server accepts',
    ],
    ['unknown host', thrown('ENOTFOUND', 'getaddrinfo ENOTFOUND db.invalid'), 'server_unreachable', '"db.invalid"'],
    ['no answer', thrown('ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:5432'), 'server_unreachable', 'in time'],
    ['no answer, by the driver', thrown(undefined, 'timeout expired'), 'server_unreachable', 'in time'],
    [
      'wrong password',
      thrown('28P01', 'password authentication failed for user "locked"', fatal),
      'authentication_failed',
      '"locked"',
    ],
    [
      'no password',
      thrown(undefined, 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'authentication_failed',
      '.pgpass',
    ],
    [
      'no pg_hba entry',
      thrown('28000', 'no pg_hba.conf entry for host "10.0.0.7", user "x", database "d", no encryption', fatal),
      'authentication_failed',
      'host d x 10.0.0.7/32',
    ],
    ['no such role', thrown('28000', 'role "nobodyx" does not exist', fatal), 'authentication_failed', '"nobodyx"'],
    ['no database', thrown('3D000', 'database "nosuch" does not exist', fatal), 'no_database', '"nosuch"'],
    [
      'no database, in German',
      thrown('3D000', 'Datenbank »nosuch« existiert nicht', { severity: 'FATAL' }),
      'no_database',
      'The database "nosuch" does not exist',
    ],
    [
      'no right',
      thrown('42501', 'permission denied for table works', error),
      'permission_denied',
      'GRANT SELECT ON TABLE "works" TO backup;',
    ],
    [
      'no right, in German',
      thrown('42501', 'keine Berechtigung für Tabelle works', error),
      'permission_denied',
      'lacks a right',
    ],
    ['lock', thrown('55P03', 'canceling statement due to lock timeout', error), 'lock_timeout', 'held a lock'],
    [
      'statement timeout',
      thrown('57014', 'canceling statement due to statement timeout', error),
      'tool_failed',
      'SET statement_timeout = 0;',
    ],
    [
      'cancelled',
      thrown('57014', 'canceling statement due to user request', error),
      'connection_lost',
      'Somebody cancelled',
    ],
    [
      'administrator',
      thrown('57P01', 'terminating connection due to administrator command', fatal),
      'connection_lost',
      'An administrator',
    ],
    ['starting up', thrown('57P03', 'the database system is starting up', fatal), 'server_unreachable', 'starting up'],
    ['no slot', thrown('53300', 'sorry, too many clients already', fatal), 'server_unreachable', 'no connection free'],
    ['protocol violation', thrown('08P01', 'protocol violation', error), 'connection_lost', 'was lost'],
    [
      'disk full',
      thrown('53100', 'could not extend file "base/1/2": No space left on device', error),
      'server_disk_full',
      'disk is full',
    ],
    ['memory', thrown('53200', 'out of memory', error), 'tool_failed', 'ran out of memory'],
    ['database exists', thrown('42P04', 'database "r" already exists', error), 'database_exists', '"r"'],
    ['in use', thrown('55006', 'cannot drop the currently open database', error), 'in_use', 'currently open'],
    [
      'damaged data',
      thrown('XX001', 'invalid page in block 1 of relation base/1/2', error),
      'tool_failed',
      'is damaged',
    ],
    [
      'extension',
      thrown('0A000', 'extension "nosuch" is not available', {
        ...error,
        detail: 'Could not open extension control file',
        hint: 'Install it.',
      }),
      'extension_missing',
      '"nosuch"',
    ],
    ['role', thrown('42704', 'role "ghost" does not exist', error), 'roles_missing', '"ghost"'],
    ['other SQL error', thrown('22012', 'division by zero', error), 'tool_failed', 'division by zero'],
    ['lost', thrown('ECONNRESET', 'read ECONNRESET'), 'connection_lost', 'was lost'],
    ['lost, by the driver', thrown(undefined, 'Connection terminated unexpectedly'), 'connection_lost', 'was lost'],
    ['no answer to a query', thrown(undefined, 'Query read timeout'), 'connection_lost', 'was lost'],
    [
      'unknown authority',
      thrown(
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      ),
      'tls_failed',
      'established: self-signed certificate (',
    ],
    [
      'wrong certificate name',
      thrown(
        'ERR_TLS_CERT_ALTNAME_INVALID',
        "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: ",
      ),
      'tls_failed',
      'altnames',
    ],
    ['no TLS', thrown(undefined, 'The server does not support SSL connections'), 'tls_failed', 'ssl = on'],
    [
      'TLS broken',
      thrown(undefined, 'There was an error establishing an SSL connection'),
      'tls_failed',
      'SSL connection',
    ],
  ])('understands: %s', (_name, value, code, says) => {
    const classified = classifyDriverError(value, { connection: 'shop', role: 'backup' });
    expect(classified.code).toBe(code);
    expect(`${classified.message}\n${classified.nextStep}`).toContain(says);
    expect(classified.message).toContain('(connection "shop").');
    expect(classified.cause).toBe(value);
  });

  it('keeps the code, the detail and the hint of the server', () => {
    const value = thrown('0A000', 'extension "x" is not available', {
      ...error,
      detail: 'No file.',
      hint: 'Install it.',
    });
    expect(classifyDriverError(value, { connection: 'shop' }).detail).toBe(
      '0A000 extension "x" is not available\nNo file.\nInstall it.',
    );
  });

  it('passes its own errors through, and calls the unknown internal', () => {
    const own = new AppError('busy', 'a', 'b');
    expect(classifyDriverError(own, { connection: 'shop' })).toBe(own);
    expect(classifyDriverError(new TypeError('x is not a function'), { connection: 'shop' }).code).toBe('internal');
    expect(classifyDriverError('odd', { connection: 'shop' }).code).toBe('internal');
  });
});
