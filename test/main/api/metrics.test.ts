import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from '../../../main/postgres/tools.ts';
import { isMetricsToken } from '../../../main/api/metricsToken.ts';
import { saveBackup, setBackupState } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { addDrill } from '../../../main/catalog/drills.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { insertRestore, settleRestore } from '../../../main/catalog/restores.ts';
import { insertRun } from '../../../main/catalog/runs.ts';
import { addVerification } from '../../../main/catalog/verifications.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import type { RunState } from '../../../shared/model/run.ts';
import { caller } from '../helpers/api.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';
import { aBackup, aConnection, aPlan, aRun, START } from '../helpers/values.ts';

const DAY = 86_400_000;
const docs = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'monitoring');
const seconds = (instant: string) => Date.parse(instant) / 1000;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format as Prometheus does, with nothing left over. */
function parse(text: string): Sample[] {
  expect(text.endsWith('\n')).toBe(true);
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('# ')) return [];
    const [whole, name = '', labels = '', value] =
      /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line) ?? [];
    expect(whole).toBe(line);
    const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', escaped = '']) => [
      label,
      escaped.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
    ]);
    return [{ name, labels: Object.fromEntries(pairs) as Sample['labels'], value: Number(value) }];
  });
}

async function scrape(context: TestContext) {
  const { text } = await caller(context)('metrics.get', {});
  const samples = parse(text);
  return {
    text,
    of: (name: string, labels: Sample['labels'] = {}) =>
      samples.find(
        (one) =>
          one.name === `lifeboat_${name}` && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      )?.value,
    names: new Set(samples.map(({ name }) => name)),
    all: samples,
  };
}

function openPlan(change: Partial<Plan> = {}) {
  // No program of this machine.
  const context = openContext({ env: { LIFEBOAT_PG_BIN: '/nowhere' } });
  const plan = aPlan({ root: context.config.backupRoot, ...change });
  saveConnection(context.db, aConnection());
  savePlan(context.db, plan);
  const ran = (state: RunState, kind: 'backup' | 'verify' = 'backup') =>
    insertRun(context.db, aRun({ plan: plan.name, kind, state, endedAt: START }), { id: 'o', pid: 1 });
  return { context, plan, ran };
}

const oldClient: Client = {
  dir: '/opt/pg/bin',
  version: { major: 15, minor: 1, text: '15.1' },
  tools: { pg_dump: '/opt/pg/bin/pg_dump', psql: 'C:\\Program Files\\psql.exe' },
  safe: false,
};

/** A catalog in which every metric has something to say. */
async function openFull(): Promise<TestContext> {
  const { context, plan, ran } = openPlan();
  const { db } = context;
  for (const days of [3, 2, 1]) {
    const at = new Date(Date.parse(START) - days * DAY).toISOString();
    const { backup } = await plantBackup(path.join(plan.root, plan.name), { snapshotAt: at, sequence: 4 - days });
    saveBackup(db, { ...backup, storedBytes: 2 ** 50 }, 4 - days);
    addVerification(db, { backup: backup.id, level: 'decoded', ok: days > 1, at, durationMs: 5 });
  }
  for (const state of ['succeeded', 'succeeded', 'failed', 'interrupted', 'running'] as const) ran(state);
  ran('succeeded', 'verify');
  const { id } = aBackup();
  const drill = { backup: id, plan: plan.name, on: null, durationMs: 9, tables: 1, rows: 1, differences: [] };
  addDrill(db, { ...drill, id: aRun().id, state: 'restored', ok: true, startedAt: START, rtoMs: 2500 });
  addDrill(db, { ...drill, id: aRun().id, state: 'untestable', ok: false, startedAt: START, rtoMs: null });
  for (const state of ['succeeded', 'failed', 'running'] as const) {
    const restore = { id: aRun().id, backup: id, connection: 'server', database: 'copy', startedAt: START };
    insertRestore(db, restore);
    if (state !== 'running') settleRestore(db, restore.id, state, null);
  }
  db.exec(`INSERT INTO alerts (id, rule, subject, severity, state, since, message, next_step)
    VALUES ('a', 'overdue', 'plan', 'error', 'open', '${START}', '', ''), ('b', 'overdue', 'other', 'error', 'open', '${START}', '', ''),
           ('c', 'disk_low', '/', 'error', 'resolved', '${START}', '', '')`);
  return {
    ...context,
    toolbox: { ...context.toolbox, discovery: async () => ({ clients: [oldClient], rejected: [] }) },
  };
}

