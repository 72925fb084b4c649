import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import envPaths from 'env-paths';
import { AppError } from '../shared/errors.ts';
import { connectionLabel, defaultSslMode, type SslMode, sslMode } from '../shared/model/connection.ts';
import { DEFAULT_KEEP_DAYS } from '../shared/model/retention.ts';

export const APP_VERSION = '0.1.0';

/** The connection and plan that the DB_* and BACKUP_* variables describe. */
export interface EnvironmentSetup {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly sslmode: SslMode;
  readonly hasPassword: boolean;
  readonly label: 'production' | 'staging' | 'development' | null;
  readonly schedule: string;
  readonly keepDays: number;
  /** Absolute. */
  readonly backupDir: string;
}

export interface Config {
  readonly home: string;
  readonly catalogFile: string;
  readonly logsDir: string;
  readonly ownersDir: string;
  readonly secretsFile: string;
  readonly keyFile: string;
  /** Password files and sandboxes of running work; swept at start. */
  readonly scratchDir: string;
  /** Where plans without a folder of their own put their backups. */
  readonly backupRoot: string;
  /** More folders with PostgreSQL programs, searched first. */
  readonly toolDirs: readonly string[];
  /** The process's variables over those of `.env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly environmentSetup: EnvironmentSetup | null;
  readonly zone: string;
}

export interface ConfigSource {
  readonly home?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Reads flags, variables and `.env` into one frozen value.
 * @throws AppError `bad_input` when a variable cannot be understood; it is named.
 */
export function readConfig(source: ConfigSource): Config {
  const env = mergedEnvironment(source);
  const home = path.resolve(
    source.cwd,
    source.home ?? (env['LIFEBOAT_HOME'] || envPaths('lifeboat', { suffix: '' }).data),
  );
  const setup = readEnvironmentSetup(env, source.cwd);
  return Object.freeze({
    home,
    catalogFile: path.join(home, 'catalog.db'),
    logsDir: path.join(home, 'logs'),
    ownersDir: path.join(home, 'owners'),
    secretsFile: path.join(home, 'secrets.json'),
    keyFile: path.join(home, 'master.key'),
    scratchDir: path.join(home, 'scratch'),
    backupRoot: env['BACKUP_DIR'] ? path.resolve(source.cwd, env['BACKUP_DIR']) : path.join(home, 'backups'),
    toolDirs: (env['LIFEBOAT_PG_BIN'] ?? '').split(path.delimiter).filter(Boolean),
    env,
    environmentSetup: setup,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

function mergedEnvironment(source: ConfigSource): Record<string, string> {
  const file = path.join(source.cwd, '.env');
  const merged: Record<string, string | undefined> = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  Object.assign(merged, Object.fromEntries(Object.entries(source.env).filter(([, value]) => value !== undefined)));
  return merged as Record<string, string>;
}

function readEnvironmentSetup(env: Readonly<Record<string, string>>, cwd: string): EnvironmentSetup | null {
  if (!env['DB_DATABASE'] && !env['DB_HOST']) return null;
  const host = env['DB_HOST'] || 'localhost';
  const label = connectionLabel.safeParse(env['NODE_ENV']);
  return {
    host,
    port: wholeNumber(env, 'DB_PORT', 5432, 1, 65_535),
    database: env['DB_DATABASE'] || 'postgres',
    user: env['DB_USERNAME'] || 'postgres',
    sslmode: readSslMode(env, host),
    hasPassword: (env['DB_PASSWORD'] ?? '') !== '',
    label: label.success ? label.data : null,
    schedule: env['BACKUP_SCHEDULE'] || '0 2 * * *',
    keepDays: wholeNumber(env, 'BACKUP_RETENTION_DAYS', DEFAULT_KEEP_DAYS, 0, 36_500),
    backupDir: path.resolve(cwd, env['BACKUP_DIR'] || './backups'),
  };
}

function readSslMode(env: Readonly<Record<string, string>>, host: string): SslMode {
  const text = env['DB_SSLMODE'];
  if (!text) return defaultSslMode(host);
  const parsed = sslMode.safeParse(text);
  if (!parsed.success)
    throw new AppError(
      'bad_input',
      `DB_SSLMODE is ${JSON.stringify(text)}, which is no TLS mode.`,
      `Use one of ${sslMode.options.join(', ')}.`,
    );
  return parsed.data;
}

function wholeNumber(
  env: Readonly<Record<string, string>>,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AppError(
    'bad_input',
    `${name} is ${JSON.stringify(text)}, which is not a whole number from ${least} to ${most}.`,
    `Correct ${name} in the environment or in .env.`,
  );
}
