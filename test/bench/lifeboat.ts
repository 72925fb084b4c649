import path from 'node:path';
import { createApp, type App } from '../../main/app.ts';
import { readConfig } from '../../main/config.ts';
import type { Command } from '../../main/exec.ts';

export const top = path.join(import.meta.dirname, '..', '..');

/** The command line as people run it: a process of its own, on a home of its own. */
export function lifeboat(home: string, args: readonly string[], signal: AbortSignal): Command {
  const script = path.join(top, 'scripts', 'lifeboat.mjs');
  // In the home, where no .env lies.
  return { file: process.execPath, args: [script, '--home', home, ...args, '--json', '--quiet'], cwd: home, signal };
}

/** Lifeboat in this process, on a home; it sees no variable of the machine's. */
export async function withApp<T>(home: string, use: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp({
    config: readConfig({ home, env: {}, cwd: home }),
    actor: { user: 'bench', host: 'here', door: 'cli' },
  });
  try {
    return await use(app);
  } finally {
    app.close();
  }
}
