import { checkZone } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { type Alert, thresholds } from '../../shared/model/alert.ts';
import type { ParsedInput } from '../../shared/contract.ts';
import { type AlertRow, alertsByPrefix, deliveriesOf, listAlerts, openAlerts, updateAlert } from '../catalog/alerts.ts';
import { release } from '../catalog/outbox.ts';
import { findPlan } from '../catalog/plans.ts';
import { readThresholds, writeThresholds } from '../catalog/thresholds.ts';
import { readAlertSettings, writeDigestTime, writeQuietHours } from '../runs/alertSettings.ts';
import type { Context } from '../runs/context.ts';
import type { Handlers } from './handlers.ts';

type Names = 'alerts.list' | 'alerts.ack' | 'alerts.settings' | 'alerts.configure';

export const alertHandlers: Handlers<Names> = {
  'alerts.list': (context, { all, limit }) => ({
    alerts: (all ? listAlerts(context.db, limit) : openAlerts(context.db).slice(0, limit)).map((row) =>
      withDeliveries(context, row),
    ),
  }),

  'alerts.ack'(context, { id }) {
    const { db, ports, actor } = context;
    const now = ports.clock.now();
    const acknowledged = db
      .transaction(() => {
        const found = requireAlert(context, id);
        // Who saw it first is who is remembered.
        if (found.acknowledged !== null || found.state !== 'open') return found;
        const seen = { ...found, acknowledged: { at: now.toISOString(), by: actor.user } };
        updateAlert(db, seen);
        return seen;
      })
      .immediate();
    return { alert: withDeliveries(context, acknowledged) };
  },

  'alerts.settings': ({ db }) => ({ settings: readAlertSettings(db) }),

  'alerts.configure'(context, change) {
    const { db, ports } = context;
    const now = ports.clock.now();
    if (change.quietHours) checkZone(change.quietHours.zone);
    if (change.digest) checkZone(change.digest.zone);
    db.transaction(() => {
      if (change.quietHours !== undefined) writeQuietHours(db, change.quietHours);
      if (change.quietHours === null) release(db, null, now);
      if (change.digest !== undefined) writeDigestTime(db, change.digest, now);
      if (change.thresholds) writeChosen(context, change.thresholds);
    }).immediate();
    return { settings: readAlertSettings(db) };
  },
};

/** What is not said of a threshold stays as it counts now. */
function writeChosen(
  { db }: Context,
  { plan, value }: NonNullable<ParsedInput<'alerts.configure'>['thresholds']>,
): void {
  if (plan !== null && !findPlan(db, plan))
    throw new AppError('no_plan', `There is no plan called ${plan}.`, '`lifeboat plan list` shows the plans.');
  const name = plan ?? '';
  if (value === null) return writeThresholds(db, name, null);
  const chosen = Object.entries(value).filter(([, one]) => one !== undefined);
  writeThresholds(db, name, thresholds.parse({ ...readThresholds(db, name), ...Object.fromEntries(chosen) }));
}

function requireAlert({ db }: Context, id: string): AlertRow {
  const [found, another] = alertsByPrefix(db, id);
  if (!found)
    throw new AppError('no_alert', `There is no alert ${id}.`, '`lifeboat alerts --all` shows all there were.');
  if (!another) return found;
  throw new AppError('bad_input', `Several alerts begin with ${id}.`, 'Give more characters of its id.');
}

function withDeliveries({ db }: Context, row: AlertRow): Alert {
  return { ...row, deliveries: deliveriesOf(db, row.id) };
}
