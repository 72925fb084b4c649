import type { Backup } from '../shared/model/backup.ts';

/** A word as a POSIX shell reads it: names may hold anything. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `lifeboat …`; a name that looks like an option is told to be none. */
export function lifeboat(command: string, name: string): string {
  return `lifeboat ${command} ${name.startsWith('-') ? '-- ' : ''}${quote(name)}`;
}

const READERS = [
  { ending: '.gz', program: 'gzip -dc' },
  { ending: '.zst', program: 'zstd -dc' },
];

/** What restores a backup without Lifeboat, into a new and empty database. */
export function restoreCommand(backup: Backup): string {
  const target = `${backup.database}_restored`;
  const create = `createdb --template=template0 ${quote(target)}`;
  const archive = quote(backup.path);
  if (backup.format !== 'plain') return `${create} && pg_restore --exit-on-error --dbname=${quote(target)} ${archive}`;
  const reader = READERS.find(({ ending }) => backup.path.endsWith(ending))?.program;
  const psql = `psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=${quote(target)}`;
  return `${create} && ${reader === undefined ? `${psql} --file=${archive}` : `${reader} ${archive} | ${psql}`}`;
}
