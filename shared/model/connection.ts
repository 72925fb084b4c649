import { z } from 'zod';
import { givenName } from './common.ts';

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export const sslMode = z.enum(sslModes);
export type SslMode = z.infer<typeof sslMode>;

export const connectionLabels = ['production', 'staging', 'development'] as const;
export const connectionLabel = z.enum(connectionLabels);

/** Where the password is. Only `store` means that Lifeboat keeps it, encrypted; the catalog never holds it. */
export const secretReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('store') }),
  z.object({ kind: z.literal('env'), variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
  z.object({ kind: z.literal('pgpass') }),
]);
export type SecretReference = z.infer<typeof secretReference>;

/** Who defined a connection or plan: a person, or the DB_* and BACKUP_* variables, which are read afresh at each start. */
export const origin = z.enum(['user', 'environment']);

export const connection = z.object({
  name: givenName,
  /** A host name, an address, or the absolute folder of a Unix socket. */
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  user: z.string().min(1).max(63),
  /** The database to connect to when none is named. */
  database: z.string().min(1).max(63),
  sslmode: sslMode,
  sslrootcert: z.string().nullable(),
  label: connectionLabel.nullable(),
  secret: secretReference,
  origin,
});
export type Connection = z.infer<typeof connection>;

/** What leaves the core: never the secret itself, only where it is kept. */
export const connectionView = connection
  .omit({ secret: true })
  .extend({ passwordFrom: z.enum(['none', 'store', 'env', 'pgpass']) });
export type ConnectionView = z.infer<typeof connectionView>;

/** True where a network attacker has no place to stand: a Unix socket or the loopback interface. */
export function isLocalHost(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The default TLS mode: strict over a network, opportunistic on this machine, where servers seldom have a certificate. */
export function defaultSslMode(host: string): SslMode {
  return isLocalHost(host) ? 'prefer' : 'verify-full';
}