describe('the metrics', () => {
  it('say of a plan what the status says', async () => {
    const { of } = await scrape(await openFull());
    const newest = new Date(Date.parse(START) - DAY).toISOString();
    expect(of('plan_protected_until_timestamp_seconds', { plan: 'plan' })).toBe(seconds(newest));
    expect(of('backup_last_success_timestamp_seconds', { plan: 'plan' })).toBe(seconds(newest));
    expect(of('backup_last_success_age_seconds', { plan: 'plan' })).toBe(86_400);
    expect(of('plan_next_slot_timestamp_seconds', { plan: 'plan' })).toBe(seconds('2026-03-11T02:00:00Z'));
    expect(of('plan_overdue', { plan: 'plan' })).toBe(0);
    expect(of('plan_state', { plan: 'plan', state: 'protected' })).toBe(1);
    expect(of('plan_state', { plan: 'plan', state: 'overdue' })).toBe(0);
    expect(of('backup_last_stored_bytes')).toBe(2 ** 50);
    expect(of('backup_last_duration_seconds')).toBeGreaterThanOrEqual(0);
    expect(of('drill_last_restore_duration_seconds')).toBe(2.5);
    expect(of('drill_last_timestamp_seconds')).toBe(seconds(START));
  });

  it('count runs, drills, restores, proofs and alerts by what came of them', async () => {
    const { of } = await scrape(await openFull());
    expect(of('backup_runs_total', { outcome: 'succeeded' })).toBe(2);
    expect(of('backup_runs_total', { outcome: 'failed' })).toBe(1);
    expect(of('backup_runs_total', { outcome: 'warned' })).toBe(0);
    expect(of('backup_runs_total', { outcome: 'running' })).toBeUndefined();
    expect(of('drills_total', { outcome: 'restored' })).toBe(1);
    expect(of('drills_total', { outcome: 'untestable' })).toBe(1);
    expect(of('restores_total', { kind: 'new', outcome: 'succeeded' })).toBe(1);
    expect(of('restores_total', { kind: 'new', outcome: 'failed' })).toBe(1);
    expect(of('restores_total', { outcome: 'running' })).toBeUndefined();
    expect(of('backup_verifications', { level: 'decoded', outcome: 'ok' })).toBe(2);
    expect(of('backup_verifications', { level: 'decoded', outcome: 'bad' })).toBe(1);
    expect(of('backups', { state: 'good' })).toBe(3);
    expect(of('alerts_open', { rule: 'overdue' })).toBe(2);
    expect(of('alerts_open', { rule: 'disk_low' })).toBeUndefined();
  });

  it('tell the space of a disk, and when it is full', async () => {
    const { of } = await scrape(await openFull());
    const free = of('disk_free_bytes') ?? 0;
    expect(free).toBeGreaterThan(0);
    expect(of('disk_size_bytes')).toBeGreaterThanOrEqual(free);
    expect(of('disk_full_timestamp_seconds')).toBeGreaterThan(seconds(START));
  });

  it('say which programs are below the safe version', async () => {
    const { of, all } = await scrape(await openFull());
    expect(of('client_safe', { program: 'pg_dump', version: '15.1', path: '/opt/pg/bin/pg_dump' })).toBe(0);
    expect(of('client_safe', { program: 'psql', path: 'C:\\Program Files\\psql.exe' })).toBe(0);
    expect(all.filter(({ name }) => name === 'lifeboat_client_safe')).toHaveLength(2);
  });

  it('leave out what is not known, and say that a plan without a backup is not protected', async () => {
    const { context } = openPlan({ schedule: null });
    const { of } = await scrape(context);
    expect(of('plan_state', { state: 'unprotected' })).toBe(1);
    for (const name of [
      'plan_protected_until_timestamp_seconds',
      'plan_next_slot_timestamp_seconds',
      'backup_last_success_age_seconds',
      'drill_last_timestamp_seconds',
      'client_safe',
    ])
      expect([name, of(name)]).toEqual([name, undefined]);
    expect(of('backup_runs_total', { plan: 'plan', outcome: 'failed' })).toBe(0);
  });

  it('say when a plan is overdue, and when its files are gone', async () => {
    const context = await openFull();
    context.clock.advance(3 * DAY);
    expect((await scrape(context)).of('plan_overdue')).toBe(1);
    for (const id of context.db.prepare('SELECT id FROM backups').pluck().all())
      setBackupState(context.db, String(id), 'missing');
    const { of } = await scrape(context);
    expect(of('backups', { state: 'missing' })).toBe(3);
    expect(of('plan_state', { state: 'unprotected' })).toBe(1);
  });

  it.each([
    '"} 1\nlifeboat_plan_overdue{plan="x',
    '\\',
    'a\\nb',
    '\r\n\t',
    '数据库 \u{1F6DF} \u2028',
    '{}=,#',
    '__name__',
  ])('keep the name %j whole and in its place', async (name) => {
    const { context } = openPlan({ name });
    const { all, of } = await scrape(context);
    expect(of('plan_overdue', { plan: name })).toBe(0);
    expect(new Set(all.flatMap(({ labels }) => labels['plan'] ?? []))).toEqual(new Set([name]));
  });

  it('have a help and a type each, and the same names twice in a row', async () => {
    const context = await openFull();
    const first = await scrape(context);
    expect((await scrape(context)).names).toEqual(first.names);
    for (const name of first.names) {
      expect(first.text.match(new RegExp(`^# HELP ${name} \\S.*$`, 'gm'))).toHaveLength(1);
      expect(first.text.match(new RegExp(`^# TYPE ${name} (gauge|counter)$`, 'gm'))).toHaveLength(1);
    }
  });
});

