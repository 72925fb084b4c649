import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { DEFAULT_DRILL_INTERVAL } from '../../shared/model/drill.ts';
import { DEFAULT_STALL_LIMIT_MS, type Plan } from '../../shared/model/plan.ts';
import { checkSchedule } from '../../shared/schedule.ts';
import { audit } from '../catalog/audit.ts';
import { findConnection, saveConnection } from '../catalog/connections.ts';
import { findPlan, savePlan } from '../catalog/plans.ts';
import type { Context } from '../runs/context.ts';

const CONNECTION = 'env';
const PLAN = 'daily';

/**
 * Makes the connection `env` and the plan `daily` say what the DB_* and BACKUP_* variables say. Read afresh at each start: when they
 * change, connection and plan follow, and the history stays. A connection or plan of that name that a person made is left alone.
 * @throws AppError `bad_input` for a schedule that is none.
 */
export function followEnvironment(context: Context): void {
  const { db, config, ports } = context;
  const setup = config.environmentSetup;
  if (!setup) return;
  checkVariable('BACKUP_SCHEDULE', () => checkSchedule(setup.schedule, config.zone));
  const connection: Connection = {
    name: CONNECTION,
    host: setup.host,
    port: setup.port,
    user: setup.user,
    database: setup.database,
    sslmode: setup.sslmode,
    sslrootcert: config.env['DB_SSLROOTCERT'] ?? null,
    label: setup.label,
    secret: setup.hasPassword ? { kind: 'env', variable: 'DB_PASSWORD' } : { kind: 'pgpass' },
    origin: 'environment',
  };
  const oldConnection = findConnection(db, CONNECTION);
  const oldPlan = findPlan(db, PLAN);
  if (oldConnection?.origin === 'user' || oldPlan?.origin === 'user') return;
  const plan: Plan = {
    name: PLAN,
    connection: CONNECTION,
    database: setup.database,
    schedule: setup.schedule,
    zone: config.zone,
    format: 'custom',
    content: 'all',
    compression: 'auto',
    jobs: 1,
    fingerprint: 'auto',
    retention: { days: setup.keepDays },
    encryption: null,
    drillEvery: oldPlan?.drillEvery ?? DEFAULT_DRILL_INTERVAL,
    root: setup.backupDir,
    paused: oldPlan?.paused ?? null,
    stallLimitMs: DEFAULT_STALL_LIMIT_MS,
    origin: 'environment',
    createdAt: oldPlan?.createdAt ?? ports.clock.now().toISOString(),
  };
  const note = (action: string, name: string) => audit(db, ports.clock.now(), context.actor, action, name);
  if (!isDeepStrictEqual(oldConnection, connection)) {
    saveConnection(db, connection);
    note('connection.follow', CONNECTION);
  }
  if (!isDeepStrictEqual(oldPlan, plan)) {
    savePlan(db, plan);
    note('plan.follow', PLAN);
  }
}

/** Names the variable that a complaint is about. */
function checkVariable(name: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${name}: ${error.message}`, error.nextStep, { cause: error });
  }
}
