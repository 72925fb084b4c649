import { makeHistory } from '../history.ts';
import { lifeboat } from '../lifeboat.ts';
import { interleave, median, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { Stage } from '../stage.ts';

const AT_MOST_MS = 400;
const ROUNDS = 11;
const SMALL = 60;
const LARGE = 200_000;

/** How long a prompt or a monitor waits for `lifeboat status` more than for a Node that does nothing. */
export async function statusCase(stage: Stage): Promise<Line[]> {
  const large = stage.settings.quick ? LARGE / 10 : LARGE;
  const homes = { small: await stage.folder(), large: await stage.folder() };
  stage.say(`catalogs of ${SMALL} and ${large} backups`);
  await makeHistory(homes.small, SMALL);
  await makeHistory(homes.large, large);
  const nothing = { file: process.execPath, args: ['-e', '0'], cwd: homes.small, signal: stage.signal };
  const wall = async (run: ReturnType<typeof timeCommand>) => (await run).wallMs;
  const times = await interleave(ROUNDS, {
    node: () => wall(timeCommand(nothing)),
    small: () => wall(timeCommand(lifeboat(homes.small, ['status'], stage.signal))),
    large: () => wall(timeCommand(lifeboat(homes.large, ['status'], stage.signal))),
  });
  const figure = (side: 'small' | 'large', backups: number): Line => ({
    name: `status: more than node -e 0, ${backups} backups`,
    value: median(times[side]) - median(times.node),
    unit: 'ms',
    atMost: AT_MOST_MS,
    medians: {
      status: { value: median(times[side]), unit: 'ms' },
      'node -e 0': { value: median(times.node), unit: 'ms' },
    },
    samples: { status: times[side], 'node -e 0': times.node },
  });
  return [figure('small', SMALL), figure('large', large)];
}
