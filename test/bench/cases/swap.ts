import { setTimeout as delay } from 'node:timers/promises';
import { describePlan } from '../dumps.ts';
import { lifeboat } from '../lifeboat.ts';
import { median, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { BenchServer, Stage } from '../stage.ts';

const AT_MOST_MS = 500;
const POLL_MS = 10;
const DATABASE = 'swapped';

/** How long a client that asks every 10 ms is without an answer while its database is replaced. */
export async function swapCase(stage: Stage): Promise<Line[]> {
  const server = await stage.server();
  const home = await stage.folder();
  await fill(server);
  await describePlan(home, server, DATABASE);
  await timeCommand(lifeboat(home, ['backup', DATABASE], stage.signal));
  stage.say('replacements seen by a client');
  const outages: number[] = [];
  for (let round = 0; round < stage.settings.rounds; round += 1) {
    const stop = new AbortController();
    const watching = longestSilence(server, stop.signal);
    const args = ['restore', `latest:${DATABASE}`, '--replace', DATABASE, '--confirm', DATABASE];
    await timeCommand(lifeboat(home, args, stage.signal));
    stop.abort();
    outages.push(await watching);
  }
  return [
    {
      name: 'replace: longest silence for a client',
      value: median(outages),
      unit: 'ms',
      atMost: AT_MOST_MS,
      medians: {},
      samples: { client: outages },
    },
  ];
}

async function fill(server: BenchServer): Promise<void> {
  await using maintenance = await server.open('postgres');
  await maintenance.query(`CREATE DATABASE ${DATABASE} TEMPLATE template0 ENCODING 'UTF8'`);
  await using session = await server.open(DATABASE);
  await session.query('SET search_path = public');
  await session.query(
    `DO $$ BEGIN FOR i IN 1..20 LOOP EXECUTE format('CREATE TABLE t_%s AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g', i); END LOOP; END $$`,
  );
}

/** In ms, from one answer to the next. */
async function longestSilence(server: BenchServer, stop: AbortSignal): Promise<number> {
  let longest = 0;
  let last = performance.now();
  while (!stop.aborted) {
    try {
      await using session = await server.open(DATABASE);
      while (!stop.aborted) {
        await session.query('SELECT 1');
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        await delay(POLL_MS);
      }
    } catch {
      await delay(POLL_MS);
    }
  }
  return longest;
}
