import type { CallName, CallOutput, ParsedInput } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import { audit } from '../catalog/audit.ts';
import type { Context } from '../runs/context.ts';
import { isRecorded } from '../runs/perform.ts';

/** Changes nothing, or only what nobody asks about. */
const READS = null;

/** How the audit log tells of a call that changes something. */
interface Rule<Name extends CallName> {
  readonly action: string;
  /** What it was done to, or was to be done to, as there is no answer then; null when this order changes nothing. */
  readonly subject: (order: ParsedInput<Name>, answer?: CallOutput<Name>) => string | null;
  /** `done` unless told. */
  readonly outcome?: (answer: CallOutput<Name>) => string;
  /** The work itself writes its end, whoever started it; here is only told what kept it from beginning. */
  readonly tellsItsEnd?: true;
}

/** Every call of the contract, so that a new one is not forgotten. */
const RULES: { readonly [Name in CallName]: Rule<Name> | typeof READS } = {
  'doctor.run': READS,
  'connections.add': { action: 'connection.add', subject: ({ name }) => name },
  'connections.change': { action: 'connection.change', subject: ({ name }) => name },
  'connections.list': READS,
  'connections.test': READS,
  'connections.probe': READS,
  'connections.grantScript': READS,
  'connections.remove': { action: 'connection.remove', subject: ({ name }) => name },
  'plans.add': { action: 'plan.add', subject: ({ name }) => name },
  'plans.change': { action: 'plan.change', subject: ({ name }) => name },
  'plans.list': READS,
  'plans.show': READS,
  'plans.pause': { action: 'plan.pause', subject: ({ name }) => name },
  'plans.resume': { action: 'plan.resume', subject: ({ name }) => name },
  'plans.remove': { action: 'plan.remove', subject: ({ name }) => name },
  'plans.next': READS,
  'plans.preview': READS,
  'plans.prune': {
    action: 'prune',
    subject: ({ name, dryRun }) => (dryRun ? null : (name ?? 'every plan')),
    tellsItsEnd: true,
  },
  'backups.take': { action: 'backup', subject: ({ plan }) => plan ?? '', tellsItsEnd: true },
  'backups.start': { action: 'backup', subject: ({ plan }) => plan, tellsItsEnd: true },
  'backups.list': READS,
  'backups.page': READS,
  'backups.history': READS,
  'backups.show': READS,
  'backups.schemaDiff': READS,
  'backups.verify': { action: 'verify', subject: ({ backup }) => backup ?? 'every backup', tellsItsEnd: true },
  'backups.startVerify': { action: 'verify', subject: ({ backup }) => backup, tellsItsEnd: true },
  'backups.reencrypt': {
    action: 'reencrypt',
    subject: ({ backup, plan }) => backup ?? plan ?? 'every encrypted plan',
    tellsItsEnd: true,
  },
  'keys.list': READS,
  'keys.create': { action: 'key.create', subject: ({ form }, answer) => answer?.keys[0]?.recipient ?? form },
  'keys.recovery': { action: 'key.recovery', subject: ({ form }, answer) => answer?.keys[0]?.recipient ?? form },
  'keys.import': { action: 'key.import', subject: ({ file }) => file },
  'keys.prove': { action: 'drill', subject: ({ recipient }) => recipient, tellsItsEnd: true },
  'backups.pin': { action: 'backup.pin', subject: ({ backup }, answer) => answer?.backup.id ?? backup },
  'backups.unpin': { action: 'backup.unpin', subject: ({ backup }, answer) => answer?.backup.id ?? backup },
  'backups.delete': { action: 'backup.delete', subject: ({ backup }) => backup, tellsItsEnd: true },
  'backups.restore': { action: 'restore', subject: (order) => target(order.toNew, order), tellsItsEnd: true },
  'backups.restoreRows': { action: 'restore', subject: (order) => target(order.into, order), tellsItsEnd: true },
  'restores.check': READS,
  'restores.start': { action: 'restore', subject: (order) => target(order.toNew, order), tellsItsEnd: true },
  'restores.checkRows': READS,
  'restores.startRows': { action: 'restore', subject: (order) => target(order.into, order), tellsItsEnd: true },
  'restores.get': READS,
  'restores.replace': {
    action: 'restore.replace',
    subject: (order) => target(order.database, order),
    tellsItsEnd: true,
  },
  'restores.startReplace': {
    action: 'restore.replace',
    subject: (order) => target(order.database, order),
    tellsItsEnd: true,
  },
  'restores.checkReplace': READS,
  'restores.previewUndo': READS,
  'restores.undo': { action: 'restore.undo', subject: ({ restore }) => `restore ${restore}`, tellsItsEnd: true },
  'restores.startUndo': { action: 'restore.undo', subject: ({ restore }) => `restore ${restore}`, tellsItsEnd: true },
  'restores.list': READS,
  'restores.forget': { action: 'restore.forget', subject: ({ restore }) => `restore ${restore}`, tellsItsEnd: true },
  'drills.take': { action: 'drill', subject: ({ backup }) => backup, tellsItsEnd: true },
  'drills.start': { action: 'drill', subject: ({ backup }) => backup, tellsItsEnd: true },
  'drills.get': READS,
  'drills.list': READS,
  'runs.list': READS,
  'runs.log': READS,
  'runs.active': READS,
  'runs.get': READS,
  'runs.cancel': { action: 'run.cancel', subject: ({ run }) => run },
  'overview.get': READS,
  'changes.list': READS,
  'health.get': READS,
  'disks.forecast': READS,
  'status.get': READS,
  'catalog.check': READS,
  'catalog.rebuild': {
    action: 'catalog.rebuild',
    subject: ({ dirs }) => dirs.join(', '),
    outcome: ({ adopted }) => `adopted ${adopted}`,
  },
  'catalog.copy': { action: 'catalog.copy', subject: ({ file }) => file },
  'settings.get': READS,
  'settings.set': { action: 'settings.set', subject: wishes },
  'desktop.get': READS,
  'desktop.set': { action: 'settings.set', subject: wishes },
  'alerts.list': READS,
  'alerts.ack': {
    action: 'alert.ack',
    subject: ({ id }, answer) => (answer ? `${answer.alert.rule} ${answer.alert.subject}` : id),
  },
  'alerts.settings': READS,
  'alerts.configure': { action: 'alerts.configure', subject: wishes },
  'channels.list': READS,
  'channels.add': { action: 'channel.add', subject: ({ name }) => name },
  'channels.change': { action: 'channel.change', subject: ({ name }) => name },
  'channels.remove': { action: 'channel.remove', subject: ({ name }) => name },
  'channels.test': { action: 'channel.test', subject: ({ name }) => name },
  'signing.trust': { action: 'key.trust', subject: ({ key }) => key },
  'metrics.get': READS,
  'metrics.token': {
    action: 'metrics.token',
    subject: (_order, answer) => (answer?.created === false ? null : ''),
  },
  'audit.list': READS,
  'audit.verify': READS,
  // It writes an entry of its own, before which the log did not count as whole.
  'audit.accept': { action: 'audit.accept', subject: () => '', tellsItsEnd: true },
};

