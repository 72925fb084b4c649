import { formatKeepRules } from '../../shared/keepRules.ts';
import { DEFAULT_DRILL_INTERVAL } from '../../shared/model/drill.ts';
import { lifeboat, quote } from '../commandLine.ts';
import type { PlanOrder } from './planFields.ts';

/** The command line that makes the same plan. */
export function planAddLine(order: PlanOrder): string {
  const { name, connection, database, schedule, zone, format, content, compression, jobs, fingerprint, drillEvery } =
    order;
  const keep = formatKeepRules(order.retention ?? {});
  const options: [option: string, value: string | number | undefined][] = [
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
  ];
  const said = options.flatMap(([option, value]) => (value === undefined ? [] : `--${option}=${quote(String(value))}`));
  return lifeboat(`plan add ${said.join(' ')}`, name);
}
