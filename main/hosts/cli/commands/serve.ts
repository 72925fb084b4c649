import { setFlagsFromString } from 'node:v8';
import type { Listener } from '../../../ports.ts';
import type { Cli } from '../cli.ts';
import type { Handler } from '../command.ts';
import { warningsOnce } from '../print/events.ts';
import { plural } from '../print/text.ts';
import { showPage } from '../showPage.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** npm and the terminal both pass Ctrl-C on. */
const SAME_PRESS_MS = 100;

export const serve: Handler = async (cli, input) => {
  // It lives for weeks and mostly waits. Once grown, the space for new objects is not given back: 15 MB, hence before all is loaded.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { serve: serveScreens } = await import('../../web/serve.ts');
  const app = await cli.open({ door: 'web', listener: tellNotes(cli) });
  const served = await serveScreens(app, input.number('port'));
  if (input.flag('open')) await showPage(cli.screen, served.here ? served.launchUrl() : served.url);
  const json = { url: served.url };
  if (!served.here) return { json, lines: () => ['Lifeboat of this home runs already. Open:', `  ${served.url}`] };
  const drain = input.flag('drain');
  return {
    json,
    lines: () => [
      'Open:',
      `  ${served.url}`,
      'The address works once; `lifeboat serve` prints a new one. Ctrl-C stops it.',
    ],
    async after() {
      await stopped(cli.signal);
      await served.stop({ patience: (runs) => patience(cli, drain, runs) });
      cli.screen.note('Stopped.');
    },
  };
};

function tellNotes({ screen }: Cli): Listener {
  const tellWarnings = warningsOnce(screen);
  return (event) => {
    if (event.type === 'note') screen.note(event.message);
    if (event.type === 'run') tellWarnings(event.run);
  };
}

/** On a terminal, or when told to, runs are let end; the next Ctrl-C cancels them. */
async function patience({ screen }: Cli, drain: boolean, runs: number): Promise<void> {
  if (!drain && !process.stdin.isTTY) return;
  screen.note(`Waiting for ${plural(runs, 'run')} to end. Ctrl-C cancels ${runs === 1 ? 'it' : 'them'}.`);
  await nextInterrupt();
}

/** Until now a further Ctrl-C would have ended the process at once; the one after this still does. */
function nextInterrupt(): Promise<void> {
  const since = performance.now();
  const earlier = SIGNALS.map((name) => [name, process.listeners(name)] as const);
  for (const name of SIGNALS) process.removeAllListeners(name);
  return new Promise((resolve) => {
    const heard = () => {
      if (performance.now() - since < SAME_PRESS_MS) return;
      for (const [name, listeners] of earlier) {
        process.off(name, heard);
        for (const listener of listeners) process.on(name, listener);
      }
      resolve();
    };
    for (const name of SIGNALS) process.on(name, heard);
  });
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
