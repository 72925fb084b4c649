import { printable } from '../../shared/format.ts';
import type { GrantFacts } from './grantFacts.ts';

export interface GrantOrder {
  readonly role: string;
  readonly connection: string;
  readonly serverVersion: string;
  readonly major: number;
  /** True for every database of the server: then one grant is enough, where the server knows it. */
  readonly everything: boolean;
  readonly databases: readonly GrantFacts[];
}

/** The predefined role came with 14; default privileges for large objects with 18. */
const READ_ALL_SINCE = 14;
const LARGE_OBJECT_DEFAULTS_SINCE = 18;

/** A script for psql. It can be run again; it takes nothing away. */
export function grantText(order: GrantOrder): string {
  const { role, databases, everything, major } = order;
  const grantee = identifier(role);
  const readAll = everything && major >= READ_ALL_SINCE;
  const filtered = databases.flatMap((facts) => facts.filtered);
  return [
    `-- A role for backups: it may read everything, and change nothing.`,
    `-- For the server of the connection ${printable(order.connection)} (PostgreSQL ${printable(order.serverVersion)}). Run as a superuser:`,
    `--   psql -X -d postgres -f THIS_FILE`,
    `-- Then give it a password; psql asks for it, and sends no more than its hash:`,
    `--   \\password ${printable(grantee)}`,
    '',
    `\\set ON_ERROR_STOP on`,
    `SELECT ${literal(`CREATE ROLE ${grantee} LOGIN`)} WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) \\gexec`,
    ...(readAll
      ? [
          '',
          '-- Every schema, table, view and sequence of every database, those to come as well.',
          `GRANT pg_read_all_data TO ${grantee};`,
        ]
      : []),
    ...(filtered.length > 0
      ? [
          '',
          '-- Row-level security would hide rows, and pg_dump refuses to leave rows out without a word:',
          ...filtered.slice(0, 20).map((table) => `--   ${printable(table)}`),
          `ALTER ROLE ${grantee} BYPASSRLS;`,
        ]
      : []),
    ...databases.flatMap((facts) => ofDatabase(facts, grantee, readAll, major)),
    '',
    '-- Roles and tablespaces are saved by pg_dumpall --no-role-passwords, which needs no more than this.',
    '',
  ].join('\n');
}

function ofDatabase(facts: GrantFacts, grantee: string, readAll: boolean, major: number): string[] {
  const { database, schemas, owners, largeObjects } = facts;
  return [
    '',
    `-- ${printable(database)}`,
    `GRANT CONNECT ON DATABASE ${identifier(database)} TO ${grantee};`,
    ...connect(database),
    ...(readAll ? [] : schemas.flatMap((schema) => ofSchema(identifier(schema), grantee))),
    ...(readAll || owners.length === 0
      ? []
      : [
          '-- What these roles make from now on; if another one begins to make tables, run a new script.',
          ...owners.flatMap((owner) => toCome(identifier(owner), grantee)),
        ]),
    ...ofLargeObjects(largeObjects, owners, grantee, major),
  ];
}

function ofSchema(schema: string, grantee: string): string[] {
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${grantee};`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${grantee};`,
    `GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${grantee};`,
  ];
}

function toCome(owner: string, grantee: string): string[] {
  return ['USAGE ON SCHEMAS', 'SELECT ON TABLES', 'SELECT ON SEQUENCES'].map(
    (right) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT ${right} TO ${grantee};`,
  );
}

/** No predefined role reaches large objects: each has its own owner and rights. */
function ofLargeObjects(count: number, owners: readonly string[], grantee: string, major: number): string[] {
  if (count === 0) return [];
  return [
    '-- Each large object has rights of its own.',
    `SELECT format(${literal(`GRANT SELECT ON LARGE OBJECT %s TO ${grantee.replaceAll('%', '%%')}`)}, oid) FROM pg_largeobject_metadata \\gexec`,
    ...(major >= LARGE_OBJECT_DEFAULTS_SINCE
      ? owners.map(
          (owner) =>
            `ALTER DEFAULT PRIVILEGES FOR ROLE ${identifier(owner)} GRANT SELECT ON LARGE OBJECTS TO ${grantee};`,
        )
      : ['-- New ones have no such default: run this again when a backup says that one cannot be read.']),
  ];
}

/** As pg_dumpall writes it: a connection string, in which no name can be taken for anything else. */
function connect(database: string): string[] {
  if (/[\r\n]/.test(database))
    return ['-- psql cannot change to a database with a line break in its name: connect to it by hand.'];
  const inString = database.replaceAll(/['\\]/g, String.raw`\$&`);
  return [`\\connect -reuse-previous=on "${`dbname='${inString}'`.replaceAll('"', '""')}"`];
}

/** Quoted; with control characters as their codes, so that showing the script does nothing to a terminal. */
function identifier(name: string): string {
  return spelled(name, '"');
}

function literal(text: string): string {
  return spelled(text, "'");
}

function spelled(text: string, quote: '"' | "'"): string {
  const doubled = text.replaceAll(quote, quote + quote);
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) {
    return quote === "'" && text.includes('\\')
      ? ` E'${doubled.replaceAll('\\', '\\\\')}'`
      : `${quote}${doubled}${quote}`;
  }
  const coded = doubled.replaceAll('\\', '\\\\').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\+${code.toString(16).padStart(6, '0')}` : `\\${code.toString(16).padStart(4, '0')}`;
  });
  return `U&${quote}${coded}${quote}`;
}
