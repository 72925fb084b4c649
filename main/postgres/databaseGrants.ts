import { quoteIdentifier } from './session.ts';

export interface Grant {
  readonly grantor: string;
  /** Null for PUBLIC. */
  readonly grantee: string | null;
  /** `CREATE`, `TEMPORARY` or `CONNECT`. */
  readonly privilege: string;
  readonly grantable: boolean;
}

/** The statements that turn the default privileges of a database into these; nothing to do where nobody ever changed them. */
export function grantStatements(database: string, owner: string, grants: readonly Grant[] | null): string[] {
  if (grants === null) return [];
  const on = `ON DATABASE ${quoteIdentifier(database)}`;
  const revocations = [`REVOKE ALL ${on} FROM PUBLIC`, `REVOKE ALL ${on} FROM ${quoteIdentifier(owner)}`];
  return [...revocations, ...inOrder(owner, grants).flatMap((grant) => statementsOf(grant, on, owner))];
}

/** Who grants must have been given the right to do so before: the owner first, then those the owner trusted, and so on. */
function inOrder(owner: string, grants: readonly Grant[]): Grant[] {
  const ordered: Grant[] = [];
  let rest = [...grants];
  for (;;) {
    const able = rest.filter(({ grantor, privilege }) => grantor === owner || mayGrant(ordered, grantor, privilege));
    if (able.length === 0) return [...ordered, ...rest];
    ordered.push(...able);
    rest = rest.filter((grant) => !able.includes(grant));
  }
}

function mayGrant(granted: readonly Grant[], role: string, privilege: string): boolean {
  return granted.some((grant) => grant.grantee === role && grant.privilege === privilege && grant.grantable);
}

/** The owner's grants are made by whoever has the owner's rights; those of others must be made as them. */
function statementsOf({ grantor, grantee, privilege, grantable }: Grant, on: string, owner: string): string[] {
  const to = grantee === null ? 'PUBLIC' : quoteIdentifier(grantee);
  const grant = `GRANT ${privilege} ${on} TO ${to}${grantable ? ' WITH GRANT OPTION' : ''}`;
  return grantor === owner ? [grant] : [`SET LOCAL ROLE ${quoteIdentifier(grantor)}`, grant, 'RESET ROLE'];
}
