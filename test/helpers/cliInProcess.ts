import { vi } from 'vitest';
import { runCli as run } from '../../main/hosts/cli/run.ts';
import { type CliOptions, type CliResult, result } from './cli.ts';

/** The command line within this process: quicker than the real one, and counted in the coverage. One at a time. */
export async function runCliHere(
  args: readonly string[],
  { home, env = {}, cwd = home }: CliOptions,
): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((stdout += String(chunk)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((stderr += String(chunk)), true)),
    vi.spyOn(process, 'cwd').mockReturnValue(cwd),
  ];
  for (const [name, value] of Object.entries({ ...env, LIFEBOAT_HOME: home })) vi.stubEnv(name, value);
  try {
    const code = await run(args, new AbortController().signal);
    return result(code, stdout, stderr);
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
