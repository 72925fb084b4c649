import { formatBytes } from '../../shared/format.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { sameSpelling } from '../postgres/targetFacts.ts';
import { error, missing, type Rule, warning } from './readinessRule.ts';

/** The settings of a session that pg_restore 17 sets in any case, and older servers do not know. */
const TRANSACTION_TIMEOUT_MAJOR = 17;
/** Indexes and the work of building them need room beside the tables. */
const SPACE_FACTOR = 1.5;
/** One session to create and rename, one to compare. */
const OWN_SESSIONS = 2;

const sizeOf = ({ contents }: Manifest): number => contents.tables.reduce((sum, table) => sum + table.bytes, 0);
const sourceMajor = ({ serverVersion }: Manifest): number => Number.parseInt(serverVersion, 10);

/** Whether the server takes writes, and the name is free. */
export const targetRules: readonly Rule[] = [
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
];

/** What the server is: its version, sorting, space and connections. */
export const serverRules: readonly Rule[] = [
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
