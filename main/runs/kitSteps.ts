import path from 'node:path';
import { printable } from '../../shared/format.ts';
import { quote } from '../../shared/restoreCommand.ts';
import type { KitFacts, KitPlan } from './kitFacts.ts';

/** What to do next, and the commands that do it. */
export interface KitStep {
  readonly about: string;
  readonly commands: readonly string[];
}

/** The plan whose newest backup the commands restore as they stand, as long as nobody says another. */
export function examplePlan({ plans, form }: KitFacts): KitPlan | undefined {
  return (
    plans.find(({ encryption }) => encryption === form) ?? plans.find(({ encryption }) => encryption !== 'passphrase')
  );
}

/** How to get a database back with this kit, the backups, and programs that anybody can install; for a POSIX shell. */
export function kitSteps(facts: KitFacts): KitStep[] {
  const plan = examplePlan(facts);
  const plain = plan?.format === 'plain';
  const ending = plain ? String.raw`\.sql[.a-z]*\.age` : String.raw`\.dump\.age`;
  const age = facts.form === 'hybrid' ? '1.3' : '1.0';
  const version = plan?.serverVersion?.split('.')[0];
  return [
    {
      about:
        `Install age ${age} or newer (age-encryption.org) and the PostgreSQL programs${version === undefined ? '' : `, version ${version} or newer`}. ` +
        'Start a PostgreSQL server, and set PGHOST, PGPORT, PGUSER so that psql reaches it as a superuser. ' +
        'In a shell (on Windows: WSL), go to the folder of this file. FOLDER is that of the backups; the newest one is taken unless ARCHIVE says another.',
      commands: [
        'umask 077',
        `KIT=${quote(oneLine(facts.fileName))}`,
        `FOLDER=${quote(oneLine(plan?.folder ?? path.join('backups', 'plan')))}`,
        `ARCHIVE=$(ls "$FOLDER" | grep '${ending}$' | tail -n 1)`,
        `BASE=$(echo "$ARCHIVE" | sed 's/${ending}$//')`,
      ],
    },
    {
      about: 'Check that the file is what was written: these two must show the same number.',
      commands: [`sha256sum "$FOLDER/$ARCHIVE"`, `grep '"storedSha256"' "$FOLDER/$BASE.json"`],
    },
    {
      about: 'Decrypt the roles and the archive. (With a backup that has no file of roles, leave the first out.)',
      commands: [
        `age -d -i "$KIT" "$FOLDER/$BASE.globals.sql.age" > globals.sql`,
        `age -d -i "$KIT" "$FOLDER/$ARCHIVE" > restore${plain ? '' : '.dump'}`,
      ],
    },
    { about: 'Make the roles; that some exist already is fine.', commands: ['psql -X -d postgres -f globals.sql'] },
    plain ? fillPlain : fillArchive(plan?.database),
    {
      about: 'Remove what was decrypted.',
      commands: [`rm -f globals.sql restore${plain ? '' : '.dump'}`],
    },
  ];
}

function fillArchive(database: string | undefined): KitStep {
  return {
    about:
      `Make the database under its own name${database === undefined ? '' : ` (${printable(database)})`}, and fill it. ` +
      'For another name: createdb -T template0 NAME && pg_restore --exit-on-error -d NAME restore.dump',
    commands: ['pg_restore --create --exit-on-error -d postgres restore.dump'],
  };
}

const fillPlain: KitStep = {
  about: 'Make a database, and fill it. A file that ends in .gz.age or .zst.age is compressed.',
  commands: [
    'createdb -T template0 restored',
    `case "$ARCHIVE" in *.gz.age) gzip -dc restore ;; *.zst.age) zstd -dc restore ;; *) cat restore ;; esac | psql -X -v ON_ERROR_STOP=1 -d restored`,
  ],
};

/** The name of a file or folder may hold anything; what breaks a line cannot be in a command of one line. */
function oneLine(folder: string): string {
  return printable(folder);
}
