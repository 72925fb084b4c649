import { DAY } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { findAnomalies } from '../alerts/anomalies/find.ts';
import type { Sample } from '../alerts/anomalies/sample.ts';
import { listBackups } from '../catalog/backups.ts';
import { addFindings } from '../catalog/findings.ts';
import { addSwings, swingsOfPlan } from '../catalog/swings.ts';
import { readThresholds } from '../catalog/thresholds.ts';
import { readManifest } from '../storage/manifests.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/** A backup is compared with so many before it. */
const COMPARED = 8;
/** Sizes and durations of a plan are not judged before every day of the week has been. */
const YOUNG_MS = 7 * DAY;

/**
 * Compares a backup that has just been published with the ones before, and has what is unusual stored with it when the run ends.
 * Never fails: a backup is good whatever can be said of it.
 */
export async function inspectBackup(context: Context, plan: Plan, manifest: Manifest, scope: Scope): Promise<void> {
  const { db } = context;
  const harmless = (error: unknown) =>
    scope.log.write('warn', 'backup.inspection', { message: AppError.from(error).message });
  try {
    const before = (await manifestsBefore(context, manifest)).filter((earlier) => isComparable(earlier, manifest));
    const { findings, swings } = findAnomalies({
      current: sampleOf(manifest),
      before: before.map(sampleOf),
      swings: swingsOfPlan(db, manifest.plan),
      thresholds: readThresholds(db, manifest.plan),
      young: Date.parse(manifest.snapshotAt) - Date.parse(plan.createdAt) < YOUNG_MS,
    });
    for (const finding of findings) scope.log.write('warn', 'backup.finding', { ...finding });
    scope.settle(() => {
      try {
        db.transaction(() => {
          addFindings(db, manifest.id, findings);
          addSwings(db, manifest.plan, swings);
        })();
      } catch (error) {
        harmless(error);
      }
    });
  } catch (error) {
    harmless(error);
  }
}

/** Newest first; one whose manifest cannot be read is left out. */
async function manifestsBefore(context: Context, { plan }: Manifest): Promise<Manifest[]> {
  const backups = listBackups(context.db, { plan, state: 'good', limit: COMPARED });
  const manifests = await Promise.all(backups.map(({ manifestPath }) => readManifest(manifestPath).catch(() => null)));
  return manifests.filter((found) => found !== null);
}

/** A plan that was changed begins anew. */
function isComparable(earlier: Manifest, now: Manifest): boolean {
  return (
    earlier.id !== now.id &&
    earlier.connection === now.connection &&
    earlier.database === now.database &&
    earlier.content === now.content &&
    earlier.format === now.format &&
    earlier.compression.method === now.compression.method
  );
}

function sampleOf(manifest: Manifest): Sample {
  const { id, snapshotAt, plainBytes, durationMs, content, serverVersion, tool, fingerprint } = manifest;
  return {
    id,
    at: snapshotAt,
    bytes: plainBytes,
    durationMs,
    content,
    serverVersion,
    toolVersion: tool.version,
    schemaSha256: fingerprint.schemaSha256,
    tables: fingerprint.tables,
  };
}
