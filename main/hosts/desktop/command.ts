import { app } from 'electron';
import { watchInterrupts } from '../cli/interrupts.ts';
import { runCli } from '../cli/run.ts';
import { desktopSecrets } from './secrets.ts';

/** Runs the command line interface in the installed program: no window, no tray, the passwords of the desktop. */
export async function runCommand(args: readonly string[]): Promise<void> {
  app.dock?.hide();
  const signal = watchInterrupts();
  await app.whenReady();
  const code = await runCli(args, signal, (config) => ({ secrets: desktopSecrets(config) }));
  // What is still on its way to a pipe would be lost.
  process.stdout.write('', () => app.exit(code));
}
