import { AppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { SandboxTools } from '../postgres/sandbox.ts';
import type { Session } from '../postgres/session.ts';
import { installHint } from '../postgres/tools.ts';
import { diskSpace } from '../storage/space.ts';
import type { Context } from './context.ts';
import { majorOf } from './restoreTarget.ts';

const MIB = 1024 * 1024;
/** An empty cluster, with the write-ahead log it starts with. */
const CLUSTER_BYTES = 64 * MIB;
/** The write-ahead log grows with the data up to this (the server's max_wal_size). */
const LOG_BYTES = 1024 * MIB;

/** What a throwaway cluster is for: words for people who lack something for it. */
export interface ClusterUse {
  readonly what: string;
  /** What they could do without one, or with less in it. */
  readonly otherwise: string;
}

export const DRILL: ClusterUse = { what: 'this drill', otherwise: 'drill on a connection whose server has it (--on)' };

/**
 * The server programs of the major version that the backup came from.
 * @throws AppError `tool_missing` when there are none at all, `major_missing` when there are only others.
 */
export async function serverPrograms(context: Context, manifest: Manifest, use: ClusterUse): Promise<SandboxTools> {
  const wanted = majorOf(manifest.serverVersion);
  const { clients } = await context.toolbox.discovery();
  const installed = clients.flatMap(({ version, tools: { initdb, pg_ctl } }) =>
    initdb && pg_ctl ? [{ major: version.major, initdb, pg_ctl }] : [],
  );
  const found = installed.find(({ major }) => major === wanted);
  if (found) return found;
  const nextStep = `Install the PostgreSQL ${wanted} server programs, or ${use.otherwise}. ${installHint(process.platform, wanted).replace('postgresql-client-', 'postgresql-')}`;
  if (installed.length === 0)
    throw new AppError('tool_missing', 'No PostgreSQL server programs (initdb, pg_ctl) are installed.', nextStep);
  const majors = [...new Set(installed.map(({ major }) => major))].join(', ');
  throw new AppError(
    'major_missing',
    `The backup comes from PostgreSQL ${wanted}; the server programs that are installed are of version ${majors}.`,
    nextStep,
  );
}

/** @throws AppError `major_missing` for a server older than the one that the backup comes from. */
export function checkDrillMajor(server: Session, manifest: Manifest): void {
  const wanted = majorOf(manifest.serverVersion);
  const found = Math.floor(server.serverVersionNumber / 10_000);
  if (found >= wanted) return;
  throw new AppError(
    'major_missing',
    `The backup comes from PostgreSQL ${wanted}; the server of this connection runs ${found}, which is older.`,
    `Drill on a server of version ${wanted} or newer, or in a throwaway cluster (without --on).`,
  );
}

/** Bytes that a filled cluster probably takes. What the tables took on the source is known; indexes are taken to need half as much again. */
export function clusterBytes(manifest: Manifest): number {
  const data = manifest.contents.tables.reduce((sum, table) => sum + table.bytes, 0);
  return data * 1.5 + Math.min(data, LOG_BYTES) + CLUSTER_BYTES;
}

/**
 * Refuses to start what probably cannot end.
 * @throws AppError `disk_low`
 */
export async function checkDrillSpace(folder: string, manifest: Manifest, use: ClusterUse): Promise<void> {
  const needed = clusterBytes(manifest);
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes >= needed) return;
  throw new AppError(
    'disk_low',
    `The disk of ${folder} has ${formatBytes(freeBytes)} free; ${use.what} probably needs ${formatBytes(needed)}.`,
    `Free some space, set TMPDIR to a folder on a larger disk, or ${use.otherwise}.`,
  );
}
