import type { ReadinessCheck } from '../../shared/contract.ts';
import type { DatabaseSituation } from '../postgres/replaceable.ts';

type Problem = readonly [message: string, nextStep: string];
interface Rule {
  readonly code: string;
  readonly fine: string;
  readonly find: (situation: DatabaseSituation, database: string) => Problem | null;
}

const listed = (names: readonly string[]): string => names.join(', ');

const rules: readonly Rule[] = [
  {
    code: 'template',
    fine: 'It is an ordinary database.',
    find: ({ isTemplate, allowsConnections }, database) =>
      isTemplate
        ? [`The database ${database} is a template of others.`, 'Restore into a new database instead.']
        : allowsConnections
          ? null
          : [
              `The database ${database} lets nobody in.`,
              'Allow connections to it (ALTER DATABASE … ALLOW_CONNECTIONS true), or restore into a new database.',
            ],
  },
  {
    code: 'owner',
    fine: 'The role may rename it.',
    find: ({ owned, owner, mayCreate }, database) =>
      owned && mayCreate
        ? null
        : [
            owned
              ? `The role may not create and rename databases.`
              : `The database ${database} belongs to ${owner}, and the role of the connection is not a member of it.`,
            owned
              ? 'ALTER ROLE … CREATEDB, or use another connection.'
              : `Use a connection of the role ${owner} or of a superuser.`,
          ],
  },
  {
    code: 'sessions',
    fine: 'Sessions in it can be ended; their clients have to connect again.',
    find({ sessions }) {
      const firm = sessions.filter(({ endable }) => !endable);
      const names = [
        ...new Set(firm.map(({ role, application }) => (application ? `${role} (${application})` : role))),
      ];
      return firm.length === 0
        ? null
        : [
            `There are sessions in it that the role may not end: ${listed(names)}.`,
            'End them yourself, or use a connection whose role is a superuser or a member of pg_signal_backend.',
          ];
    },
  },
  {
    code: 'prepared',
    fine: 'No prepared transaction holds it.',
    find: ({ prepared }) =>
      prepared.length === 0
        ? null
        : [
            `It has transactions that were prepared and not ended: ${listed(prepared)}.`,
            'End each with COMMIT PREPARED or ROLLBACK PREPARED.',
          ],
  },
  {
    code: 'slots',
    fine: 'No logical replication slot reads it.',
    find: ({ slots }) =>
      slots.length === 0
        ? null
        : [
            `Logical replication slots read it and would stay with the old database: ${listed(slots)}.`,
            'Stop their readers and drop them with pg_drop_replication_slot; make them anew afterwards.',
          ],
  },
  {
    code: 'subscribed',
    fine: 'It subscribes to nothing.',
    find: ({ subscriptions }) =>
      subscriptions.length === 0
        ? null
        : [
            `It subscribes to other servers, and would go on doing so under its other name: ${listed(subscriptions)}.`,
            'Drop the subscriptions first (ALTER SUBSCRIPTION … DISABLE, then DROP SUBSCRIPTION); make them anew afterwards.',
          ],
  },
];

/** Every check of a database that is to change places with another one. Pure. */
export function judgeSituation(situation: DatabaseSituation | null, database: string): ReadinessCheck[] {
  if (!situation)
    return [failed('exists', `There is no database called ${database}.`, 'Restore into a new database: --to-new.')];
  return rules.map(({ code, fine, find }) => {
    const problem = find(situation, database);
    return problem
      ? failed(code, ...problem)
      : { code, ok: true, severity: 'note', message: fine, nextStep: '', fix: null };
  });
}

function failed(code: string, message: string, nextStep: string): ReadinessCheck {
  return { code, ok: false, severity: 'error', message, nextStep, fix: null };
}
