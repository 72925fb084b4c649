import { quote } from '../../shared/restoreCommand.ts';
import { lifeboat } from '../commandLine.ts';
import type { ConnectionOrder } from './connectionFields.ts';

/** The command line that adds the same connection; it asks for a password, which never stands in it. */
export function connectionAddLine(order: ConnectionOrder): string {
  const { name, host, port, user, database, sslmode, label, password, secret } = order;
  const options: [option: string, value: string | number | undefined][] = [
    ['host', host],
    ['port', port === 5432 ? undefined : port],
    ['user', user],
    ['database', database === 'postgres' ? undefined : database],
    ['sslmode', sslmode],
    ['label', label],
  ];
  const said = options.flatMap(([option, value]) => (value === undefined ? [] : `--${option}=${quote(String(value))}`));
  if (password !== undefined) said.push('--password-stdin');
  if (secret?.kind === 'pgpass') said.push('--pgpass');
  return lifeboat(`connection add ${said.join(' ')}`, name);
}
