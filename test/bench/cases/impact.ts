import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { withServerEnvironment } from '../../../main/postgres/access.ts';
import { bareDump, compressionArguments, describePlan } from '../dumps.ts';
import { lifeboat } from '../lifeboat.ts';
import { interleave, median, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { BenchServer, Stage } from '../stage.ts';

const DATABASE = 'pgbench';

/** What the source's own work suffers while it is backed up, against a bare dump and against peace. Reported, not judged. */
export async function impactCase(stage: Stage): Promise<Line[]> {
  await stage.shop();
  const server = await stage.server();
  const pgbench = path.join(server.client.dir, process.platform === 'win32' ? 'pgbench.exe' : 'pgbench');
  if (!existsSync(pgbench)) {
    stage.say(`skipped: there is no pgbench beside pg_dump ${server.client.version.text}`);
    return [];
  }
  const [home, folder] = [await stage.folder(), await stage.folder()];
  return withServerEnvironment(server.access, folder, async (env) => {
    await makeDatabase(stage, server, pgbench, env);
    await describePlan(home, server, DATABASE);
    const dump = async (signal: AbortSignal) => {
      const file = path.join(folder, 'bare.dump');
      const compression = compressionArguments(server.client.version.major);
      await timeCommand(bareDump(server, DATABASE, env, file, compression, signal));
      await rm(file);
    };
    const backup = async (signal: AbortSignal) => {
      await timeCommand(lifeboat(home, ['backup', DATABASE], signal));
      await rm(path.join(home, 'backups'), { recursive: true });
    };
    const load = () => throughput(stage, pgbench, env);
    stage.say('throughput of the source');
    const tps = await interleave(stage.settings.rounds, {
      peace: load,
      pg_dump: () => during(stage, dump, load),
      lifeboat: () => during(stage, backup, load),
    });
    const share = (side: 'lifeboat' | 'pg_dump', other: 'pg_dump' | 'peace'): Line => ({
      name: `impact: throughput during ${side}, of that during ${other}`,
      value: median(tps[side]) / median(tps[other]),
      unit: 'share',
      medians: {
        [side]: { value: median(tps[side]), unit: 'tps' },
        [other]: { value: median(tps[other]), unit: 'tps' },
      },
      samples: { [side]: tps[side], [other]: tps[other] },
    });
    return [share('lifeboat', 'pg_dump'), share('lifeboat', 'peace'), share('pg_dump', 'peace')];
  });
}

async function makeDatabase(
  stage: Stage,
  server: BenchServer,
  pgbench: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await using session = await server.open('postgres');
  await session.query(`CREATE DATABASE ${DATABASE} TEMPLATE template0`);
  const scale = stage.settings.quick ? '2' : '20';
  await timeCommand({ file: pgbench, args: ['-i', '-q', '-s', scale, DATABASE], env, signal: stage.signal });
}

/** Transactions per second that pgbench gets through. */
async function throughput(stage: Stage, pgbench: string, env: Readonly<Record<string, string>>): Promise<number> {
  const seconds = stage.settings.quick ? '3' : '15';
  const args = ['-c', '4', '-j', '2', '-M', 'prepared', '-T', seconds, DATABASE];
  const { stdout } = await timeCommand({ file: pgbench, args, env, signal: stage.signal });
  return Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
}

/** Repeats `work` for as long as `measure` takes; what is under way then is stopped. */
async function during<T>(
  stage: Stage,
  work: (signal: AbortSignal) => Promise<unknown>,
  measure: () => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const signal = AbortSignal.any([stage.signal, end.signal]);
  const loop = async () => {
    while (!signal.aborted) await work(signal);
  };
  const looping = loop().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  try {
    // A backup that fails must not pass for one that costs nothing.
    return await Promise.race([measure(), looping.then(() => new Promise<never>(() => undefined))]);
  } finally {
    end.abort();
    await looping.catch(() => undefined);
  }
}
