import type { ReadinessCheck } from '../../shared/contract.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ArchiveNeeds } from '../postgres/archiveNeeds.ts';
import { sameSpelling, type TargetFacts } from '../postgres/targetFacts.ts';

/** A restore that is thought of, and what is known before anything is written. */
export interface Intent {
  readonly manifest: Manifest;
  readonly facts: TargetFacts;
  readonly needs: ArchiveNeeds;
  /** Major of the pg_restore that would be used. */
  readonly clientMajor: number;
  /** The database to make, or to replace. */
  readonly database: string;
  /** It takes the place of one that exists. */
  readonly replaces: boolean;
  readonly jobs: number;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  readonly skipExtensions: readonly string[];
  /** Free bytes on the disk of the server's data, where it can be seen from here. */
  readonly freeBytes: number | null;
  /** The server is marked as production. */
  readonly production: boolean;
}

type Finding = Pick<ReadinessCheck, 'severity' | 'message' | 'nextStep'> & { readonly fix?: ReadinessCheck['fix'] };
interface Rule {
  readonly code: string;
  /** What is said when nothing is wrong. */
  readonly fine: (intent: Intent) => string;
  readonly find: (intent: Intent) => Finding | null;
}

/** The settings of a session that pg_restore 17 sets in any case, and older servers do not know. */
const TRANSACTION_TIMEOUT_MAJOR = 17;
/** Extensions that work only when the server loads them at its start. */
const PRELOADED = ['pg_cron', 'timescaledb', 'citus', 'pg_partman_bgw', 'pgaudit', 'pglogical'];
/** Indexes and the work of building them need room beside the tables. */
const SPACE_FACTOR = 1.5;
/** One session to create and rename, one to compare. */
const OWN_SESSIONS = 2;

const error = (message: string, nextStep: string, fix: ReadinessCheck['fix'] = null): Finding => ({
  severity: 'error',
  message,
  nextStep,
  fix,
});
const warning = (message: string, nextStep: string): Finding => ({ severity: 'warning', message, nextStep });

const sizeOf = ({ contents }: Manifest): number => contents.tables.reduce((sum, table) => sum + table.bytes, 0);
const sourceMajor = ({ serverVersion }: Manifest): number => Number.parseInt(serverVersion, 10);
const wantedExtensions = ({ manifest, skipExtensions }: Intent) =>
  manifest.contents.extensions.filter(({ name }) => !skipExtensions.includes(name));
const missing = (wanted: readonly string[], there: ReadonlySet<string>): string[] =>
  wanted.filter((name) => !there.has(name));

