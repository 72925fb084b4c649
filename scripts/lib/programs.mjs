import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const serverPrograms = ['initdb', 'pg_ctl', 'postgres'];
const clientPrograms = ['pg_dump', 'pg_restore', 'psql', 'pg_dumpall', 'pgbench'];
const browserPrograms = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'Google Chrome',
  'Chromium',
];

const windows = process.platform === 'win32';
const programFiles = process.env['ProgramFiles'] ?? 'C:\\Program Files';

/** Places where installers put programs without adding them to PATH; `*` stands for a version. */
const postgresPlaces = {
  linux: ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin'],
  darwin: [
    '/opt/homebrew/opt/postgresql*/bin',
    '/usr/local/opt/postgresql*/bin',
    '/Applications/Postgres.app/Contents/Versions/*/bin',
    '/Library/PostgreSQL/*/bin',
  ],
  win32: [join(programFiles, 'PostgreSQL', '*', 'bin')],
};

const browserPlaces = {
  linux: ['/snap/bin'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Chromium.app/Contents/MacOS'],
  win32: [
    join(programFiles, 'Google', 'Chrome', 'Application'),
    join(`${programFiles} (x86)`, 'Microsoft', 'Edge', 'Application'),
  ],
};

export function missingServers() {
  return missingPostgres(serverPrograms);
}

export function missingClients() {
  return missingPostgres(clientPrograms);
}

/** @param {readonly string[]} names */
function missingPostgres(names) {
  const directories = [...pathDirectories(), ...expand(postgresPlaces)];
  return names.filter((name) => !directories.some((directory) => isExecutable(join(directory, name))));
}

export function hasChromium() {
  const directories = [...pathDirectories(), ...expand(browserPlaces)];
  return directories.some((directory) => browserPrograms.some((name) => isExecutable(join(directory, name))));
}

export function hasAge() {
  return pathDirectories().some((directory) => isExecutable(join(directory, 'age')));
}

function pathDirectories() {
  return (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
}

/** @param {Partial<Record<string, readonly string[]>>} places */
function expand(places) {
  return (places[process.platform] ?? []).flatMap((place) => {
    const star = place.indexOf('*');
    if (star === -1) return [place];
    const start = Math.max(place.lastIndexOf('/', star), place.lastIndexOf('\\', star)) + 1;
    const parent = place.slice(0, start);
    const prefix = place.slice(start, star);
    const rest = place.slice(star + 2);
    return entries(parent)
      .filter((name) => name.startsWith(prefix))
      .map((name) => join(parent, name, rest));
  });
}

/** @param {string} directory */
function entries(directory) {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/**
 * Debian's pg_wrapper stands in for every client program, also when no version of PostgreSQL is behind it.
 * @param {string} path
 */
function isExecutable(path) {
  const file = windows ? `${path}.exe` : path;
  try {
    accessSync(file, constants.X_OK);
    return !realpathSync(file).endsWith('pg_wrapper');
  } catch {
    return false;
  }
}
