import path from 'node:path';
import type { Command } from '../../main/exec.ts';
import { conninfo } from '../../main/postgres/access.ts';
import type { CallInput } from '../../shared/contract.ts';
import { resolveCompression } from '../../shared/model/plan.ts';
import { withApp } from './lifeboat.ts';
import type { BenchServer } from './stage.ts';

/** What somebody without Lifeboat would type; pg_dump syncs the file itself at the end. */
export function bareDump(
  server: BenchServer,
  database: string,
  env: Readonly<Record<string, string>>,
  file: string,
  compression: readonly string[],
  signal: AbortSignal,
): Command {
  const args = ['--format=custom', ...compression, `--file=${file}`, `--dbname=${conninfo(database)}`, '--no-password'];
  return { file: server.client.tools.pg_dump ?? '', args, env, cwd: path.dirname(file), signal };
}

/** Gives a home the connection to the server and a plan that is named like its database. */
export async function describePlan(
  home: string,
  server: BenchServer,
  database: string,
  plan: Partial<CallInput<'plans.add'>> = {},
): Promise<void> {
  const { host, port, user, password } = server.access;
  await withApp(home, async (app) => {
    await app.call('connections.add', {
      name: 'server',
      host,
      port,
      user,
      ...(password.kind === 'text' && { password: password.text }),
    });
    await app.call('plans.add', { name: database, connection: 'server', database, schedule: null, ...plan });
  });
}

/** What a plan's `auto` means, for pg_dump. A bare number is gzip in every version. */
export function compressionArguments(toolMajor: number): string[] {
  const { method, level } = resolveCompression('auto', toolMajor);
  return [`--compress=${method === 'zstd' ? `zstd:${level}` : level}`];
}
