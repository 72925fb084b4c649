import { describe, expect, it } from 'vitest';
import { quote, restoreCommand } from '../../shared/restoreCommand.ts';
import { aBackup } from '../main/helpers/values.ts';

describe('a command line', () => {
  it.each([
    ['plain', 'plain'],
    ['/srv/backups/a.dump', '/srv/backups/a.dump'],
    ['two words', "'two words'"],
    ["it's", `'it'\\''s'`],
    ['$(rm -rf ~)', "'$(rm -rf ~)'"],
    ['a;b', "'a;b'"],
    ['', "''"],
    ['备份', "'备份'"],
  ])('quotes %j', (word, quoted) => {
    expect(quote(word)).toBe(quoted);
  });

  it.each([
    ['custom', '/b/a.dump', 'pg_restore --exit-on-error --dbname=shop_restored /b/a.dump'],
    ['directory', '/b/a', 'pg_restore --exit-on-error --dbname=shop_restored /b/a'],
    ['plain', '/b/a.sql', 'psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=shop_restored --file=/b/a.sql'],
    ['plain', '/b/a.sql.gz', 'gzip -dc /b/a.sql.gz | psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=shop_restored'],
    ['plain', '/b/a.sql.zst', 'zstd -dc /b/a.sql.zst | psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=shop_restored'],
  ] as const)('restores a %s archive %s', (format, path, command) => {
    const line = restoreCommand(aBackup({ format, path, database: 'shop' }), null);
    expect(line).toBe(`createdb --template=template0 shop_restored && ${command}`);
  });

  it.each([
    ['custom', 'x25519', '/b/a.dump.age', '--identity key.txt /b/a.dump.age | pg_restore --exit-on-error'],
    ['custom', 'passphrase', '/b/a.dump.age', '/b/a.dump.age | pg_restore --exit-on-error'],
    ['plain', 'hybrid', '/b/a.sql.age', '--identity key.txt /b/a.sql.age | psql --no-psqlrc --set=ON_ERROR_STOP=1'],
    [
      'plain',
      'x25519',
      '/b/a.sql.gz.age',
      '--identity key.txt /b/a.sql.gz.age | gzip -dc | psql --no-psqlrc --set=ON_ERROR_STOP=1',
    ],
  ] as const)('decrypts a %s archive for %s, and restores %s', (format, form, path, command) => {
    const backup = aBackup({ format, path, database: 'shop', encrypted: true });
    expect(restoreCommand(backup, { form, recipients: [] })).toBe(
      `createdb --template=template0 shop_restored && age --decrypt ${command} --dbname=shop_restored`,
    );
  });
});
