import { fingerprintTables, listTables } from '../postgres/fingerprint.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { examineDatabase, type LiveSession, selfActing } from '../postgres/replaceable.ts';
import { openSession } from '../postgres/session.ts';
import { tableKey } from '../postgres/writes.ts';
import { requireConnection, resolveAccess } from './access.ts';
import type { Context } from './context.ts';
import { examineRestore, type Readiness } from './readiness.ts';
import { type ReplaceRequest, restoreOf } from './replaceRequest.ts';
import { judgeSituation } from './replaceRules.ts';
import { planOfDatabase } from './safetyBackup.ts';
import { readTrustedManifest } from './trustedManifest.ts';
import { AppError } from '../../shared/errors.ts';

/** What would be set aside by a replacement. */
export interface Losses {
  readonly bytes: number;
  readonly sessions: readonly LiveSession[];
  readonly publications: readonly string[];
  readonly cron: boolean;
  /** Rows now, and in the backup; null where there is no such table, or the backup does not tell. */
  readonly tables: readonly {
    readonly schema: string;
    readonly name: string;
    readonly rowsNow: number | null;
    readonly rowsBackup: number | null;
  }[];
}

export interface ReplaceReadiness extends Readiness {
  /** Null when the database cannot be looked at. */
  readonly loses: Losses | null;
}

/** All that can be known of a replacement before anything is written. Reads only; never throws for a finding. */
export async function checkReplace(
  context: Context,
  request: ReplaceRequest,
  signal: AbortSignal,
): Promise<ReplaceReadiness> {
  const { backup, database } = request;
  const readiness = await examineRestore(context, restoreOf(request), signal, true);
  const { checks } = readiness;
  if (readiness.serverVersion === null) return { ...readiness, loses: null };
  try {
    planOfDatabase(context, request.connection, database, backup.plan);
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    checks.push({ code: 'safety_backup', ok: false, severity: 'error', message, nextStep, fix: null });
  }
  try {
    const connection = requireConnection(context, request.connection);
    const access = await resolveAccess(context, connection);
    await using server = await openMaintenance(access, connection.database, [database], 'lifeboat');
    const situation = await examineDatabase(server, database);
    checks.push(...judgeSituation(situation, database));
    if (!situation?.allowsConnections) return { ...readiness, loses: null };
    await using session = await openSession(access, database, signal);
    const now = await fingerprintTables(session, await listTables(session), 'estimates');
    const { contents } = await readTrustedManifest(context, backup);
    const inBackup = new Map(contents.tables.map((table) => [tableKey(table), table.rows]));
    const rowsNow = new Map(now.map((table) => [tableKey(table), table.rows]));
    const names = new Map(
      [...contents.tables, ...now].map(({ schema, name }) => [tableKey({ schema, name }), { schema, name }]),
    );
    const tables = [...names].map(([key, named]) => ({
      ...named,
      rowsNow: rowsNow.get(key) ?? null,
      rowsBackup: inBackup.get(key) ?? null,
    }));
    const { bytes, sessions } = situation;
    return { ...readiness, loses: { bytes, sessions, tables, ...(await selfActing(session)) } };
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    checks.push({ code: 'database', ok: false, severity: 'error', message, nextStep, fix: null });
    return { ...readiness, loses: null };
  }
}
