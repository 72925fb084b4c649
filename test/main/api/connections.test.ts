import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../../main/catalog/audit.ts';
import { findConnection, listConnections, saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import type { CallInput } from '../../../shared/contract.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { aConnection, aPlan } from '../helpers/values.ts';

const ORDER: CallInput<'connections.add'> = {
  name: 'shop',
  host: 'db.example.org',
  user: 'backup',
  password: 'hunter2-hunter2',
};

describe('adding a connection', () => {
  it('keeps the password in the store of secrets, and nowhere else', async () => {
    const context = openContext();
    const answer = await caller(context)('connections.add', ORDER);
    expect(answer.connections).toEqual([
      {
        name: 'shop',
        host: 'db.example.org',
        port: 5432,
        user: 'backup',
        database: 'postgres',
        sslmode: 'verify-full',
        sslrootcert: null,
        label: null,
        origin: 'user',
        passwordFrom: 'store',
      },
    ]);
    expect(await context.ports.secrets.get('connection:shop')).toBe('hunter2-hunter2');
    context.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of [context.config.catalogFile, context.config.secretsFile])
      expect(readFileSync(file).includes('hunter2')).toBe(false);
    expect(JSON.stringify(await caller(context)('connections.list', {}))).not.toContain('hunter2');
    expect(listAudit(context.db, 9)).toMatchObject([{ action: 'connection.add', subject: 'shop' }]);
  });

  it('takes a password from elsewhere instead', async () => {
    const context = openContext({ env: { SHOP_PASSWORD: 'x' } });
    const { password: _, ...order } = ORDER;
    await caller(context)('connections.add', { ...order, secret: { kind: 'env', variable: 'SHOP_PASSWORD' } });
    await caller(context)('connections.add', { ...order, name: 'b', secret: { kind: 'pgpass' } });
    expect(listConnections(context.db).map(({ secret }) => secret.kind)).toEqual(['pgpass', 'env']);
    expect(await context.ports.secrets.get('connection:shop')).toBeNull();
  });

  it('refuses a variable that is not set', async () => {
    const context = openContext();
    const order = { ...ORDER, password: undefined, secret: { kind: 'env', variable: 'MISSING' } } as const;
    await expect(caller(context)('connections.add', order)).rejects.toMatchObject({
      code: 'secret_unavailable',
      message: expect.stringContaining('MISSING'),
    });
    expect(findConnection(context.db, 'shop')).toBeNull();
  });

  it('is opportunistic about TLS on this machine only, unless told otherwise', async () => {
    const call = caller(openContext());
    const modeOf = async (name: string, host: string, sslmode?: 'disable') => {
      const { connections } = await call('connections.add', { ...ORDER, name, host, ...(sslmode && { sslmode }) });
      return connections.find((connection) => connection.name === name)?.sslmode;
    };
    expect(await modeOf('a', '127.0.0.1')).toBe('prefer');
    expect(await modeOf('b', '/var/run/postgresql')).toBe('prefer');
    expect(await modeOf('c', '127.0.0.1.example.org')).toBe('verify-full');
    expect(await modeOf('d', 'db.example.org', 'disable')).toBe('disable');
  });

  it('never replaces one', async () => {
    const context = openContext();
    await caller(context)('connections.add', ORDER);
    const again = caller(context)('connections.add', { ...ORDER, host: 'elsewhere', password: 'another-password' });
    await expect(again).rejects.toMatchObject({ code: 'name_taken' });
    expect(findConnection(context.db, 'shop')?.host).toBe('db.example.org');
    expect(await context.ports.secrets.get('connection:shop')).toBe('hunter2-hunter2');
  });

  it.each<[what: string, change: Partial<typeof ORDER>, code: string]>([
    ['the default credentials', { user: 'postgres', password: 'postgres', host: 'localhost' }, 'default_credentials'],
    ['no password over a network', { password: '' }, 'default_credentials'],
  ])('refuses %s for production, and only there', async (_what, change, code) => {
    const context = openContext();
    const production = caller(context)('connections.add', { ...ORDER, ...change, label: 'production' });
    await expect(production).rejects.toMatchObject({ code, kind: 'refused' });
    expect(findConnection(context.db, 'shop')).toBeNull();
    expect(await context.ports.secrets.get('connection:shop')).toBeNull();
    const { connections } = await caller(context)('connections.add', { ...ORDER, ...change, label: 'staging' });
    expect(connections).toHaveLength(1);
  });

  it('takes a good password for production, and none where a socket needs none', async () => {
    const call = caller(openContext());
    await call('connections.add', { ...ORDER, label: 'production' });
    await call('connections.add', {
      ...ORDER,
      name: 'b',
      host: '/var/run/postgresql',
      password: '',
      label: 'production',
    });
    expect((await call('connections.list', {})).connections).toHaveLength(2);
  });
});

