import { type CallName, calls } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';

/** What a browser cannot ask for, and why; everything else of the contract it can. */
export const WITHHELD = {
  'catalog.copy': 'it writes a file wherever it is told to',
  'signing.trust': 'what is believed is decided at the machine itself, with the recovery kit in hand',
  'keys.import': 'it reads a file wherever it is told to',
  'backups.take': 'it lasts as long as the backup; backups.start does not',
  'backups.verify': 'it lasts as long as the proof; backups.startVerify does not',
  'backups.reencrypt': 'it lasts as long as everything is encrypted anew',
  'drills.take': 'it lasts as long as the drill; drills.start does not',
  'backups.restoreRows': 'it lasts as long as the restore; restores.startRows does not',
  'backups.restore': 'it lasts as long as the restore; restores.start does not',
  'restores.replace': 'it lasts as long as the restore; restores.startReplace does not',
  'metrics.token': 'it answers a secret',
  'audit.accept': 'whoever sits at a page could wave away what was done to the log',
  'restores.undo': 'it lasts until the databases have changed places; restores.startUndo does not',
} as const satisfies Partial<Record<CallName, string>>;

export type WebCallName = Exclude<CallName, keyof typeof WITHHELD>;

/**
 * The calls a browser may make, one by one: a new call of the contract is not among them until somebody has thought about it.
 */
const WEB_CALLS: Readonly<Record<WebCallName, true>> = {
  'doctor.run': true,
  'connections.add': true,
  'connections.change': true,
  'connections.list': true,
  'connections.test': true,
  'connections.probe': true,
  'connections.remove': true,
  'connections.grantScript': true,
  'plans.add': true,
  'plans.change': true,
  'plans.list': true,
  'plans.show': true,
  'plans.pause': true,
  'plans.resume': true,
  'plans.remove': true,
  'plans.next': true,
  'plans.prune': true,
  'plans.preview': true,
  'backups.list': true,
  'backups.page': true,
  'backups.history': true,
  'backups.show': true,
  'backups.schemaDiff': true,
  'backups.start': true,
  'backups.startVerify': true,
  'backups.pin': true,
  'backups.unpin': true,
  'backups.delete': true,
  'restores.check': true,
  'restores.checkRows': true,
  'restores.start': true,
  'restores.startRows': true,
  'restores.get': true,
  'restores.startReplace': true,
  'restores.checkReplace': true,
  'restores.previewUndo': true,
  'restores.startUndo': true,
  'restores.list': true,
  'restores.forget': true,
  'drills.start': true,
  'drills.get': true,
  'drills.list': true,
  'keys.list': true,
  'keys.create': true,
  'keys.recovery': true,
  'keys.prove': true,
  'runs.list': true,
  'runs.log': true,
  'runs.active': true,
  'runs.get': true,
  'runs.cancel': true,
  'catalog.check': true,
  'catalog.rebuild': true,
  'overview.get': true,
  'changes.list': true,
  'alerts.list': true,
  'alerts.ack': true,
  'alerts.settings': true,
  'alerts.configure': true,
  'health.get': true,
  'disks.forecast': true,
  'channels.add': true,
  'channels.change': true,
  'channels.list': true,
  'channels.test': true,
  'channels.remove': true,
  'settings.get': true,
  'settings.set': true,
  'status.get': true,
  'desktop.get': true,
  'desktop.set': true,
  'metrics.get': true,
  'audit.list': true,
  'audit.verify': true,
};

export function isWebCall(name: string): name is WebCallName {
  return Object.hasOwn(WEB_CALLS, name) && Object.hasOwn(calls, name);
}

const COMMANDS: Readonly<Record<string, string>> = {
  dir: 'lifeboat plan add --dir',
  dirs: 'lifeboat catalog rebuild --dir',
  out: 'lifeboat key recovery --out',
  kit: 'lifeboat drill --kit',
  sslrootcert: 'lifeboat connection add --url … with sslrootcert',
};

/**
 * A browser names things by what Lifeboat calls them: never files of this machine, and never its environment, whose variables it
 * could otherwise have sent as the password to a server of its choice.
 * @throws AppError `unsafe_path`
 */
export function checkReach(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  const given = new Map<string, unknown>(Object.entries(input));
  for (const [field, command] of Object.entries(COMMANDS)) {
    const value = given.get(field);
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    throw new AppError(
      'unsafe_path',
      'A file or folder of this machine cannot be named from the browser.',
      `Use the command line: ${command}`,
    );
  }
  const secret = given.get('secret');
  if (typeof secret !== 'object' || secret === null || !('kind' in secret) || secret.kind !== 'env') return;
  throw new AppError(
    'unsafe_path',
    'A variable of this machine cannot be named from the browser.',
    'Use the command line: lifeboat connection add --password-env',
  );
}
