import { z } from 'zod';

/** An instant as ISO-8601 in UTC. */
export const instant = z.iso.datetime();

/** A name a person gives: any text of 1 to 200 characters without NUL. Names are hostile; nothing may use one as a path or as SQL. */
export const givenName = z
  .string()
  .min(1, 'a name cannot be empty')
  .max(200, 'a name has at most 200 characters')
  .refine((name) => !name.includes('\0'), 'a name cannot contain a NUL character');

/** A PostgreSQL identifier: at most 63 bytes of UTF-8 (NAMEDATALEN - 1), no NUL. */
export const identifier = z
  .string()
  .min(1, 'a database name cannot be empty')
  .refine((name) => !name.includes('\0'), 'a database name cannot contain a NUL character')
  .refine((name) => new TextEncoder().encode(name).length <= 63, 'PostgreSQL names have at most 63 bytes');

export const bytes = z.number().int().nonnegative();
export const milliseconds = z.number().nonnegative();
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hexadecimal');
