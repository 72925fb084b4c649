import { planStates } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { drillStates } from '../../shared/model/drill.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { newestBackup } from '../catalog/backups.ts';
import {
  countBackupRuns,
  countBackups,
  countDrills,
  countOpenAlerts,
  countRestores,
  countVerifications,
} from '../catalog/metrics.ts';
import { listPlans } from '../catalog/plans.ts';
import { APP_VERSION } from '../config.ts';
import type { Context } from '../runs/context.ts';
import { diskReads } from '../runs/disks.ts';
import { createFamilies, type Families } from './metricFamilies.ts';
import { planStatus } from './status.ts';

/** How a backup run can end. */
const RUN_OUTCOMES = ['succeeded', 'warned', 'failed', 'cancelled', 'interrupted'] as const;

/** Everything there is to monitor, in the text format of Prometheus, from sums over the catalog: quick however long the history is. */
export async function readMetrics(context: Context): Promise<string> {
  const families = await createFamilies();
  const plans = listPlans(context.db);
  families.buildInfo.set({ version: APP_VERSION }, 1);
  for (const plan of plans) addPlan(context, plan, families);
  addCounts(context, plans, families);
  await Promise.all([addDisks(context, families), addClients(context, families)]);
  return families.text();
}

function addPlan(context: Context, plan: Plan, families: Families): void {
  const labels = { plan: plan.name };
  const { state, protectedUntil, nextSlot, lastDrill, rtoMs } = planStatus(context, plan);
  const { connection, database } = plan;
  families.planInfo.set({ ...labels, connection, database, encrypted: String(plan.encryption !== null) }, 1);
  for (const one of planStates) families.planState.set({ ...labels, state: one }, Number(one === state));
  families.overdue.set(labels, Number(state === 'overdue'));
  if (protectedUntil !== null) families.protectedUntil.set(labels, seconds(protectedUntil));
  if (nextSlot !== null) families.nextSlot.set(labels, seconds(nextSlot));
  if (lastDrill) families.lastDrill.set(labels, seconds(lastDrill.startedAt));
  if (rtoMs !== null) families.restoreDuration.set(labels, rtoMs / 1000);
  const last = newestBackup(context.db, plan.name);
  if (last) addLastBackup(context, last, labels, families);
}

function addLastBackup(context: Context, last: Backup, labels: { readonly plan: string }, families: Families): void {
  const at = seconds(last.createdAt);
  families.lastSuccess.set(labels, at);
  // Of a backup from the future, after a clock was set back, the age is none.
  families.lastSuccessAge.set(labels, Math.max(0, context.ports.clock.now().getTime() / 1000 - at));
  families.storedBytes.set(labels, last.storedBytes);
  families.plainBytes.set(labels, last.plainBytes);
  families.duration.set(labels, last.durationMs / 1000);
}

/** What is counted begins at 0 for each plan, so that its first failure shows as an increase. */
function addCounts({ db }: Context, plans: readonly Plan[], families: Families): void {
  for (const { name: plan } of plans) {
    for (const outcome of RUN_OUTCOMES) families.runs.inc({ plan, outcome }, 0);
    for (const outcome of drillStates) families.drills.inc({ plan, outcome }, 0);
  }
  for (const { plan, state, count } of countBackupRuns(db)) families.runs.inc({ plan, outcome: state }, count);
  for (const { plan, state, count } of countDrills(db)) families.drills.inc({ plan, outcome: state }, count);
  for (const { kind, state, count } of countRestores(db)) families.restores.inc({ kind, outcome: state }, count);
  for (const { plan, state, count } of countBackups(db)) families.backups.set({ plan, state }, count);
  for (const { level, ok, count } of countVerifications(db))
    families.verifications.set({ level, outcome: ok === 1 ? 'ok' : 'bad' }, count);
  for (const { rule, count } of countOpenAlerts(db)) families.alerts.set({ rule }, count);
}

/** A disk that does not answer has no figures, and keeps nobody else from having theirs. */
async function addDisks(context: Context, families: Families): Promise<void> {
  for (const read of await Promise.allSettled(diskReads(context))) {
    if (read.status === 'rejected') continue;
    const { root, freeBytes, totalBytes, fullAt } = read.value;
    families.diskFree.set({ root }, freeBytes);
    families.diskSize.set({ root }, totalBytes);
    if (fullAt !== null) families.diskFull.set({ root }, seconds(fullAt));
  }
}

async function addClients({ toolbox }: Context, families: Families): Promise<void> {
  const { clients } = await toolbox.discovery();
  for (const { tools, version, safe } of clients)
    for (const [program, path] of Object.entries(tools))
      families.clientSafe.set({ program, version: version.text, path }, Number(safe));
}

function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}
