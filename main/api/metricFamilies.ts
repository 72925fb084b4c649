import type { Counter, Gauge } from 'prom-client';

export interface Families extends ReturnType<typeof describe> {
  /** In the text format 0.0.4; escapes what names hold. */
  text(): Promise<string>;
}

/** The metrics there are, empty, in a registry of their own. The library is loaded when somebody asks, as few commands do. */
export async function createFamilies(): Promise<Families> {
  const { Registry, Gauge: GaugeOf, Counter: CounterOf } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  const families = describe({
    gauge: (name, help, ...labelNames) => new GaugeOf({ name: `lifeboat_${name}`, help, labelNames, registers }),
    counter: (name, help, ...labelNames) => new CounterOf({ name: `lifeboat_${name}`, help, labelNames, registers }),
  });
  return { ...families, text: () => registry.metrics() };
}

interface Makers {
  readonly gauge: <Label extends string>(name: string, help: string, ...labels: Label[]) => Gauge<Label>;
  readonly counter: <Label extends string>(name: string, help: string, ...labels: Label[]) => Counter<Label>;
}

function describe({ gauge, counter }: Makers) {
  return {
    buildInfo: gauge('build_info', 'Always 1; the version of Lifeboat.', 'version'),
    planInfo: gauge('plan_info', 'Always 1; what a plan backs up.', 'plan', 'connection', 'database', 'encrypted'),
    planState: gauge('plan_state', '1 for the state a plan is in, 0 for the others.', 'plan', 'state'),
    overdue: gauge('plan_overdue', '1 when the newest good backup is older than the schedule promises.', 'plan'),
    protectedUntil: gauge(
      'plan_protected_until_timestamp_seconds',
      'What was written up to this instant can be had back; missing when nothing can.',
      'plan',
    ),
    nextSlot: gauge('plan_next_slot_timestamp_seconds', 'When the plan is due next.', 'plan'),
    runs: counter('backup_runs_total', 'Backup runs by how they ended.', 'plan', 'outcome'),
    backups: gauge('backups', 'Backups that are kept, by the state of their files.', 'plan', 'state'),
    lastSuccess: gauge('backup_last_success_timestamp_seconds', 'When the newest good backup was taken.', 'plan'),
    lastSuccessAge: gauge('backup_last_success_age_seconds', 'How old the newest good backup is.', 'plan'),
    storedBytes: gauge('backup_last_stored_bytes', 'Size of the newest good backup on disk.', 'plan'),
    plainBytes: gauge('backup_last_plain_bytes', 'Size of the newest good backup before encryption.', 'plan'),
    duration: gauge('backup_last_duration_seconds', 'How long the newest good backup took.', 'plan'),
    verifications: gauge(
      'backup_verifications',
      'Proofs of the backups that are kept, by rung and outcome (ok, bad).',
      'level',
      'outcome',
    ),
    drills: counter(
      'drills_total',
      'Rehearsed restores by outcome; untestable says nothing of the backup.',
      'plan',
      'outcome',
    ),
    lastDrill: gauge('drill_last_timestamp_seconds', 'When a drill last tested something.', 'plan'),
    restoreDuration: gauge(
      'drill_last_restore_duration_seconds',
      'How long a restore took when it was last measured: the recovery time to expect.',
      'plan',
    ),
    restores: counter('restores_total', 'Restores by kind (new, replace, undo) and outcome.', 'kind', 'outcome'),
    alerts: gauge('alerts_open', 'Open alerts by the rule that raised them.', 'rule'),
    diskFree: gauge('disk_free_bytes', 'Free space on the disk of a folder of backups.', 'root'),
    diskSize: gauge('disk_size_bytes', 'Size of the disk of a folder of backups.', 'root'),
    diskFull: gauge(
      'disk_full_timestamp_seconds',
      'When the disk is full at the rate of the last 30 days; missing when it never is.',
      'root',
    ),
    clientSafe: gauge(
      'client_safe',
      '1 when a PostgreSQL program is at or above the safe version, 0 when it is below.',
      'program',
      'version',
      'path',
    ),
  };
}
