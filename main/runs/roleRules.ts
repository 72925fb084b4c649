import { error, missing, type Rule, warning } from './readinessRule.ts';

/** What the role of the connection may do, and for whom. */
export const roleRules: readonly Rule[] = [
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
];
