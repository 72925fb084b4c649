import { existsSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conninfo,
  escapePassfile,
  secretsOf,
  type ServerAccess,
  withServerEnvironment,
} from '../../../main/postgres/access.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { modeOf } from '../helpers/files.ts';

function access(change: Partial<ServerAccess> = {}): ServerAccess {
  return {
    name: 'server',
    host: 'db.example.org',
    port: 6543,
    user: 'backup',
    sslmode: 'require',
    sslrootcert: null,
    password: { kind: 'text', text: 'p:w\\d' },
    ...change,
  };
}

/** Reads `dbname` as libpq does: in quotes, with a backslash before a quote or a backslash. */
function databaseIn(text: string): { readonly name: string; readonly rest: string } {
  const [quoted = '', body = ''] = /^dbname='((?:[^'\\]|\\.)*)' /s.exec(text) ?? [];
  return { name: body.replaceAll(/\\(.)/gs, '$1'), rest: text.slice(quoted.length) };
}

describe('a connection string', () => {
  it('names the database in quotes', () => {
    expect(conninfo('shop')).toMatch(/^dbname='shop' keepalives=1 /);
    expect(conninfo(`it's \\ "1"`)).toMatch(/^dbname='it\\'s \\\\ "1"' /);
  });

  it('says nothing else, whatever the name of the database', () => {
    const { rest } = databaseIn(conninfo('shop'));
    expect(rest).toMatch(
      /^keepalives=1 keepalives_idle=\d+ keepalives_interval=\d+ keepalives_count=\d+ tcp_user_timeout=\d+$/,
    );
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '\\', ' ', '=', 'a') }),
      fc.constantFrom('host=evil.example.org', "x' host='evil", 'postgres://evil', "\\' host=evil"),
    );
    fc.assert(
      fc.property(names, (name) => {
        expect(databaseIn(conninfo(name))).toEqual({ name, rest });
      }),
      { seed: 21, numRuns: 300 },
    );
  });
});

describe('a password file', () => {
  it('escapes what ends a field', () => {
    expect(escapePassfile('a:b\\c::')).toBe('a\\:b\\\\c\\:\\:');
  });

  it('can be read back, whatever the password', () => {
    fc.assert(
      fc.property(fc.string(), (password) => {
        const escaped = escapePassfile(password);
        expect(escaped.replaceAll(/\\(.)/gs, '$1')).toBe(password);
        expect(escaped.replaceAll(/\\./gs, '')).not.toContain(':');
      }),
      { seed: 22 },
    );
  });

  it('is there while the program runs, readable to its user alone, and gone afterwards', async () => {
    const scratch = path.join(temporaryFolder(), 'scratch');
    let file = '';
    const answer = await withServerEnvironment(access(), scratch, async (env) => {
      file = env['PGPASSFILE'] ?? '';
      expect(readFileSync(file, 'utf8')).toBe('*:*:*:*:p\\:w\\\\d\n');
      expect([modeOf(file), modeOf(path.dirname(file)), modeOf(scratch)]).toEqual(['600', '700', '700']);
      return 'answer';
    });
    expect(answer).toBe('answer');
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('is gone also when the program failed', async () => {
    const scratch = temporaryFolder();
    const failing = withServerEnvironment(access(), scratch, () => Promise.reject(new Error('died')));
    await expect(failing).rejects.toThrow('died');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('is one of its own for each program', async () => {
    const scratch = temporaryFolder();
    await withServerEnvironment(access(), scratch, (one) =>
      withServerEnvironment(access(), scratch, async (other) => {
        expect(one['PGPASSFILE']).not.toBe(other['PGPASSFILE']);
        expect(readdirSync(scratch)).toHaveLength(2);
      }),
    );
  });
});

describe('the environment of a program', () => {
  const environment = (change: Partial<ServerAccess>) =>
    withServerEnvironment(access(change), temporaryFolder(), (env) => Promise.resolve(env));

  it('says where the server is, and never the password', async () => {
    const env = await environment({});
    expect(env).toMatchObject({
      PGHOST: 'db.example.org',
      PGPORT: '6543',
      PGUSER: 'backup',
      PGSSLMODE: 'require',
      PGAPPNAME: 'lifeboat',
    });
    expect(env).not.toHaveProperty('PGPASSWORD');
    expect(JSON.stringify(env)).not.toContain('p:w');
  });

  it('leaves the password file to libpq, or has it read none', async () => {
    expect(await environment({ password: { kind: 'pgpass' } })).not.toHaveProperty('PGPASSFILE');
    expect(await environment({ password: { kind: 'none' } })).toMatchObject({ PGPASSFILE: os.devNull });
  });

  it('names the root certificate of the connection', async () => {
    expect(await environment({ sslrootcert: '/ca.crt', sslmode: 'verify-full' })).toMatchObject({
      PGSSLROOTCERT: '/ca.crt',
    });
    expect(await environment({ sslmode: 'require' })).not.toHaveProperty('PGSSLROOTCERT');
  });

  it('tells which texts are secret', () => {
    expect(secretsOf(access())).toEqual(['p:w\\d']);
    expect(secretsOf(access({ password: { kind: 'pgpass' } }))).toEqual([]);
    expect(secretsOf(access({ password: { kind: 'none' } }))).toEqual([]);
  });
});
