import { z } from 'zod';
import { instant } from './common.ts';
import { keyForm } from './encryption.ts';

/**
 * What a key is to this machine. `device`: made here, its identity is in the secret store. `recovery`: its identity is in a kit and nowhere
 * else. `imported`: brought here to open what others sealed; nothing is sealed for it.
 */
export const keyRoles = ['device', 'recovery', 'imported'] as const;
export const keyRole = z.enum(keyRoles);
export type KeyRole = z.infer<typeof keyRole>;

/** The public half of a key, and what is known of it. */
export const key = z.object({
  recipient: z.string(),
  role: keyRole,
  form: keyForm,
  createdAt: instant,
  /** Of a recovery key: when a drill with its kit alone ended well. */
  provedAt: instant.nullable(),
  /** Once another key has taken its place; it still opens what was sealed for it. */
  retiredAt: instant.nullable(),
});
export type Key = z.infer<typeof key>;
