import { describe, expect, it } from 'vitest';
import { connectionAddLine } from '../../renderer/connections/connectionAddLine.ts';
import {
  checkConnection,
  type ConnectionFields,
  fieldsOf,
  NEW_CONNECTION,
  orderOf,
  withAddress,
} from '../../renderer/connections/connectionFields.ts';
import type { ConnectionView } from '../../shared/model/connection.ts';

const view: ConnectionView = {
  name: 'main',
  host: 'db.example.org',
  port: 5432,
  user: 'backup',
  database: 'shop',
  sslmode: 'verify-full',
  sslrootcert: null,
  label: 'production',
  origin: 'user',
  passwordFrom: 'store',
};
const typed: ConnectionFields = { ...NEW_CONNECTION, name: 'main', host: 'db.example.org', user: 'backup' };

describe('what is typed of a connection', () => {
  it('says where the password is, once', () => {
    const secretOf = (change: Partial<ConnectionFields>) => {
      const { password, secret } = orderOf({ ...typed, ...change });
      return { password, secret };
    };
    expect(secretOf({ password: 'x' })).toEqual({ password: 'x', secret: undefined });
    expect(secretOf({})).toEqual({ password: undefined, secret: { kind: 'none' } });
    expect(secretOf({ passwordFrom: 'pgpass', password: 'x' })).toEqual({ secret: { kind: 'pgpass' } });
    expect(secretOf({ passwordFrom: 'none', password: 'x' })).toEqual({ secret: { kind: 'none' } });
    expect(secretOf({ passwordFrom: 'kept' })).toEqual({});
    expect(secretOf({ passwordFrom: 'kept', password: 'x' })).toEqual({ password: 'x' });
  });

  it('is what is known of a connection, but for its password', () => {
    expect(fieldsOf(view)).toMatchObject({ passwordFrom: 'kept', password: '', label: 'production' });
    expect(fieldsOf({ ...view, passwordFrom: 'env' }).passwordFrom).toBe('kept');
    expect(fieldsOf({ ...view, passwordFrom: 'pgpass' }).passwordFrom).toBe('pgpass');
    expect(checkConnection(fieldsOf(view), view, ['main']).name).toBeUndefined();
    expect(orderOf(fieldsOf({ ...view, name: ' a ' })).name).toBe(' a ');
    const { sslrootcert: _, origin: _origin, passwordFrom: _from, ...order } = view;
    expect(orderOf(fieldsOf(view))).toEqual(order);
  });

  it.each<[change: Partial<ConnectionFields>, problem: object]>([
    [{ host: ' ' }, { host: 'required' }],
    [{ user: 'x'.repeat(64) }, { user: 'longName' }],
    [{ port: '' }, { port: 'port' }],
    [{ port: 65_536 }, { port: 'port' }],
    [{ name: 'other' }, { name: 'taken' }],
    [{ database: '数'.repeat(22) }, { database: 'longDatabase' }],
  ])('%j is told beside its field', (change, problem) => {
    expect(checkConnection({ ...typed, ...change }, null, ['other'])).toMatchObject(problem);
  });

  it.each<[change: Partial<ConnectionFields>, again: boolean]>([
    [{ database: 'crm', label: '' }, false],
    [{ host: 'other' }, true],
    [{ port: 5433 }, true],
    [{ user: 'other' }, true],
    [{ sslmode: 'require' }, true],
    [{ sslmode: '' }, false],
    [{ host: 'other', password: 'x' }, false],
    [{ host: 'other', passwordFrom: 'pgpass' }, false],
  ])('needs the password again after %j: %s', (change, again) => {
    const { password } = checkConnection({ ...fieldsOf(view), ...change }, view, []);
    expect(password).toBe(again ? 'passwordAgain' : undefined);
  });

  it('takes what a URL says, and leaves the rest', () => {
    const address = { host: 'h', user: 'u', port: undefined, password: undefined };
    expect(withAddress({ ...typed, port: 1, database: 'd' }, address)).toEqual({
      ...typed,
      host: 'h',
      user: 'u',
      port: 5432,
      database: 'd',
    });
    expect(withAddress(typed, { ...address, password: 'p' })).toMatchObject({ passwordFrom: 'typed', password: 'p' });
  });

  it('has a command line without its password', () => {
    const line = connectionAddLine(
      orderOf({ ...typed, name: "it's", password: 'sesame', port: 5433, label: 'staging' }),
    );
    expect(line).toBe(
      `lifeboat connection add --host=db.example.org --port=5433 --user=backup --label=staging --password-stdin 'it'\\''s'`,
    );
    expect(connectionAddLine(orderOf({ ...typed, passwordFrom: 'pgpass' }))).toContain(' --pgpass main');
  });
});
