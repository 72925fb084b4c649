import type { CallInput } from '../../shared/contract.ts';
import { identifier } from '../../shared/model/common.ts';
import { type ConnectionView, defaultSslMode, type SslMode, sslModes } from '../../shared/model/connection.ts';
import type { ServerAddress } from '../../shared/serverUrl.ts';
import type { FieldProblem, FieldProblems } from '../forms/fieldProblem.ts';

export type ConnectionOrder = CallInput<'connections.add'>;

/** Where the password of a connection is; `kept`, as it was, for one that exists. */
export type PasswordFrom = 'typed' | 'pgpass' | 'none' | 'kept';

/** A connection as it is typed. */
export interface ConnectionFields {
  readonly name: string;
  readonly host: string;
  readonly port: number | string;
  readonly user: string;
  readonly database: string;
  readonly passwordFrom: PasswordFrom;
  readonly password: string;
  /** Empty: the one that suits the host. */
  readonly sslmode: SslMode | '';
  readonly label: NonNullable<ConnectionView['label']> | '';
}

const MOST_HOST = 255;
const MOST_USER = 63;
const MOST_PORT = 65_535;

export const NEW_CONNECTION: ConnectionFields = {
  name: '',
  host: '',
  port: 5432,
  user: '',
  database: 'postgres',
  passwordFrom: 'typed',
  password: '',
  sslmode: '',
  label: '',
};

/** What is known of a connection is typed already, but for its password. */
export function fieldsOf(view: ConnectionView): ConnectionFields {
  const { name, host, port, user, database, sslmode, label } = view;
  const passwordFrom = { store: 'kept', env: 'kept', pgpass: 'pgpass', none: 'none' } as const;
  const rest = { name, host, port, user, database, sslmode };
  return { ...rest, label: label ?? '', passwordFrom: passwordFrom[view.passwordFrom], password: '' };
}

/** The fields with what a URL says; what it leaves out stays. */
export function withAddress(fields: ConnectionFields, address: ServerAddress): ConnectionFields {
  return {
    ...fields,
    host: address.host,
    user: address.user,
    port: address.port ?? 5432,
    database: address.database ?? fields.database,
    sslmode: address.sslmode ?? fields.sslmode,
    ...(address.password !== undefined && { passwordFrom: 'typed', password: address.password }),
  };
}

/** What is wrong with each field. `old` is the connection that is changed; `taken` are the names that are not free. */
export function checkConnection(
  fields: ConnectionFields,
  old: ConnectionView | null,
  taken: readonly string[],
): FieldProblems<ConnectionFields> {
  const port = Number(fields.port);
  return {
    name: old === null ? nameProblem(fields.name.trim(), taken) : undefined,
    host: textProblem(fields.host.trim(), MOST_HOST),
    port: fields.port !== '' && Number.isInteger(port) && port >= 1 && port <= MOST_PORT ? undefined : 'port',
    user: textProblem(fields.user, MOST_USER),
    database: fields.database === '' || identifier.safeParse(fields.database).success ? undefined : 'longDatabase',
    password: keeps(fields) && old !== null && leadsElsewhere(fields, old) ? 'passwordAgain' : undefined,
  };
}

function nameProblem(name: string, taken: readonly string[]): FieldProblem | undefined {
  if (taken.includes(name)) return 'taken';
  return textProblem(name, 200);
}

function textProblem(text: string, most: number): FieldProblem | undefined {
  if (text === '') return 'required';
  return text.length > most ? 'longName' : undefined;
}

const keeps = ({ passwordFrom, password }: ConnectionFields) => passwordFrom === 'kept' && password === '';

/** True when the kept password would go where it was not given for, which the core refuses. */
function leadsElsewhere({ host, port, user, sslmode }: ConnectionFields, old: ConnectionView): boolean {
  const mode = sslmode === '' ? defaultSslMode(host.trim()) : sslmode;
  const laxer = sslModes.indexOf(mode) < sslModes.indexOf(old.sslmode);
  return laxer || host.trim() !== old.host || Number(port) !== old.port || user !== old.user;
}

/** What the core is asked for; only fields without a problem make an order. */
export function orderOf(fields: ConnectionFields): ConnectionOrder {
  const { user, sslmode, label } = fields;
  return {
    name: fields.name,
    host: fields.host.trim(),
    port: Number(fields.port),
    user,
    database: fields.database === '' ? 'postgres' : fields.database,
    ...(sslmode !== '' && { sslmode }),
    ...(label !== '' && { label }),
    ...secretOf(fields),
  };
}

function secretOf(fields: ConnectionFields): Pick<ConnectionOrder, 'password' | 'secret'> {
  const { passwordFrom, password } = fields;
  if (keeps(fields)) return {};
  if (passwordFrom === 'pgpass') return { secret: { kind: 'pgpass' } };
  return passwordFrom === 'none' || password === '' ? { secret: { kind: 'none' } } : { password };
}
