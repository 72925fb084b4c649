import { z } from 'zod';
import { conninfo, withServerEnvironment } from '../../../main/postgres/access.ts';
import { defaultJobs } from '../../../main/runs/fill.ts';
import { restoreResult } from '../../../shared/model/restore.ts';
import { describePlan } from '../dumps.ts';
import { lifeboat } from '../lifeboat.ts';
import { interleave, median, type Sample, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { Stage } from '../stage.ts';

const AT_MOST = 1.15;
const COPY = 'copy';

const taken = z.object({ backup: z.object({ path: z.string() }) });
const answer = z.object({ restore: restoreResult.extend({ ok: z.literal(true) }) });

/** What a restore that is compared by counts costs more than bare pg_restore of the same file, with as many jobs. */
export async function restoreCase(stage: Stage): Promise<Line[]> {
  const database = await stage.shop();
  const server = await stage.server();
  const [home, folder] = [await stage.folder(), await stage.folder()];
  await describePlan(home, server, database, { fingerprint: 'counts' });
  const backup = await timeCommand(lifeboat(home, ['backup', database], stage.signal));
  const archive = taken.parse(JSON.parse(backup.stdout)).backup.path;

  const dropped = async (restore: () => Promise<Sample>): Promise<Sample> => {
    const sample = await restore();
    await using session = await server.open('postgres');
    await session.query(`DROP DATABASE ${COPY}`);
    await session.query('CHECKPOINT');
    return sample;
  };
  const compared = () =>
    dropped(async () => {
      const sample = await timeCommand(lifeboat(home, ['restore', 'latest', '--to-new', COPY], stage.signal));
      answer.parse(JSON.parse(sample.stdout));
      return sample;
    });
  const bare = () =>
    dropped(async () => {
      await using session = await server.open('postgres');
      await session.query(`CREATE DATABASE ${COPY} TEMPLATE template0 ENCODING 'UTF8'`);
      return await withServerEnvironment(server.access, folder, (env) =>
        timeCommand({
          file: server.client.tools.pg_restore ?? '',
          args: [`--dbname=${conninfo(COPY)}`, '--exit-on-error', `--jobs=${defaultJobs()}`, '--no-password', archive],
          env,
          cwd: folder,
          signal: stage.signal,
        }),
      );
    });

  stage.say('restores against bare pg_restore');
  const samples = await interleave(stage.settings.rounds, { lifeboat: compared, pg_restore: bare });
  const [ours, theirs] = [samples.lifeboat, samples.pg_restore].map((side) => side.map(({ wallMs }) => wallMs));
  if (!ours || !theirs) return [];
  const seconds = (values: number[]) => ({ value: median(values) / 1000, unit: 's' as const });
  return [
    {
      name: 'restore: wall, compared by counts',
      value: median(ours) / median(theirs),
      unit: 'x',
      atMost: AT_MOST,
      medians: { lifeboat: seconds(ours), pg_restore: seconds(theirs) },
      samples: { lifeboat: ours, pg_restore: theirs },
    },
  ];
}
