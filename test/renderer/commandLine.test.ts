import { describe, expect, it } from 'vitest';
import { lifeboat, quote, restoreCommand } from '../../renderer/commandLine.ts';
import { aBackup } from './values.ts';

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

  it('does not take a name for an option', () => {
    expect(lifeboat('backup', '--all')).toBe('lifeboat backup -- --all');
    expect(lifeboat('backup', 'nightly')).toBe('lifeboat backup nightly');
  });

  it.each([
    ['custom', '/b/a.dump', 'pg_restore --exit-on-error --dbname=shop_restored /b/a.dump'],
    ['directory', '/b/a', 'pg_restore --exit-on-error --dbname=shop_restored /b/a'],
    ['plain', '/b/a.sql', 'psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=shop_restored --file=/b/a.sql'],
    ['plain', '/b/a.sql.gz', 'gzip -dc /b/a.sql.gz | psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=shop_restored'],
    ['plain', '/b/a.sql.zst', 'zstd -dc /b/a.sql.zst | psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=shop_restored'],
  ] as const)('restores a %s archive %s', (format, path, command) => {
    const line = restoreCommand(aBackup({ format, path, database: 'shop' }));
    expect(line).toBe(`createdb --template=template0 shop_restored && ${command}`);
  });
});
