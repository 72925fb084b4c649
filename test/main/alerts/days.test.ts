import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isGone, judge } from '../../../main/alerts/judge.ts';
import { quietUntil } from '../../../main/alerts/quietHours.ts';
import { takeTurns } from '../../../main/alerts/turns.ts';
import { deliveriesOf, listAlerts, openAlerts } from '../../../main/catalog/alerts.ts';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { applyTurns } from '../../../main/runs/applyTurns.ts';
import type { Message } from '../../../shared/model/alert.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { HOUR } from './facts.ts';
import { chance, openWorld, PLANS } from './world.ts';

const DAYS = 2_000;
/** Hours from one look to the next. */
const STEP = 4;
/** At the end all is well, so that everything that was wrong is over. */
const CALM_DAYS = 5;
const START = new Date('2026-01-01T00:00:00Z');
const QUIET = { from: '22:00', to: '07:00', zone: 'UTC' };

interface Heard {
  readonly at: Date;
  readonly message: Message;
}

it('2,000 days: each cause is told once, no uncovered day is silent, and the nights are quiet', () => {
  const db = openCatalog(path.join(temporaryFolder(), 'catalog.db'));
  onTestFinished(() => void db.close());
  // What is tested here is not whether SQLite survives a power failure.
  db.pragma('synchronous = OFF');
  db.prepare(
    `INSERT INTO channels (name, settings, origin, has_secret, created_at) VALUES ('ops', '{"kind":"webhook"}', 'user', 0, ?)`,
  ).run(START.toISOString());
  const world = openWorld(20_260_310, START);
  const random = chance(7);
  const heard: Heard[] = [];
  /** Messages of a plan since its last good backup, and what has kept it from the next. */
  const stretches = new Map(PLANS.map(({ name }) => [name, { opened: 0, causes: new Set<string>() }]));
  let uncovered = 0;

  for (let hour = 0; hour < DAYS * 24; hour += STEP) {
    const calm = hour >= (DAYS - CALM_DAYS) * 24;
    const seen = world(hour, calm);
    if (seen === null) continue;
    const now = new Date(START.getTime() + hour * HOUR);
    const quiet = quietUntil(QUIET, now);
    db.transaction(() => {
      const turns = takeTurns(openAlerts(db), judge(seen.facts, now), (alert) => isGone(seen.facts, alert));
      applyTurns(db, turns, { now, quietUntil: quiet });
      for (const turn of turns) {
        if (turn.kind !== 'opened') continue;
        const { rule, plan, subject } = turn.condition;
        for (const { name, root } of PLANS) {
          const stretch = stretches.get(name);
          const about =
            plan === name ? rule === 'failed' || rule === 'overdue' : rule === 'disk_low' && subject === root;
          // That the disk is low is worth a word of its own when the plan does not wait for it.
          if (
            about &&
            stretch &&
            (rule !== 'disk_low' ||
              seen.plans.some(
                (one) => one.plan.name === name && [...one.causes].some((cause) => cause.startsWith('full')),
              ))
          )
            stretch.opened += 1;
        }
      }
    })();

    const open = openAlerts(db);
    for (const { plan, uncovered: isUncovered, causes } of seen.plans) {
      const stretch = stretches.get(plan.name);
      if (!stretch) continue;
      for (const cause of causes) stretch.causes.add(cause);
      // Asked so often that expect() would take most of the time.
      if (stretch.opened > stretch.causes.size)
        expect.unreachable(`${plan.name} at ${now.toISOString()} because of ${[...stretch.causes].join()}`);
      if (causes.size === 0) stretches.set(plan.name, { opened: 0, causes: new Set() });
      if (!isUncovered) continue;
      uncovered += 1;
      const told = open.filter(
        ({ rule, plan: name, subject }) =>
          (name === plan.name && (rule === 'failed' || rule === 'overdue')) ||
          (rule === 'disk_low' && subject === plan.root),
      );
      const said = told
        .flatMap(({ id }) => deliveriesOf(db, id))
        .filter(({ event, state }) => event === 'opened' && state !== 'dropped');
      if (said.length === 0) expect.unreachable(`${plan.name} is uncovered at ${now.toISOString()}`);
    }
    send(db, now, heard, random);
  }
  expect(uncovered).toBeGreaterThan(500);

  send(db, new Date(START.getTime() + DAYS * 24 * HOUR), heard, () => 1);
  const alerts = listAlerts(db, 100_000);
  expect(alerts.length).toBeGreaterThan(200);
  expect(openAlerts(db).filter(({ rule }) => rule !== 'size_anomaly')).toEqual([]);
  const byAlert = Map.groupBy(heard, ({ message }) => message.alert?.id);
  for (const alert of alerts) {
    const deliveries = deliveriesOf(db, alert.id);
    const events = (byAlert.get(alert.id) ?? []).map(({ message }) => message.kind);
    expect([[], ['opened'], ['opened', 'resolved']]).toContainEqual(events);
    // Whoever heard of it heard that it is over, unless nothing was mended.
    if (alert.state === 'resolved' && events.length > 0) expect(events).toEqual(['opened', 'resolved']);
    if (alert.state === 'withdrawn') expect(events).not.toContain('resolved');
    expect(deliveries.map(({ state }) => state)).not.toContain('waiting');
  }
  const atNight = heard.filter(({ at }) => quietUntil(QUIET, at) !== null);
  expect(atNight.length).toBeGreaterThan(50);
  expect(atNight.filter(({ message }) => message.alert?.severity !== 'critical')).toEqual([]);
  expect(heard.some(({ message }) => message.alert?.severity === 'warning')).toBe(true);
}, 60_000);

/** A process that sends what is due, and is now and then stopped before or in the middle of it. */
function send(db: WriteHandle, now: Date, heard: Heard[], random: () => number): void {
  if (random() < 0.1) return;
  const due = db
    .prepare(
      `SELECT id, message FROM deliveries WHERE state IN ('waiting', 'held') AND due_at <= ? ORDER BY due_at, rowid`,
    )
    .all(now.toISOString()) as { id: string; message: string }[];
  for (const { id, message } of due) {
    if (random() < 0.1) return;
    heard.push({ at: now, message: JSON.parse(message) as Message });
    db.prepare(`UPDATE deliveries SET state = 'sent', attempts = 1 WHERE id = ?`).run(id);
  }
}