describe('changing a connection', () => {
  const { password: _, ...KEPT } = ORDER;

  async function open() {
    const context = openContext({ env: { SHOP_PASSWORD: 'x' } });
    const call = caller(context);
    await call('connections.add', { ...ORDER, sslrootcert: '/ca.crt' });
    const stored = () => context.ports.secrets.get('connection:shop');
    return { context, call, stored };
  }

  it('describes it anew; the password and the root certificate that are left out stay', async () => {
    const { context, call, stored } = await open();
    const order = { ...KEPT, database: 'shop', label: 'production', password: '' } as const;
    const { connections } = await call('connections.change', order);
    expect(connections).toMatchObject([
      { name: 'shop', database: 'shop', label: 'production', passwordFrom: 'store', sslrootcert: '/ca.crt' },
    ]);
    expect(await stored()).toBe('hunter2-hunter2');
    expect(listAudit(context.db, 1)).toMatchObject([{ action: 'connection.change', subject: 'shop' }]);
    expect(context.events.at(-1)).toEqual({ type: 'changed', what: 'connections' });
  });

  it.each<[what: string, change: Partial<typeof ORDER>]>([
    ['another host', { host: 'evil.example.org' }],
    ['another port', { port: 5433 }],
    ['another role', { user: 'other' }],
    ['whoever stands between', { sslmode: 'require' }],
    ['whom another certificate vouches for', { sslrootcert: '/other.crt' }],
  ])('never sends the kept password to %s, neither to save nor to try it', async (_what, change) => {
    const { context, call, stored } = await open();
    const before = findConnection(context.db, 'shop');
    for (const name of ['connections.change', 'connections.probe'] as const)
      for (const secret of [undefined, { kind: 'store' } as const])
        await expect(call(name, { ...KEPT, ...change, secret })).rejects.toMatchObject({
          code: 'bad_input',
          nextStep: 'Type the password again.',
        });
    expect(findConnection(context.db, 'shop')).toEqual(before);
    await call('connections.change', { ...KEPT, ...change, password: 'typed-again' });
    expect(findConnection(context.db, 'shop')).toMatchObject(change);
    expect(await stored()).toBe('typed-again');
  });

  it('never sends the password of a variable to another host', async () => {
    const { call } = await open();
    const secret = { kind: 'env', variable: 'SHOP_PASSWORD' } as const;
    await call('connections.add', { ...KEPT, name: 'b', secret });
    for (const name of ['connections.change', 'connections.probe'] as const)
      await expect(call(name, { ...KEPT, name: 'b', host: 'evil' })).rejects.toMatchObject({ code: 'bad_input' });
    const { connections } = await call('connections.change', { ...KEPT, name: 'b', database: 'other' });
    expect(connections[0]).toMatchObject({ name: 'b', database: 'other', passwordFrom: 'env' });
  });

  it('forgets the password that is now elsewhere', async () => {
    const { call, stored } = await open();
    const { connections } = await call('connections.change', { ...KEPT, host: 'other', secret: { kind: 'pgpass' } });
    expect([connections[0]?.passwordFrom, await stored()]).toEqual(['pgpass', null]);
    // A password that is no longer stored is not found again by asking for it.
    const back = call('connections.change', { ...KEPT, host: 'other', secret: { kind: 'store' } });
    await expect(back).rejects.toMatchObject({ code: 'bad_input', nextStep: 'Type the password.' });
  });

  it.each<[why: string, change: Partial<typeof ORDER>, code: string]>([
    ['there is none of that name', { name: 'none' }, 'no_connection'],
    [
      'production would have default credentials',
      { user: 'postgres', password: 'postgres', label: 'production' },
      'default_credentials',
    ],
    ['production would have no password', { secret: { kind: 'none' }, label: 'production' }, 'default_credentials'],
    ['a password is given twice', { password: 'x', secret: { kind: 'pgpass' } }, 'bad_input'],
    ['its variable is not set', { secret: { kind: 'env', variable: 'MISSING' } }, 'secret_unavailable'],
  ])('is refused when %s', async (_why, change, code) => {
    const { context, call, stored } = await open();
    const before = listConnections(context.db);
    await expect(call('connections.change', { ...KEPT, ...change })).rejects.toMatchObject({ code });
    expect(listConnections(context.db)).toEqual(before);
    expect(await stored()).toBe('hunter2-hunter2');
  });

  it('is refused for the connection of the environment', async () => {
    const { context, call } = await open();
    saveConnection(context.db, aConnection({ name: 'env', origin: 'environment' }));
    await expect(call('connections.change', { ...ORDER, name: 'env' })).rejects.toMatchObject({
      code: 'bad_input',
      nextStep: expect.stringContaining('DB_'),
    });
    expect(findConnection(context.db, 'env')).toEqual(aConnection({ name: 'env', origin: 'environment' }));
  });
});

describe('removing a connection', () => {
  it('takes its password with it', async () => {
    const context = openContext();
    await caller(context)('connections.add', ORDER);
    await caller(context)('connections.add', { ...ORDER, name: 'other' });
    const { connections } = await caller(context)('connections.remove', { name: 'shop' });
    expect(connections.map(({ name }) => name)).toEqual(['other']);
    expect(await context.ports.secrets.get('connection:shop')).toBeNull();
    expect(await context.ports.secrets.get('connection:other')).toBe('hunter2-hunter2');
    expect(listAudit(context.db, 1)).toMatchObject([{ action: 'connection.remove', subject: 'shop' }]);
  });

  it('is refused while a plan uses it, and when there is none', async () => {
    const context = openContext();
    await caller(context)('connections.add', ORDER);
    savePlan(context.db, aPlan({ name: 'nightly', connection: 'shop' }));
    await expect(caller(context)('connections.remove', { name: 'shop' })).rejects.toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('nightly'),
    });
    expect(await context.ports.secrets.get('connection:shop')).toBe('hunter2-hunter2');
    await expect(caller(context)('connections.remove', { name: 'none' })).rejects.toMatchObject({
      code: 'no_connection',
    });
  });
});
