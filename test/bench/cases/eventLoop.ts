import path from 'node:path';
import { text } from 'node:stream/consumers';
import { start } from '../../../main/exec.ts';
import { describePlan } from '../dumps.ts';
import { top, withApp } from '../lifeboat.ts';
import { type Delay, watchLoop } from '../loopDelay.ts';
import { median } from '../measure.ts';
import type { Line } from '../report.ts';
import type { Stage } from '../stage.ts';

/** The desktop's window, tray and engine share one event loop: above this a person would notice. */
const AT_MOST_MS = 20;

/**
 * How long the event loop of a process keeps others waiting while it takes a backup, beyond what the same machine at the same time does
 * to a process that has nothing to do: dump, decoder and server want more processors than many a machine has.
 */
export async function eventLoopCase(stage: Stage): Promise<Line[]> {
  const database = await stage.shop();
  const server = await stage.server();
  const home = await stage.folder();
  await describePlan(home, server, database);
  return withApp(home, async (app) => {
    stage.say('delay of the event loop');
    const backup = () => app.call('backups.take', { plan: database }, stage.signal);
    await backup();
    const engine: Delay[] = [];
    const bystander: Delay[] = [];
    for (let round = 0; round < stage.settings.rounds; round++) {
      const beside = watchBeside(stage.signal);
      const seen = watchLoop();
      await backup();
      engine.push(seen());
      bystander.push(await beside());
    }
    const figures = (delays: readonly Delay[], name: keyof Delay) => delays.map((delay) => delay[name]);
    const all = (name: keyof Delay) => ({
      engine: { value: median(figures(engine, name)), unit: 'ms' as const },
      bystander: { value: median(figures(bystander, name)), unit: 'ms' as const },
    });
    const line = (name: 'p50' | 'p99' | 'longest', atMost?: number): Line => ({
      name: `event loop while a backup runs, ${name}, more than a bystander’s`,
      value: Math.max(0, all(name).engine.value - all(name).bystander.value),
      unit: 'ms',
      ...(atMost !== undefined && { atMost }),
      medians: all(name),
      samples: { engine: figures(engine, name), bystander: figures(bystander, name) },
    });
    return [line('p50'), line('p99', AT_MOST_MS), line('longest')];
  });
}

function watchBeside(signal: AbortSignal): () => Promise<Delay> {
  const file = path.join(top, 'test', 'bench', 'bystander.ts');
  const child = start({ file: process.execPath, args: [file], stdin: 'pipe', stdout: 'pipe', signal });
  const said = child.stdout ? text(child.stdout) : Promise.resolve('');
  return async () => {
    child.stdin?.end();
    await child.exit;
    return JSON.parse(await said) as Delay;
  };
}
