import { formatKeepRules } from '../../shared/keepRules.ts';
import { DEFAULT_DRILL_INTERVAL } from '../../shared/model/drill.ts';
import { quote } from '../../shared/restoreCommand.ts';
import { lifeboat } from '../commandLine.ts';
import type { PlanOrder } from './planFields.ts';

/** A value of true is that of a flag. */
type Option = [option: string, value: string | number | true | undefined];

/** The command line that makes the same plan. */
export function planAddLine(order: PlanOrder): string {
  const { name, connection, database, schedule, zone, format, content, compression, jobs, fingerprint, drillEvery } =
    order;
  const keep = formatKeepRules(order.retention ?? {});
  const options: Option[] = [
    ['connection', connection],
    ['database', database],
    ['schedule', schedule ?? 'none'],
    ['zone', zone],
    ['format', format === 'custom' ? undefined : format],
    ['only', content === 'all' ? undefined : content],
    ['compression', compression === 'auto' ? undefined : compression],
    ['jobs', jobs === 1 ? undefined : jobs],
    ['fingerprint', fingerprint === 'auto' ? undefined : fingerprint],
    ['drill', drillEvery === DEFAULT_DRILL_INTERVAL ? undefined : drillEvery],
    // A plan without rules keeps everything; the command line says so with a rule that keeps nothing.
    ['keep', keep === '' ? 'days=0' : keep],
    ...encryptionOf(order),
  ];
  const said = options.flatMap(([option, value]) => (value === undefined ? [] : flagOf(option, value)));
  return lifeboat(`plan add ${said.join(' ')}`, name);
}

function flagOf(option: string, value: string | number | true): string {
  return value === true ? `--${option}` : `--${option}=${quote(String(value))}`;
}

/** The passphrase itself is no part of a command line: it is asked for. */
function encryptionOf({ encryption }: PlanOrder): Option[] {
  if (!encryption) return [];
  if (encryption.form === 'passphrase') return [['encrypt-passphrase-stdin', true]];
  return [
    ['encrypt', true],
    ['post-quantum', encryption.form === 'hybrid' ? true : undefined],
    ...encryption.recipients.map((recipient): Option => ['encrypt-to', recipient]),
  ];
}
