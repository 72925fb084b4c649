import { AppError } from '../../shared/errors.ts';
import type { ToolPath } from './toolPaths.ts';
import { compareVersions } from './toolVersion.ts';
import type { ToolVersion } from './toolVersion.ts';

/** One installation of the client programs. */
export interface Client {
  readonly dir: string;
  readonly version: ToolVersion;
  /** At or above the safe floor of its major. */
  readonly safe: boolean;
  readonly tools: ToolPath['tools'];
}

/**
 * The installation to dump or restore with: the server's own major (newest minor), else the nearest newer one, because
 * pg_dump refuses a newer server and a much newer pg_dump writes settings that an older server rejects. Installations
 * without pg_dump and pg_restore are not considered; of equal versions the first listed wins.
 * @param serverMajor `server_version_num` divided by 10000.
 * @param platform Only for the words of the next step.
 * @throws AppError tool_missing when there is none, server_too_new when all are older than the server.
 */
export function chooseClient(clients: readonly Client[], serverMajor: number, platform: NodeJS.Platform): Client {
  const usable = clients.filter(({ tools }) => tools.pg_dump !== undefined && tools.pg_restore !== undefined);
  const newestFirst = usable.toSorted((a, b) => compareVersions(b.version, a.version));
  const newest = newestFirst[0];
  if (newest === undefined) {
    throw new AppError(
      'tool_missing',
      'The PostgreSQL programs pg_dump and pg_restore were not found on this computer.',
      installHint(platform, serverMajor),
    );
  }
  const majors = newestFirst.map(({ version }) => version.major).filter((major) => major >= serverMajor);
  const nearest = Math.min(...majors);
  const chosen = newestFirst.find(({ version }) => version.major === nearest);
  if (chosen !== undefined) return chosen;
  throw new AppError(
    'server_too_new',
    `The server runs PostgreSQL ${serverMajor}, but the newest pg_dump on this computer is ${newest.version.text}, and pg_dump refuses a server newer than itself.`,
    installHint(platform, serverMajor),
  );
}

/** How to install the client programs of one major version: a sentence with the exact command. */
export function installHint(platform: NodeJS.Platform, major: number): string {
  switch (platform) {
    case 'darwin':
      return `Run: brew install postgresql@${major}`;
    case 'win32':
      return `Run: winget install --exact --id PostgreSQL.PostgreSQL.${major}`;
    case 'linux':
      return [
        `On Debian or Ubuntu run: sudo apt-get install postgresql-client-${major}`,
        `on Fedora or RHEL: sudo dnf install postgresql${major}`,
        'if the package is unknown, add the repository described at https://www.postgresql.org/download/linux/ first.',
      ].join('; ');
    default:
      return `Install the PostgreSQL ${major} client programs (https://www.postgresql.org/download/) and put them on PATH.`;
  }
}
