import { isRestoring } from './rule.ts';
import type { Explanation, FailureContext, FailureRule } from './rule.ts';

const QUALIFIED_NAME = /("(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\.("(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)/gu;
const RESTORE_AS_OWNER =
  'Restore as a superuser or as the owner of the target database, or without owners (--no-owner).';

/** Rights that are missing, with the statement that grants them. */
export const permissionRules: readonly FailureRule[] = [
  {
    pattern: /query would be affected by row-level security policy for table "(.*)"/,
    explain: ([, table = ''], { role }) => ({
      code: 'permission_denied',
      message: `The table "${table}" has row-level security, which would hide rows from this role: the backup would be incomplete.`,
      nextStep: `Run as a superuser: ALTER ROLE ${role} BYPASSRLS;`,
    }),
  },
  {
    pattern: /permission denied for table pg_authid/,
    explain: () => ({
      code: 'permission_denied',
      message: 'This role may not read the password hashes of the roles, as on most managed servers.',
      nextStep: 'Save the roles without their passwords (pg_dumpall --no-role-passwords).',
    }),
  },
  {
    pattern:
      /permission denied for (table|view|materialized view|foreign table|sequence|schema|database|large object) (.+)/,
    explain: ([, kind = '', name = ''], context) => denied(kind, name.trim().replace(/^"(.*)"$/, '$1'), context),
  },
  {
    pattern: /permission denied to create database/,
    explain: (_match, { role }) => ({
      code: 'permission_denied',
      message: 'This role may not create databases.',
      nextStep: `Run as a superuser: ALTER ROLE ${role} CREATEDB;`,
    }),
  },
  {
    pattern: /(permission denied (?:for|to) .+|must be (?:owner of|superuser|member of role|able to SET ROLE) .+)/,
    explain: ([, reason = ''], { tool }) => ({
      code: 'permission_denied',
      message: `The role of this connection lacks a right: ${reason}.`,
      nextStep: isRestoring(tool)
        ? RESTORE_AS_OWNER
        : 'Grant the right, or use a role that may read everything (pg_read_all_data).',
    }),
  },
];

function denied(kind: string, name: string, context: FailureContext): Explanation {
  const { role, tool, text } = context;
  const message = `The role of this connection may not ${isRestoring(tool) ? 'change' : 'read'} the ${kind} "${name}".`;
  const grant = (statement: string, more = ''): Explanation => ({
    code: 'permission_denied',
    message,
    nextStep: `Run as its owner or a superuser: GRANT ${statement} TO ${role};${more}`,
  });
  const everything = ` On PostgreSQL 14 and newer, for all objects at once: GRANT pg_read_all_data TO ${role};`;
  switch (kind) {
    case 'database': {
      const connecting = /FATAL: +permission denied for database/.test(text);
      const target = `ON DATABASE ${quote(name)}`;
      if (!connecting) return grant(`CREATE ${target}`);
      return {
        ...grant(`CONNECT ${target}`),
        message: `The role of this connection may not connect to the database "${name}".`,
      };
    }
    case 'schema':
      return isRestoring(tool)
        ? grant(`CREATE ON SCHEMA ${quote(name)}`)
        : grant(`USAGE ON SCHEMA ${quote(name)}`, everything);
    case 'sequence':
      return grant(`SELECT ON SEQUENCE ${qualify(name, text)}`, everything);
    case 'large object':
      return grant(`SELECT ON LARGE OBJECT ${name}`);
    default:
      if (isRestoring(tool)) return { code: 'permission_denied', message, nextStep: RESTORE_AS_OWNER };
      return grant(`SELECT ON TABLE ${qualify(name, text)}`, everything);
  }
}

/** The server names the object without its schema; the failed query, when quoted, has it. */
function qualify(name: string, text: string): string {
  const query = /(?:Query|Command) was: ([\s\S]*)/.exec(text)?.[1] ?? '';
  const candidates = [...query.matchAll(QUALIFIED_NAME)].filter(([, , object = '']) => unquote(object) === name);
  const distinct = new Set(candidates.map(([whole]) => whole));
  const [only] = distinct;
  return distinct.size === 1 && only !== undefined ? only : quote(name);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function unquote(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}
