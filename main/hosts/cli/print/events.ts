import type { Run } from '../../../../shared/model/run.ts';
import type { Listener } from '../../../ports.ts';
import { progressBar, progressLine } from './progress.ts';
import type { Screen } from './screen.ts';

/** Shows on stderr what happens while a command works: a bar or a line per phase, notes, warnings and advisories. */
export function reportEvents(screen: Screen): Listener {
  const tellWarnings = warningsOnce(screen);
  const said = new Map<string, string>();
  return (event) => {
    // What is shown is only what a person at a terminal waits for.
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check
    switch (event.type) {
      case 'note':
        return screen.note(event.message);
      case 'run':
        if (event.run.endedAt !== null) screen.clear();
        return tellWarnings(event.run);
      case 'progress': {
        if (screen.live) return screen.draw(progressBar(event.progress, screen.width));
        const line = progressLine(event.progress);
        if (said.get(event.run) === line) return;
        said.set(event.run, line);
        return screen.note(line);
      }
    }
  };
}

/** Every event of a run repeats its warnings; each is told once. */
export function warningsOnce(screen: Screen): (run: Run) => void {
  const told = new Set<string>();
  return (run) => {
    const texts = [...run.warnings, ...run.advisories.map(({ message, nextStep }) => `${message} ${nextStep}`)];
    for (const text of texts) {
      if (told.has(`${run.id} ${text}`)) continue;
      told.add(`${run.id} ${text}`);
      screen.warn(text);
    }
  };
}
