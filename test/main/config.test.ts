import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../main/config.ts';
import { temporaryFolder } from '../helpers/app.ts';

function read(env: Record<string, string | undefined>, dotenv?: string) {
  const cwd = temporaryFolder();
  if (dotenv !== undefined) writeFileSync(path.join(cwd, '.env'), dotenv);
  return { cwd, config: readConfig({ cwd, env, home: path.join(cwd, 'home') }) };
}

describe('the environment setup', () => {
  it('is absent when neither a database nor a host is named', () => {
    expect(read({ DB_USERNAME: 'x', BACKUP_DIR: 'b' }).config.environmentSetup).toBeNull();
  });

  it('has defaults for everything but the database', () => {
    const { cwd, config } = read({ DB_DATABASE: 'shop' });
    expect(config.environmentSetup).toEqual({
      host: 'localhost',
      port: 5432,
      database: 'shop',
      user: 'postgres',
      sslmode: 'prefer',
      hasPassword: false,
      label: null,
      schedule: '0 2 * * *',
      keepDays: 7,
      backupDir: path.join(cwd, 'backups'),
    });
  });

  it('says what the variables say', () => {
    const { cwd, config } = read({
      DB_HOST: 'db.example.org',
      DB_PORT: '6543',
      DB_DATABASE: 'shop "1"',
      DB_USERNAME: 'backup',
      DB_PASSWORD: 'p=w #1',
      DB_SSLMODE: 'require',
      NODE_ENV: 'production',
      BACKUP_SCHEDULE: '@hourly',
      BACKUP_RETENTION_DAYS: '0',
      BACKUP_DIR: '../elsewhere',
    });
    expect(config.environmentSetup).toEqual({
      host: 'db.example.org',
      port: 6543,
      database: 'shop "1"',
      user: 'backup',
      sslmode: 'require',
      hasPassword: true,
      label: 'production',
      schedule: '@hourly',
      keepDays: 0,
      backupDir: path.resolve(cwd, '../elsewhere'),
    });
  });

  it('is strict about certificates over a network', () => {
    expect(read({ DB_HOST: 'db.example.org' }).config.environmentSetup?.sslmode).toBe('verify-full');
  });

  it.each(['production', 'staging', 'development'])('takes %s from NODE_ENV as a label', (label) => {
    expect(read({ DB_HOST: 'h', NODE_ENV: label }).config.environmentSetup?.label).toBe(label);
  });

  it.each(['test', 'Production', ''])('takes no label from NODE_ENV=%j', (value) => {
    expect(read({ DB_HOST: 'h', NODE_ENV: value }).config.environmentSetup?.label).toBeNull();
  });

  it.each([
    ['DB_PORT', '0'],
    ['DB_PORT', '65536'],
    ['DB_PORT', '5432x'],
    ['DB_PORT', '5432.5'],
    ['DB_PORT', '-1'],
    ['BACKUP_RETENTION_DAYS', 'a week'],
    ['BACKUP_RETENTION_DAYS', '-1'],
    ['BACKUP_RETENTION_DAYS', '36501'],
    ['DB_SSLMODE', 'yes'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(() => read({ DB_HOST: 'h', [name]: value })).toThrow(
      expect.objectContaining({ code: 'bad_input', message: expect.stringContaining(`${name} is "${value}"`) }),
    );
  });

  it('takes the lowest and the highest port', () => {
    const port = (value: string) => read({ DB_HOST: 'h', DB_PORT: value }).config.environmentSetup?.port;
    expect([port('1'), port('65535'), port('')]).toEqual([1, 65_535, 5432]);
  });
});

describe('.env', () => {
  it('supplies what the environment lacks, and gives way to it', () => {
    const { config } = read({ DB_USERNAME: 'from-env' }, 'DB_HOST=from-file\nDB_USERNAME=from-file\n');
    expect(config.environmentSetup).toMatchObject({ host: 'from-file', user: 'from-env' });
    expect(config.env).toMatchObject({ DB_HOST: 'from-file', DB_USERNAME: 'from-env' });
  });

  it('counts where the environment has a variable without a value', () => {
    expect(read({ DB_HOST: undefined }, 'DB_HOST=from-file\n').config.environmentSetup?.host).toBe('from-file');
  });

  it('may quote its values', () => {
    const { config } = read({}, `DB_HOST="a b"\nDB_PASSWORD='x # y'\n# DB_PORT=1\n`);
    expect(config.environmentSetup).toMatchObject({ host: 'a b', port: 5432 });
    expect(config.env['DB_PASSWORD']).toBe('x # y');
  });
});

describe('the folders', () => {
  it('stand under the home', () => {
    const { config } = read({});
    expect(config).toMatchObject({
      catalogFile: path.join(config.home, 'catalog.db'),
      logsDir: path.join(config.home, 'logs'),
      ownersDir: path.join(config.home, 'owners'),
      secretsFile: path.join(config.home, 'secrets.json'),
      keyFile: path.join(config.home, 'master.key'),
      scratchDir: path.join(config.home, 'scratch'),
      backupRoot: path.join(config.home, 'backups'),
    });
  });

  it('are found by the option, else by LIFEBOAT_HOME, else where the system has such things', () => {
    const cwd = temporaryFolder();
    const env = { LIFEBOAT_HOME: 'from-env' };
    expect(readConfig({ cwd, env, home: 'given' }).home).toBe(path.join(cwd, 'given'));
    expect(readConfig({ cwd, env }).home).toBe(path.join(cwd, 'from-env'));
    expect(path.isAbsolute(readConfig({ cwd, env: {} }).home)).toBe(true);
    expect(readConfig({ cwd, env: {} }).home).toContain('lifeboat');
  });

  it('of backups and of programs come from the environment', () => {
    const { cwd, config } = read({
      BACKUP_DIR: 'disk',
      LIFEBOAT_PG_BIN: ['/opt/a', '', '/opt/b'].join(path.delimiter),
    });
    expect(config.backupRoot).toBe(path.join(cwd, 'disk'));
    expect(config.toolDirs).toEqual(['/opt/a', '/opt/b']);
  });

  it('cannot be changed afterwards', () => {
    const { config } = read({});
    expect(() => {
      (config as { home: string }).home = '/elsewhere';
    }).toThrow(TypeError);
  });
});
