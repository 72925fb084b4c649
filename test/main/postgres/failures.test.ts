import { describe, expect, it } from 'vitest';
import { classifyFailure, isTransient } from '../../../main/postgres/failures.ts';
import { errorCodes } from '../../../shared/errors.ts';
import { connecting } from '../../fixtures/stderr/connecting.ts';
import { restoring } from '../../fixtures/stderr/restoring.ts';
import { working } from '../../fixtures/stderr/working.ts';

describe('what the programs print', () => {
  it.each([...connecting, ...working, ...restoring])('understands: %s (%s)', (_name, tool, stderr, code, says) => {
    const error = classifyFailure({ tool, exitCode: 1, signal: null, stderr, role: 'backup' });
    expect(error.code).toBe(code);
    expect(`${error.message}\n${error.nextStep}`).toContain(says);
    expect(error.detail).toBe(stderr.trim());
    expect(error.message).toMatch(/^[^\n!]+[.]$/);
    expect(error.nextStep).toMatch(/^[^\n!]+[.;]$/);
  });

  it('leaves a place for the role it does not know, and quotes one that needs it', () => {
    const failure = {
      tool: 'pg_dump',
      exitCode: 1,
      signal: null,
      stderr: 'pg_dump: error: query failed: ERROR:  permission denied for table t',
    };
    expect(classifyFailure(failure).nextStep).toContain('GRANT SELECT ON TABLE "t" TO <role>;');
    expect(classifyFailure({ ...failure, role: 'My "role"' }).nextStep).toContain('TO "My ""role""";');
  });

  it('is not misled by a table whose name is an error message', () => {
    const stderr = [
      'pg_dump: dumping contents of table "public.No space left on device"',
      'pg_dump: warning: permission denied for table x',
      'pg_dump: detail: could not write to output file: No space left on device',
      'WARNING:  server closed the connection unexpectedly',
      'pg_dump: error: something never seen before',
    ].join('\n');
    const error = classifyFailure({ tool: 'pg_dump', exitCode: 1, signal: null, stderr });
    expect([error.code, error.message]).toEqual(['tool_failed', 'pg_dump failed: something never seen before']);
  });

  it('quotes the last line of a failure it does not know, or says that there is none', () => {
    const say = (tool: string, stderr: string) => classifyFailure({ tool, exitCode: 3, signal: null, stderr });
    expect(
      say('pg_restore', 'pg_restore: error: could not execute query: ERROR:  no such thing\nCommand was: SELECT 1;'),
    ).toMatchObject({
      code: 'restore_failed',
      message: 'pg_restore failed: could not execute query: ERROR:  no such thing',
    });
    expect(say('pg_dump', 'pg_dump: saving encoding = UTF8').message).toBe('pg_dump failed: saving encoding = UTF8');
    expect(say('pg_dump', '')).toMatchObject({
      message: 'pg_dump failed with exit code 3 and gave no reason.',
      detail: undefined,
    });
  });
});

describe('how a program ended', () => {
  const end = (tool: string, exitCode: number | null, signal: string | null, stderr = '') =>
    classifyFailure({ tool, exitCode, signal, stderr });

  it('takes SIGKILL for a lack of memory, also as an exit code or of a worker', () => {
    expect(end('pg_dump', null, 'SIGKILL')).toMatchObject({
      code: 'tool_killed',
      message: expect.stringContaining('memory'),
    });
    expect(end('pg_dump', 137, null).code).toBe('tool_killed');
    expect(end('pg_dump', 1, null, 'pg_dump: error: a worker process died unexpectedly').message).toContain(
      'A worker of pg_dump',
    );
  });

  it('names the signal that stopped it', () => {
    expect(end('pg_dump', null, 'SIGTERM').message).toBe('pg_dump was stopped by SIGTERM.');
    expect(end('pg_dump', 1, null, 'pg_dump: terminated by user')).toMatchObject({
      code: 'tool_killed',
      message: 'pg_dump was stopped.',
    });
    expect(end('pg_dump', 141, null).message).toContain('output was no longer taken');
  });

  it('takes a crash of pg_restore for a damaged archive, of others for a defect', () => {
    expect(end('pg_restore', null, 'SIGSEGV').code).toBe('archive_damaged');
    expect(end('pg_restore', 0xc0000005, null).code).toBe('archive_damaged');
    expect(end('pg_dump', null, 'SIGSEGV')).toMatchObject({
      code: 'tool_failed',
      message: 'pg_dump crashed (SIGSEGV).',
    });
    expect(end('pg_dump', 0xc0000005, null).message).toContain('0xc0000005');
  });
});

it('retries what may pass by itself, and nothing else', () => {
  expect(errorCodes.filter(isTransient)).toEqual([
    'server_unreachable',
    'connection_lost',
    'lock_timeout',
    'dump_stalled',
  ]);
});