describe('the token for monitoring', () => {
  it('stays until a new one is wanted, and then the old one is none', async () => {
    const { context } = openPlan();
    const ask = caller(context);
    expect(await isMetricsToken(context, '')).toBe(false);
    const { token, created } = await ask('metrics.token', {});
    expect([token.length, created]).toEqual([43, true]);
    expect(await ask('metrics.token', {})).toEqual({ token, created: false });
    expect(await isMetricsToken(context, token)).toBe(true);
    expect(await isMetricsToken(context, `${token}A`)).toBe(false);
    const next = await ask('metrics.token', { rotate: true });
    expect(next.token).not.toBe(token);
    expect([await isMetricsToken(context, token), await isMetricsToken(context, next.token)]).toEqual([false, true]);
    expect(readFileSync(context.config.secretsFile, 'utf8')).not.toContain(next.token);
  });
});

describe('what is documented', () => {
  // Comes with electron-builder, which reads its own settings with it.
  const yaml = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };
  const read = (name: string) => readFileSync(path.join(docs, name), 'utf8');
  const metricsIn = (text: string) => new Set(text.match(/\blifeboat_[a-z_]+/g));

  it('lists every metric, and none that is not there', async () => {
    const { text } = await scrape(await openFull());
    const declared = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const table = read('README.md').split('## Metrics')[1]?.split('## Logs')[0] ?? '';
    expect(metricsIn(table)).toEqual(declared);
  });

  it('alerts on metrics that there are, with labels that they have', async () => {
    const rule = z.strictObject({
      alert: z.string().regex(/^Lifeboat[A-Za-z]+$/),
      expr: z.string(),
      for: z
        .string()
        .regex(/^\d+[mhd]$/)
        .optional(),
      labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
      annotations: z.strictObject({ summary: z.string(), description: z.string().optional() }),
    });
    const file = z.strictObject({
      groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })).min(1),
    });
    const { names, all } = await scrape(await openFull());
    for (const { expr, annotations } of file
      .parse(yaml.load(read('alerts.yml')))
      .groups.flatMap(({ rules }) => rules)) {
      const used = metricsIn(expr);
      expect(used.size).toBeGreaterThan(0);
      expect([...names]).toEqual(expect.arrayContaining([...used]));
      const labels = new Set(
        all.filter(({ name }) => used.has(name)).flatMap(({ labels: found }) => Object.keys(found)),
      );
      const named = [...`${annotations.summary} ${annotations.description ?? ''}`.matchAll(/\$labels\.([a-z]+)/g)];
      const selected = [...expr.matchAll(/([a-z]+)=~?"/g)];
      for (const [, label = ''] of [...named, ...selected]) expect([...labels]).toContain(label);
    }
  });

  it('draws metrics that there are on its dashboard, each panel in a place of its own', async () => {
    const { names } = await scrape(await openFull());
    const panel = z.object({
      id: z.number(),
      type: z.enum(['stat', 'bargauge', 'timeseries']),
      title: z.string().min(1),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), refId: z.string() })).min(1),
    });
    const board = z
      .object({
        title: z.literal('Lifeboat'),
        uid: z.string(),
        schemaVersion: z.number(),
        panels: z.array(panel),
        templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
      })
      .parse(JSON.parse(read('grafana-dashboard.json')));
    expect([...names]).toEqual(
      expect.arrayContaining([...metricsIn(read('grafana-dashboard.json').replaceAll(/"uid": "lifeboat"/g, ''))]),
    );
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    const variables = new Set(read('grafana-dashboard.json').match(/(?<=\$\{?)(plan|datasource)\b/g));
    expect(variables).toEqual(new Set(board.templating.list.map(({ name }) => name)));
  });
});
