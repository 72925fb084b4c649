import { error, type Intent, missing, type Rule, warning } from './readinessRule.ts';

/** Extensions that work only when the server loads them at its start. */
const PRELOADED = ['pg_cron', 'timescaledb', 'citus', 'pg_partman_bgw', 'pgaudit', 'pglogical'];
const wantedExtensions = ({ manifest, skipExtensions }: Intent) =>
  manifest.contents.extensions.filter(({ name }) => !skipExtensions.includes(name));

/** Which extensions the server can have. */
export const extensionRules: readonly Rule[] = [
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
];
