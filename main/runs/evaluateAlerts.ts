import { isGone, judge } from '../alerts/judge.ts';
import { quietUntil } from '../alerts/quietHours.ts';
import { takeTurns } from '../alerts/turns.ts';
import { openAlerts } from '../catalog/alerts.ts';
import { askSpaces, gatherFacts } from './alertFacts.ts';
import { readQuietHours } from './alertSettings.ts';
import { applyTurns } from './applyTurns.ts';
import { checkCatalogWeekly } from './catalogCheck.ts';
import type { Context } from './context.ts';
import { writeDueDigest } from './digest.ts';

/**
 * Looks at how things stand, and writes what has changed since the last look together with what is to be said of it: one transaction, so
 * that each change is told once, however often the process is stopped and whoever else looks at the same time.
 */
export async function evaluateAlerts(context: Context): Promise<void> {
  const { db, ports } = context;
  checkCatalogWeekly(db, ports.clock.now());
  const spaces = await askSpaces(context);
  const changed = db
    .transaction(() => {
      const now = ports.clock.now();
      const facts = gatherFacts(context, spaces);
      const turns = takeTurns(openAlerts(db), judge(facts, now), (alert) => isGone(facts, alert));
      applyTurns(db, turns, { now, quietUntil: quietUntil(readQuietHours(db), now) });
      writeDueDigest(context, now);
      return turns.length > 0;
    })
    .immediate();
  if (changed) context.emit({ type: 'changed', what: 'alerts' });
}
