import { z } from 'zod';
import { drill } from '../../../shared/model/drill.ts';
import { describePlan } from '../dumps.ts';
import { lifeboat } from '../lifeboat.ts';
import { median, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { Stage } from '../stage.ts';

const answer = z.object({ drill: drill.extend({ state: z.literal('restored'), rtoMs: z.number() }) });

/** How long a rehearsed restore takes as a whole process, and how much of it is the restore itself. */
export async function drillCase(stage: Stage): Promise<Line[]> {
  const database = await stage.shop();
  const server = await stage.server();
  const home = await stage.folder();
  await describePlan(home, server, database);
  await timeCommand(lifeboat(home, ['backup', database], stage.signal));
  stage.say('drills');
  const wall: number[] = [];
  const rto: number[] = [];
  for (let round = 0; round < stage.settings.rounds; round += 1) {
    const sample = await timeCommand(lifeboat(home, ['drill', 'latest'], stage.signal));
    wall.push(sample.wallMs);
    rto.push(answer.parse(JSON.parse(sample.stdout)).drill.rtoMs);
  }
  const seconds = (values: number[]) => ({ value: median(values) / 1000, unit: 's' as const });
  return [
    { name: 'drill: wall', ...seconds(wall), medians: {}, samples: { lifeboat: wall } },
    { name: 'drill: time to restore', ...seconds(rto), medians: {}, samples: { lifeboat: rto } },
  ];
}
