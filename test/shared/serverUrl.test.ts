import { describe, expect, it } from 'vitest';
import { parseServerUrl } from '../../shared/serverUrl.ts';

describe('a connection URL', () => {
  it.each([
    ['postgres://u@h', { host: 'h', user: 'u' }],
    [
      'postgresql://u@h:6543/d?sslmode=verify-ca&sslrootcert=%2Fca.crt',
      { host: 'h', port: 6543, user: 'u', database: 'd', sslmode: 'verify-ca', sslrootcert: '/ca.crt' },
    ],
    ['postgres://a%40b:p%3Aw%25@h/my%20db', { host: 'h', user: 'a@b', password: 'p:w%', database: 'my db' }],
    ['postgres://u@[::1]:5433/d', { host: '::1', port: 5433, user: 'u', database: 'd' }],
    ['postgres://u@%2Fvar%2Frun/d', { host: '/var/run', user: 'u', database: 'd' }],
    ['postgres://u:p@/d?host=/tmp&port=5433', { host: '/tmp', port: 5433, user: 'u', password: 'p', database: 'd' }],
    ['postgres:///d?host=/tmp&user=u', { host: '/tmp', user: 'u', database: 'd' }],
    ['postgres://?host=h&user=u&password=p&dbname=d', { host: 'h', user: 'u', password: 'p', database: 'd' }],
  ])('%s is read as libpq reads it', (url, expected) => {
    expect(parseServerUrl(url)).toEqual(expected);
  });

  it.each([
    'h/d',
    'mysql://u@h/d',
    'postgres://h/d',
    'postgres://u@/d',
    'postgres://u:sesame@h:port/d',
    'postgres://u:sesame@h:70000/d',
    'postgres://u:sesame%@h/d',
    'postgres://u:sesame@h/d?sslmode=perhaps',
    'postgres://u:sesame@h/d?schema=public',
    'postgres://u:sesame@h/d?port=x',
  ])('%s is refused without being repeated', (url) => {
    const refused = expect.objectContaining({ code: 'bad_input', message: expect.not.stringContaining('sesame') });
    expect(() => parseServerUrl(url)).toThrow(refused);
  });
});
