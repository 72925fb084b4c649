import type { Backup } from './model/backup.ts';
import type { ManifestEncryption } from './model/encryption.ts';

/** A word as a POSIX shell reads it: names may hold anything. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const READERS = [
  { ending: '.gz', program: 'gzip -dc' },
  { ending: '.zst', program: 'zstd -dc' },
];

/** A file of this name is to hold the identity: that of the recovery kit, say. */
const KEY_FILE = 'key.txt';

/**
 * What restores a backup without Lifeboat, into a new and empty database.
 * @param encryption as the manifest says it; null when that cannot be read, or of a plain backup.
 */
export function restoreCommand(backup: Backup, encryption: ManifestEncryption | null): string {
  const target = `${backup.database}_restored`;
  const create = `createdb --template=template0 ${quote(target)}`;
  const archive = quote(backup.path);
  const name = backup.path.replace(/\.age$/, '');
  const unpack = READERS.find(({ ending }) => name.endsWith(ending))?.program;
  const load =
    backup.format === 'plain'
      ? `psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=${quote(target)}`
      : `pg_restore --exit-on-error --dbname=${quote(target)}`;
  if (backup.encrypted) {
    const key = encryption?.form === 'passphrase' ? '' : `--identity ${KEY_FILE} `;
    const steps = [`age --decrypt ${key}${archive}`, ...(unpack === undefined ? [] : [unpack]), load];
    return `${create} && ${steps.join(' | ')}`;
  }
  if (backup.format !== 'plain') return `${create} && ${load} ${archive}`;
  return `${create} && ${unpack === undefined ? `${load} --file=${archive}` : `${unpack} ${archive} | ${load}`}`;
}
