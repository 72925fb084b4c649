import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { withServerEnvironment } from '../../../main/postgres/access.ts';
import { bareDump, compressionArguments, describePlan } from '../dumps.ts';
import { lifeboat, withApp } from '../lifeboat.ts';
import { childrenCpuMs, interleave, median, type Sample, timeCommand } from '../measure.ts';
import type { Line } from '../report.ts';
import type { BenchServer, Stage } from '../stage.ts';

const SAME_COMPRESSION_AT_MOST = 1.2;
const DEFAULT_COMPRESSION_AT_MOST = 0.4;
const ENCRYPTED_AT_MOST = 1.1;
const MEMORY_AT_MOST = 150_000_000;

interface Dump extends Sample {
  /** Of the server's sessions. */
  readonly serverCpuMs: number;
  readonly archiveBytes: number;
}

const answer = z.object({ backup: z.object({ path: z.string(), storedBytes: z.number(), state: z.literal('good') }) });

/** What a proved backup costs more than bare pg_dump, as whole processes from start to exit. */
export async function backupCase(stage: Stage): Promise<Line[]> {
  const database = await stage.shop();
  const server = await stage.server();
  const [home, sealingHome, folder] = [await stage.folder(), await stage.folder(), await stage.folder()];
  await describePlan(home, server, database);
  // Nothing is encrypted for keys before there is a kit; the key of the machine comes with the plan.
  await withApp(sealingHome, (app) => app.call('keys.recovery', {}));
  await describePlan(sealingHome, server, database, { encryption: { form: 'x25519', recipients: [] } });
  const databaseBytes = await sizeOf(server, database);

  const proved = (of: string) =>
    measured(server, async () => {
      const sample = await timeCommand(lifeboat(of, ['backup', database], stage.signal));
      const { backup } = answer.parse(JSON.parse(sample.stdout));
      await rm(path.dirname(backup.path), { recursive: true });
      return { ...sample, archiveBytes: backup.storedBytes };
    });
  const bare = (compression: readonly string[]) =>
    measured(server, () =>
      withServerEnvironment(server.access, folder, async (env) => {
        const file = path.join(folder, 'bare.dump');
        const sample = await timeCommand(bareDump(server, database, env, file, compression, stage.signal));
        const archiveBytes = (await stat(file)).size;
        await rm(file);
        return { ...sample, archiveBytes };
      }),
    );

  stage.say('backups against bare dumps');
  const dumps = await interleave(stage.settings.rounds, {
    lifeboat: () => proved(home),
    encrypted: () => proved(sealingHome),
    'pg_dump same': () => bare(compressionArguments(server.client.version.major)),
    'pg_dump default': () => bare([]),
  });
  return lines(dumps, databaseBytes);
}

function lines(dumps: Readonly<Record<string, readonly Dump[]>>, databaseBytes: number): Line[] {
  const of = (side: string, what: keyof Omit<Dump, 'stdout'>) => (dumps[side] ?? []).map((dump) => dump[what]);
  const compare = (
    what: 'wallMs' | 'cpuMs' | 'serverCpuMs' | 'archiveBytes',
    other: string,
    side: 'lifeboat' | 'encrypted' = 'lifeboat',
  ) => {
    const [ours, theirs] = [of(side, what), of(other, what)];
    const unit = what === 'archiveBytes' ? ('bytes' as const) : ('s' as const);
    const shown = (values: number[]) => ({ value: median(values) / (unit === 's' ? 1000 : 1), unit });
    return {
      value: median(ours) / median(theirs),
      unit: 'x' as const,
      medians: { [side]: shown(ours), [other]: shown(theirs) },
      samples: { [side]: ours, [other]: theirs },
    };
  };
  const peaks = of('lifeboat', 'peakBytes');
  const sealedPeaks = of('encrypted', 'peakBytes');
  return [
    { name: 'backup: wall, same compression', ...compare('wallMs', 'pg_dump same'), atMost: SAME_COMPRESSION_AT_MOST },
    {
      name: 'backup: wall, against the default',
      ...compare('wallMs', 'pg_dump default'),
      atMost: DEFAULT_COMPRESSION_AT_MOST,
    },
    {
      name: 'backup: wall, encrypted against not encrypted',
      ...compare('wallMs', 'lifeboat', 'encrypted'),
      atMost: ENCRYPTED_AT_MOST,
    },
    {
      name: 'backup: processor time, encrypted against not encrypted',
      ...compare('cpuMs', 'lifeboat', 'encrypted'),
    },
    { name: 'backup: processor time of the clients', ...compare('cpuMs', 'pg_dump same') },
    { name: 'backup: processor time of the server', ...compare('serverCpuMs', 'pg_dump same') },
    { name: 'backup: archive, against the default', ...compare('archiveBytes', 'pg_dump default') },
    {
      name: 'backup: resident memory',
      value: Math.max(...peaks, ...sealedPeaks),
      unit: 'bytes',
      atMost: MEMORY_AT_MOST,
      medians: {
        lifeboat: { value: median(peaks), unit: 'bytes' },
        encrypted: { value: median(sealedPeaks), unit: 'bytes' },
        database: { value: databaseBytes, unit: 'bytes' },
      },
      samples: { lifeboat: peaks, encrypted: sealedPeaks },
    },
  ];
}

async function measured<T extends Sample>(
  server: BenchServer,
  dump: () => Promise<T>,
): Promise<T & { readonly serverCpuMs: number }> {
  const before = childrenCpuMs(server.pid);
  const sample = await dump();
  return { ...sample, serverCpuMs: childrenCpuMs(server.pid) - before };
}

async function sizeOf(server: BenchServer, database: string): Promise<number> {
  await using session = await server.open('postgres');
  const [row] = await session.query<{ bytes: string }>('SELECT pg_database_size($1)::text AS bytes', [database]);
  return Number(row?.bytes);
}
