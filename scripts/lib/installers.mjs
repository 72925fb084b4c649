import { readFileSync } from 'node:fs';

/** @typedef {'server' | 'client' | 'chromium' | 'age'} Need */

/**
 * @typedef {object} Installer
 * @property {boolean} automatic whether setup may install by itself
 * @property {(needs: readonly Need[]) => string[]} packagesFor
 * @property {(needs: readonly Need[]) => string} command what a person has to run
 */

const names = {
  debian: { server: 'postgresql', client: 'postgresql-client', chromium: 'chromium', age: 'age' },
  // Ubuntu's chromium package is a snap, which a container or a server often cannot install.
  ubuntu: { server: 'postgresql', client: 'postgresql-client', chromium: '', age: 'age' },
  darwin: { server: 'postgresql@17', client: 'postgresql@17', chromium: 'google-chrome', age: 'age' },
  win32: {
    server: 'PostgreSQL.PostgreSQL.17',
    client: 'PostgreSQL.PostgreSQL.17',
    chromium: 'Google.Chrome',
    age: 'FiloSottile.age',
  },
};

/** @returns {Installer} */
export function installer() {
  const system = process.platform === 'linux' ? distribution() : process.platform;
  if (system === 'debian' || system === 'ubuntu') return apt(names[system]);
  if (system === 'darwin') return manual(names.darwin, (packages) => `run: brew install ${packages.join(' ')}`);
  if (system === 'win32') return manual(names.win32, winget);
  return manual(names.debian, (packages) => `install with your package manager: ${packages.join(' ')}`);
}

function distribution() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    if (/^ID=ubuntu$/m.test(release)) return 'ubuntu';
    return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(release) ? 'debian' : 'other';
  } catch {
    return 'other';
  }
}

/**
 * @param {Record<Need, string>} table
 * @returns {Installer}
 */
function apt(table) {
  const packagesFor = pick(table);
  const command = (/** @type {readonly Need[]} */ needs) => {
    const packages = packagesFor(needs);
    const install = `run: sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    return packages.length > 0 ? install : 'install Google Chrome or Chromium from its vendor';
  };
  return { automatic: process.getuid?.() === 0, packagesFor, command };
}

/**
 * @param {Record<Need, string>} table
 * @param {(packages: readonly string[]) => string} show
 * @returns {Installer}
 */
function manual(table, show) {
  const packagesFor = pick(table);
  return { automatic: false, packagesFor, command: (needs) => show(packagesFor(needs)) };
}

/** @param {Record<Need, string>} table */
function pick(table) {
  return (/** @type {readonly Need[]} */ needs) => [...new Set(needs.map((need) => table[need]))].filter(Boolean);
}

/** @param {readonly string[]} packages */
function winget(packages) {
  return `run: ${packages.map((name) => `winget install --exact --id ${name}`).join('\n     ')}`;
}
