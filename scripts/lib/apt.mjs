import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './node.mjs';

const clusterSettings = '/etc/postgresql-common/createcluster.d';
const noCluster = `${clusterSettings}/lifeboat-setup.conf`;

/**
 * Installs packages as root. Only the programs of PostgreSQL are wanted, so meanwhile no cluster is created or started.
 * @param {readonly string[]} packages
 */
export async function aptInstall(packages) {
  mkdirSync(clusterSettings, { recursive: true });
  writeFileSync(noCluster, 'create_main_cluster = false\n');
  try {
    // An update may fail for one unreachable source while the packages we want come from another.
    await apt(['update', '-qq']);
    await apt(['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', ...packages]);
  } finally {
    rmSync(noCluster, { force: true });
  }
}

/** @param {readonly string[]} args */
function apt(args) {
  return run('apt-get', args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