/** Writes down what a call has changed. */
export function noteDone<Name extends CallName>(
  context: Context,
  name: Name,
  order: ParsedInput<Name>,
  answer: CallOutput<Name>,
): void {
  const rule = ruleOf(name);
  if (!rule || rule.tellsItsEnd) return;
  const subject = rule.subject(order, answer);
  if (subject === null) return;
  audit(context.db, context.ports.clock.now(), context.actor, rule.action, subject, rule.outcome?.(answer));
}

/** Writes down what a call was refused, or what it failed with. Never throws: whoever called is told of that failure, not of another. */
export function noteFailed<Name extends CallName>(
  context: Context,
  name: Name,
  order: ParsedInput<Name>,
  error: AppError,
): void {
  const rule = ruleOf(name);
  const subject = rule?.subject(order) ?? null;
  if (!rule || subject === null || isRecorded(error)) return;
  try {
    audit(context.db, context.ports.clock.now(), context.actor, rule.action, subject, error.code);
  } catch (thrown) {
    context.ports.logger.log('error', 'audit.not-written', { action: rule.action, error: String(thrown) });
  }
}

function ruleOf<Name extends CallName>(name: Name): Rule<Name> | null {
  return RULES[name];
}

function target(
  database: string,
  { on, backup }: { readonly on?: string | undefined; readonly backup: string },
): string {
  return `${database}${on === undefined ? '' : ` on ${on}`} from ${backup}`;
}

/** What is to be changed; null where that is nothing. */
function wishes(order: object): string | null {
  return Object.keys(order).length === 0 ? null : JSON.stringify(order);
}