const rules: readonly Rule[] = [
  {
    code: 'writable',
    fine: () => 'The server takes writes.',
    find: ({ facts }) =>
      facts.standby
        ? error('The server is a standby; it cannot be written to.', 'Restore on the primary.')
        : facts.readOnly
          ? error(
              'Transactions on this server are read-only by default.',
              'Turn default_transaction_read_only off for the role, or use another connection.',
            )
          : null,
  },
  {
    code: 'target',
    fine: ({ database }) => `The name ${database} is free.`,
    find: ({ facts, database }) =>
      facts.databases.has(database)
        ? error(`A database called ${database} exists already.`, 'Choose a name that is free.')
        : null,
  },
  {
    code: 'rights',
    fine: ({ facts }) => `The role ${facts.role} may create databases.`,
    find: ({ facts }) =>
      facts.mayCreateDatabases
        ? null
        : error(
            `The role ${facts.role} may not create databases.`,
            `ALTER ROLE … CREATEDB, or use another connection.`,
          ),
  },
  {
    code: 'roles',
    fine: ({ noOwner }) => (noOwner ? 'Everything will belong to the restoring role.' : 'All roles are there.'),
    find({ facts, manifest, noOwner }) {
      const absent = noOwner ? [] : missing(manifest.contents.roles, facts.roles);
      if (absent.length === 0) return null;
      return facts.mayCreateRoles
        ? warning(`${absent.join(', ')} will be created without login.`, 'Or restore without owners.')
        : error(
            `The server lacks the roles ${absent.join(', ')}, and ${facts.role} may not create roles.`,
            'Create them first, or restore without owners.',
            { noOwner: true },
          );
    },
  },
  {
    code: 'ownership',
    fine: () => 'Objects can be given to their owners.',
    find({ facts, manifest, noOwner }) {
      if (noOwner || facts.superuser) return null;
      const foreign = manifest.contents.roles.filter((role) => facts.roles.has(role) && !facts.memberOf.has(role));
      if (foreign.length === 0) return null;
      return error(
        `${facts.role} is not a member of ${foreign.join(', ')} and cannot give them what is theirs.`,
        'GRANT those roles to it, use a superuser, or restore without owners.',
        { noOwner: true },
      );
    },
  },
  {
    code: 'superuser',
    fine: () => 'Nothing in it needs a superuser.',
    find: ({ facts, needs }) =>
      facts.superuser || needs.superuserObjects.length === 0
        ? null
        : error(
            `Only a superuser may make: ${needs.superuserObjects.join(', ')}.`,
            'Use a connection whose role is a superuser, or restore single schemas or tables.',
          ),
  },
  {
    code: 'extensions',
    fine: () => 'All extensions are available.',
    find(intent) {
      const absent = missing(
        wantedExtensions(intent).map(({ name }) => name),
        new Set(intent.facts.extensions.keys()),
      );
      return absent.length === 0
        ? null
        : error(
            `The server lacks the extensions ${absent.join(', ')}.`,
            'Install them on the server, or leave them out with all that needs them.',
            { skipExtensions: absent },
          );
    },
  },
  {
    code: 'extension_rights',
    fine: ({ facts }) => `The role ${facts.role} may install the extensions.`,
    find(intent) {
      const { facts } = intent;
      if (facts.superuser) return null;
      const barred = wantedExtensions(intent)
        .map(({ name }) => name)
        .filter((name) => facts.extensions.get(name)?.trusted === false);
      return barred.length === 0
        ? null
        : error(
            `Only a superuser may install ${barred.join(', ')}.`,
            'Use a connection whose role is a superuser, or leave them out with all that needs them.',
            { skipExtensions: barred },
          );
    },
  },
  {
    code: 'extension_versions',
    fine: () => 'The extensions have the versions of the source.',
    find(intent) {
      const other = wantedExtensions(intent).flatMap(({ name, version }) => {
        const there = intent.facts.extensions.get(name);
        return !there || there.versions.includes(version)
          ? []
          : [`${name} ${there.defaultVersion ?? 'of another version'} instead of ${version}`];
      });
      return other.length === 0
        ? null
        : warning(`The server would install ${other.join(', ')}.`, 'Check that your application works with it.');
    },
  },
  {
    code: 'preload',
    fine: () => 'No extension has to be loaded at the start of the server.',
    find(intent) {
      const absent = wantedExtensions(intent)
        .map(({ name }) => name)
        .filter((name) => PRELOADED.includes(name) && !intent.facts.preloaded.has(name));
      return absent.length === 0
        ? null
        : error(
            `${absent.join(', ')} must be in shared_preload_libraries of the server.`,
            'Add it and restart the server, or leave it out with all that needs it.',
            { skipExtensions: absent },
          );
    },
  },
  {
    code: 'version',
    fine: ({ facts, manifest }) => `From PostgreSQL ${manifest.serverVersion} to ${facts.serverVersion}.`,
    find: ({ facts, manifest }) =>
      facts.major < sourceMajor(manifest)
        ? warning(
            `From PostgreSQL ${manifest.serverVersion} to the older ${facts.serverVersion}.`,
            'An older server may refuse what a newer one wrote; restore on the same major or a newer one.',
          )
        : null,
  },
  {
    code: 'transaction_timeout',
    fine: () => 'The server knows the settings that the restore uses.',
    find: ({ facts, clientMajor }) =>
      clientMajor >= TRANSACTION_TIMEOUT_MAJOR && facts.major < TRANSACTION_TIMEOUT_MAJOR
        ? error(
            `pg_restore ${clientMajor} sets transaction_timeout, which PostgreSQL ${facts.serverVersion} does not know.`,
            `Restore on PostgreSQL ${TRANSACTION_TIMEOUT_MAJOR} or newer.`,
          )
        : null,
  },
  {
    code: 'collation',
    fine: ({ manifest }) => `The server can sort as the source did (${manifest.databaseProperties.collate}).`,
    find({ facts, manifest }) {
      const { provider, collate, ctype, encoding } = manifest.databaseProperties;
      if (provider === 'icu' && (facts.major < 15 || !facts.hasIcu))
        return error(
          'The source sorts with ICU, which this server cannot use for a whole database.',
          'Restore on PostgreSQL 15 or newer that was built with ICU.',
        );
      if (provider === 'builtin' && facts.major < 17)
        return error(
          'The source sorts with the built-in provider, which this server does not have.',
          'Restore on PostgreSQL 17 or newer.',
        );
      const absent = [...new Set([collate, ctype])].filter(
        (locale) => !['C', 'POSIX'].includes(locale) && !facts.locales.has(sameSpelling(locale)),
      );
      return absent.length === 0
        ? null
        : error(
            `The server does not know the locale ${absent.join(', ')} (encoding ${encoding}).`,
            'Install the locale on the machine of the server, and restart the server.',
          );
    },
  },
  {
    code: 'tablespaces',
    fine: () => 'All tablespaces are there.',
    find({ facts, needs, noTablespaces }) {
      const absent = noTablespaces ? [] : missing(needs.tablespaces, facts.tablespaces);
      return absent.length === 0
        ? null
        : error(
            `The server lacks the tablespaces ${absent.join(', ')}.`,
            'Create them first, or put everything into the default one.',
            { noTablespaces: true },
          );
    },
  },
  {
    code: 'space',
    fine: ({ manifest, freeBytes }) =>
      `The data took ${formatBytes(sizeOf(manifest))} on the source; ${freeBytes === null ? 'the disk of the server cannot be seen from here' : `${formatBytes(freeBytes)} are free`}.`,
    find({ manifest, freeBytes }) {
      const needed = sizeOf(manifest) * SPACE_FACTOR;
      return freeBytes === null || freeBytes >= needed
        ? null
        : error(
            `The disk of the server has ${formatBytes(freeBytes)} free; this restore probably needs ${formatBytes(needed)}.`,
            'Free some space there, or restore on another server.',
          );
    },
  },
  {
    code: 'connections',
    fine: () => 'The server has connections to spare.',
    find: ({ facts, jobs }) =>
      facts.freeConnections >= jobs + OWN_SESSIONS
        ? null
        : error(
            `The role can open ${Math.max(0, facts.freeConnections)} more connections; the restore needs ${jobs + OWN_SESSIONS}.`,
            'End sessions that are not needed, raise the limit, or restore with fewer jobs.',
          ),
  },
  {
    code: 'subscriptions',
    fine: () => 'It holds no subscription.',
    find: ({ needs }) =>
      needs.subscriptions
        ? warning(
            'It holds subscriptions; they will be made, but not enabled.',
            'Enable one only when the source of the backup no longer has it.',
          )
        : null,
  },
  {
    code: 'publications',
    fine: () => 'Its publications can be used.',
    find: ({ needs, facts }) =>
      needs.publications && facts.walLevel !== 'logical'
        ? warning(
            `It holds publications; with wal_level ${facts.walLevel} the server cannot serve them.`,
            'Set wal_level to logical before anybody subscribes.',
          )
        : null,
  },
  {
    code: 'production',
    fine: () => 'The server is not marked as production.',
    find: ({ production }) =>
      production
        ? warning('The server is marked as production.', 'The restore takes its disk, memory and time while it runs.')
        : null,
  },
];

/** Every check of a target, in the order in which a person would make them. Pure. */
export function judgeTarget(intent: Intent): ReadinessCheck[] {
  const applying = intent.replaces ? rules.filter(({ code }) => code !== 'target') : rules;
  return applying.map(({ code, fine, find }) => {
    const found = find(intent);
    return found
      ? { code, ok: false, ...found, fix: found.fix ?? null }
      : { code, ok: true, severity: 'note', message: fine(intent), nextStep: '', fix: null };
  });
}
