import { printable } from '../../../../shared/format.ts';
import type { Alert, Delivery, Severity } from '../../../../shared/model/alert.ts';
import type { Handler } from '../command.ts';
import { moment, paint, plural, sentences, shortId } from '../print/text.ts';

const COLOURS = { critical: 'red', warning: 'yellow', notice: 'cyan' } as const satisfies Record<Severity, string>;

export const alerts: Handler = async (cli, input) => {
  const all = input.flag('all');
  const answer = await cli.call('alerts.list', { all });
  return {
    json: answer,
    lines() {
      if (answer.alerts.length > 0) return answer.alerts.flatMap((alert) => describe(alert, cli.now));
      return all
        ? ['No alert yet.']
        : ['Nothing is wrong: no alert is open.', '`lifeboat alerts --all` shows those that are over.'];
    },
  };
};

export const ack: Handler = async (cli, input) => {
  const answer = await cli.call('alerts.ack', { id: input.argument(0) });
  const { alert } = answer;
  return {
    json: answer,
    lines: () => [
      alert.state !== 'open'
        ? `${shortId(alert.id)} is over already.`
        : alert.rule === 'table_anomaly'
          ? `Acknowledged ${shortId(alert.id)}. It ends with the next backup.`
          : `Acknowledged ${shortId(alert.id)}. It stays open, and that it is over is told.`,
    ],
  };
};

function describe(alert: Alert, now: Date): string[] {
  const { id, state, severity, since, resolvedAt, message, nextStep, acknowledged, deliveries } = alert;
  const what = state === 'open' ? paint(COLOURS[severity], severity) : paint('green', 'over');
  const until = resolvedAt === null ? '' : `, over ${moment(resolvedAt, now)}`;
  const seen = acknowledged === null ? '' : `, acknowledged by ${printable(acknowledged.by)}`;
  return [
    `${shortId(id)}  ${what}  since ${moment(since, now)}${until}${seen}`,
    ...sentences(message).map((line) => `  ${line}`),
    ...(state === 'open' ? sentences(nextStep).map((line) => `  ${line}`) : []),
    ...deliveries.map((delivery) => `  ${describeDelivery(delivery)}`),
  ];
}

function describeDelivery({ channel, event, state, attempts, error }: Delivery): string {
  const tries = attempts > 1 ? ` after ${plural(attempts, 'try', 'tries')}` : '';
  return printable(`${channel}: ${event} ${state}${tries}${error === null ? '' : ` (${error})`}`);
}
