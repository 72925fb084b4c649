import { damagedData, extensionMissing, lockTimeout, serverDiskFull, serverOutOfMemory } from './explanations.ts';
import { isRestoring } from './rule.ts';
import type { FailureRule } from './rule.ts';

/** What the server reports while it works. */
export const serverRules: readonly FailureRule[] = [
  {
    pattern: /(?:ERROR|FATAL|PANIC): .*(?:No space left on device|Disk quota exceeded)/,
    explain: () => serverDiskFull(),
  },
  {
    pattern:
      /(?:ERROR|FATAL|PANIC): +((?:invalid page in block|could not read blocks? |could not open file "(?:base|global|pg_)|missing chunk number|unexpected chunk number|compressed .* data is corrupt|found xmin .* from before relfrozenxid|could not access status of transaction|invalid memory alloc request size 18446744).*)/,
    explain: ([, reason = '']) => damagedData(reason),
  },
  {
    pattern: /canceling statement due to lock timeout|deadlock detected|could not obtain lock on/,
    explain: ({ input }) => lockTimeout(lockedTable(input)),
  },
  {
    // pg_dump applies --lock-wait-timeout as a statement_timeout around LOCK TABLE.
    pattern: /canceling statement due to statement timeout[\s\S]*(?:Query|Command) was: LOCK TABLE/,
    explain: ({ input }) => lockTimeout(lockedTable(input)),
  },
  {
    pattern: /canceling statement due to statement timeout/,
    explain: (_match, { role }) => ({
      code: 'tool_failed',
      message: "The server's statement_timeout stopped a statement.",
      nextStep: `Run as a superuser: ALTER ROLE ${role} SET statement_timeout = 0;`,
    }),
  },
  {
    pattern: /extension "(.*)" is not available|could not open extension control file ".*?([^"/\\]+)\.control"/i,
    explain: ([, name, file]) => extensionMissing(name ?? file ?? ''),
  },
  {
    pattern: /could not access file "(.*)": No such file or directory/,
    explain: ([, library = '']) => extensionMissing(library.replace(/^\$libdir\//, '')),
  },
  {
    pattern: /tablespace "(.*)" does not exist|invalid value for parameter "default_tablespace": "(.*)"/i,
    explain: ([, name, set]) => ({
      code: 'tablespace_missing',
      message: `The tablespace "${name ?? set ?? ''}" is not there on the server.`,
      nextStep: `Make it there with CREATE TABLESPACE, or restore without tablespaces (--no-tablespaces).`,
    }),
  },
  {
    pattern: /ERROR: +role "(.*)" does not exist/,
    explain: ([, role = '']) => ({
      code: 'roles_missing',
      message: `The role "${role}", which the backup refers to, does not exist on this server.`,
      nextStep: `Create it (CREATE ROLE "${role.replaceAll('"', '""')}" NOLOGIN;) or restore without owners (--no-owner).`,
    }),
  },
  {
    pattern: /ERROR: +database "(.*)" already exists/,
    explain: ([, database = '']) => ({
      code: 'database_exists',
      message: `The database "${database}" already exists on this server.`,
      nextStep: 'Choose another name for the new database.',
    }),
  },
  {
    pattern: /(?:source )?database "(.*)" is being accessed by other users/,
    explain: ([, database = '']) => ({
      code: 'in_use',
      message: `The database "${database}" is in use by other sessions.`,
      nextStep: 'Close the applications connected to it and try again.',
    }),
  },
  {
    pattern: /unrecognized configuration parameter "(.*)"/,
    explain: ([, setting = '']) => ({
      code: 'restore_failed',
      message: `The backup was made by a newer pg_dump: it sets "${setting}", which this older server does not know.`,
      nextStep: 'Restore into a server at least as new as the one the backup was made from.',
    }),
  },
  {
    pattern: /ERROR: +collation "(.*)" for encoding "(.*)" does not exist/,
    explain: ([, collation = '', encoding = '']) => ({
      code: 'collation_missing',
      message: `The server has no collation "${collation}" for ${encoding}.`,
      nextStep:
        "Install that locale on the machine of the server, then: SELECT pg_import_system_collations('pg_catalog');",
    }),
  },
  {
    pattern:
      /ERROR: +((?:schema|relation|type|function|extension|constraint|trigger) .* already exists.*|duplicate key value .*)/,
    explain: ([, reason = ''], { tool }) =>
      isRestoring(tool)
        ? {
            code: 'restore_failed',
            message: `The target database was not empty: ${reason}.`,
            nextStep: 'Restore into a new database.',
          }
        : null,
  },
  {
    pattern:
      /invalid memory alloc request size|requested length too large|out of memory[\s\S]*Cannot enlarge string buffer/,
    explain: () => ({
      code: 'tool_failed',
      message:
        'A row is too large for the server to send: its text form exceeds 1 GB (a bytea doubles in size as text).',
      nextStep: 'Find the row named in the detail and split or remove its largest value; PostgreSQL cannot dump it.',
    }),
  },
  { pattern: /ERROR: +out of memory/, explain: () => serverOutOfMemory() },
];

function lockedTable(text: string): string {
  return (
    /LOCK TABLE (.*?) IN ACCESS SHARE MODE/.exec(text)?.[1] ??
    /could not obtain lock on relation (".*")/.exec(text)?.[1] ??
    ''
  );
}
