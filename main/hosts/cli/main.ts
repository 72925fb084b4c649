import { watchInterrupts } from './interrupts.ts';
import { runCli } from './run.ts';

// A reader that leaves early, such as `head`, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2), watchInterrupts());
