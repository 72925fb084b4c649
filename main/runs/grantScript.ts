import type { CallOutput, ParsedInput } from '../../shared/contract.ts';
import { listDatabases } from '../postgres/database.ts';
import { type GrantFacts, readGrantFacts } from '../postgres/grantFacts.ts';
import { grantText } from '../postgres/grantText.ts';
import { openSession } from '../postgres/session.ts';
import { requireConnection, resolveAccess } from './access.ts';
import type { Context } from './context.ts';

/**
 * A script that makes a role with just the rights a backup needs, for the databases, schemas and owners that a server has now.
 * @throws AppError `no_connection`, `no_database`, `permission_denied` and what reaching the server may end with.
 */
export async function grantScript(
  context: Context,
  { name, role, databases }: ParsedInput<'connections.grantScript'>,
  signal: AbortSignal,
): Promise<CallOutput<'connections.grantScript'>> {
  const connection = requireConnection(context, name);
  const access = await resolveAccess(context, connection);
  await using session = await openSession(access, connection.database, signal);
  const everything = databases.length === 0;
  const wanted = everything ? (await listDatabases(session)).map((database) => database.name) : databases;
  const facts: GrantFacts[] = [];
  for (const database of wanted) {
    await using inside = await openSession(access, database, signal);
    facts.push(await readGrantFacts(inside, database));
  }
  const script = grantText({
    role,
    connection: name,
    serverVersion: session.serverVersion,
    major: Math.floor(session.serverVersionNumber / 10_000),
    everything,
    databases: facts,
  });
  return { role, databases: [...wanted], script };
}
