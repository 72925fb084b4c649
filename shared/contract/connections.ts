import { z } from 'zod';
import { bytes, givenName, identifier } from '../model/common.ts';
import { connectionLabel, connectionView, secretReference, sslMode } from '../model/connection.ts';
import { byName, nothing, problem } from './shapes.ts';

const connectionOrder = z.object({
  name: givenName,
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535).default(5432),
  user: z.string().min(1).max(63),
  database: identifier.default('postgres'),
  sslmode: sslMode.optional(),
  sslrootcert: z.string().optional(),
  label: connectionLabel.optional(),
  /** Kept in the secret store; never returned. */
  password: z
    .string()
    .max(1000)
    .regex(/^[^\r\n\0]*$/, 'a password file cannot hold a line break')
    .optional(),
  /** Where the password is, when Lifeboat is not to keep it. */
  secret: secretReference.optional(),
});

const connectionReport = z.object({
  name: z.string(),
  serverVersion: z.string(),
  clientChosen: z.string(),
  databases: z.array(z.object({ name: z.string(), bytes: bytes.nullable() })),
  problems: z.array(problem),
});

export const connectionCalls = {
  'connections.add': {
    input: connectionOrder,
    output: z.object({ connections: z.array(connectionView) }),
  },
  /**
   * Describes a connection anew. Without a password and without a place for one, the old one stays, as does the root certificate
   * that is left out.
   */
  'connections.change': {
    input: connectionOrder,
    output: z.object({ connections: z.array(connectionView) }),
  },
  'connections.list': { input: nothing, output: z.object({ connections: z.array(connectionView) }) },
  'connections.test': {
    input: byName,
    output: z.object({ connection: connectionReport }),
  },
  /** Tries what `connections.add` or `connections.change` would save. */
  'connections.probe': { input: connectionOrder, output: z.object({ connection: connectionReport }) },
  /** SQL for psql that makes a role which may read everything and change nothing. */
  'connections.grantScript': {
    input: byName.extend({
      role: identifier.default('lifeboat'),
      /** Only these; with none: every database of the server. */
      databases: z.array(identifier).max(1000).default([]),
    }),
    output: z.object({ role: z.string(), databases: z.array(z.string()), script: z.string() }),
  },
  'connections.remove': { input: byName, output: z.object({ connections: z.array(connectionView) }) },
} as const;
