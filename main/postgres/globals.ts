import { capture } from '../exec.ts';
import { conninfo, type ServerAccess, secretsOf } from './access.ts';
import { classifyFailure } from './failures.ts';

/**
 * Roles, memberships and tablespaces as SQL, without passwords: reading those needs pg_authid, which managed servers hide.
 * @throws AppError when the role may not see them or the server has gone.
 */
export async function dumpGlobals(
  access: ServerAccess,
  database: string,
  pgDumpall: string,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const result = await capture({
    file: pgDumpall,
    // The option takes a connection string as well, which keeps a hostile name a name.
    args: ['--globals-only', '--no-role-passwords', `--database=${conninfo(database)}`, '--no-password'],
    env,
    signal,
    secrets: secretsOf(access),
  });
  if (result.code !== 0)
    throw classifyFailure({ tool: 'pg_dumpall', exitCode: result.code, signal: result.signal, stderr: result.stderr });
  return result.stdout;
}
