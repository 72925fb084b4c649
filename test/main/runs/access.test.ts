import { describe, expect, it } from 'vitest';
import { requireConnection, resolveAccess, secretName, weakCredentials } from '../../../main/runs/access.ts';
import type { ServerAccess } from '../../../main/postgres/access.ts';
import { openContext } from '../helpers/context.ts';
import { aConnection } from '../helpers/values.ts';

describe('the way to a server', () => {
  it('has the password from where the connection says', async () => {
    const context = openContext({ env: { SHOP_PASSWORD: 'from env' } });
    await context.ports.secrets.set(secretName('server'), 'from store');
    const password = async (secret: Parameters<typeof aConnection>[0]) =>
      (await resolveAccess(context, aConnection(secret))).password;
    expect(await password({ secret: { kind: 'store' } })).toEqual({ kind: 'text', text: 'from store' });
    expect(await password({ secret: { kind: 'env', variable: 'SHOP_PASSWORD' } })).toEqual({
      kind: 'text',
      text: 'from env',
    });
    expect(await password({ secret: { kind: 'pgpass' } })).toEqual({ kind: 'pgpass' });
    expect(await password({ secret: { kind: 'none' } })).toEqual({ kind: 'none' });
  });

  it('is not there without the password', async () => {
    const context = openContext();
    for (const secret of [{ kind: 'store' }, { kind: 'env', variable: 'MISSING' }] as const)
      await expect(resolveAccess(context, aConnection({ secret }))).rejects.toMatchObject({
        code: 'secret_unavailable',
      });
  });

  it('is refused for production when the credentials became weak', async () => {
    const context = openContext({ env: { P: 'postgres' } });
    const connection = aConnection({ user: 'postgres', secret: { kind: 'env', variable: 'P' }, label: 'production' });
    await expect(resolveAccess(context, connection)).rejects.toMatchObject({ code: 'default_credentials' });
    expect((await resolveAccess(context, { ...connection, label: 'staging' })).user).toBe('postgres');
  });

  it('is not there for a connection that is not', () => {
    expect(() => requireConnection(openContext(), 'none')).toThrow(expect.objectContaining({ code: 'no_connection' }));
  });
});

describe('weak credentials', () => {
  const judge = (user: string, host: string, password: ServerAccess['password']) =>
    weakCredentials(aConnection({ user, host, name: 'Warehouse', database: 'shop' }), password);
  const text = (password: string) => ({ kind: 'text', text: password }) as const;

  it.each([
    ['postgres', 'localhost', text('postgres'), 'default_credentials'],
    ['postgres', 'db.example.org', text('Postgres'), 'default_credentials'],
    ['postgres', 'db.example.org', text('password'), 'default_credentials'],
    ['postgres', 'db.example.org', text('mysecretpassword'), 'default_credentials'],
    ['admin', 'db.example.org', text('admin'), 'default_credentials'],
    ['root', 'localhost', text('root'), 'default_credentials'],
    ['test', 'localhost', text('test'), 'default_credentials'],
    ['Backup', 'localhost', text('backup'), 'default_credentials'],
    ['backup', 'localhost', text('SHOP'), 'default_credentials'],
    ['backup', 'localhost', text('warehouse'), 'default_credentials'],
    ['backup', 'localhost', text('postgres'), 'default_credentials'],
    ['backup', 'localhost', text('postgres-1'), null],
    ['postgres', 'db.example.org', text('Tr0ub4dor&3'), null],
    ['backup', 'db.example.org', { kind: 'none' } as const, 'empty_password'],
    ['backup', '127.0.0.1', { kind: 'none' } as const, null],
    ['backup', '/var/run/postgresql', { kind: 'none' } as const, null],
    ['backup', 'db.example.org', { kind: 'pgpass' } as const, null],
  ])('are those of %s at %s with %j: %s', (user, host, password, code) => {
    expect(judge(user, host, password)?.code ?? null).toBe(code);
  });

  it('are told without the password', () => {
    expect(JSON.stringify(judge('somebody', 'localhost', text('changeme')))).not.toContain('changeme');
  });

  it('are refused where NODE_ENV says production, unless the connection is labelled otherwise', async () => {
    const context = openContext({ env: { P: 'admin', NODE_ENV: 'production' } });
    const connection = aConnection({ user: 'admin', secret: { kind: 'env', variable: 'P' } });
    await expect(resolveAccess(context, connection)).rejects.toMatchObject({ code: 'default_credentials' });
    expect((await resolveAccess(context, { ...connection, label: 'development' })).user).toBe('admin');
  });
});
