import { z } from 'zod';

/** Forms of age keys. `hybrid` withstands quantum computers (ML-KEM-768 with X25519); recipients of both forms never share a file. */
export const keyForms = ['x25519', 'hybrid'] as const;
export const keyForm = z.enum(keyForms);
export type KeyForm = z.infer<typeof keyForm>;

export const encryptionForm = z.enum([...keyForms, 'passphrase']);
export type EncryptionForm = z.infer<typeof encryptionForm>;

/** One line that begins with age1; those of the hybrid form have about 2,000 characters. */
export const recipient = z
  .string()
  .max(4000)
  .regex(/^age1[a-z0-9]+$/, 'not an age recipient');

/**
 * How the backups of a plan are encrypted. With keys: for this device and for the recovery key, and for these recipients beside them. With
 * a passphrase: for whoever knows it, and nobody else; it is kept in the secret store.
 */
export const planEncryption = z.object({ form: encryptionForm, recipients: z.array(recipient).max(20) });
export type PlanEncryption = z.infer<typeof planEncryption>;

/** How an archive is encrypted: for these recipients, or, with none of them, for whoever knows the passphrase. */
export const manifestEncryption = z.object({
  form: encryptionForm.default('x25519'),
  recipients: z.array(z.string()),
});
export type ManifestEncryption = z.infer<typeof manifestEncryption>;

/** Whether a manifest was written by whom it should be. `foreign`: signed with a key that this machine does not know. */
export const signatureStates = ['valid', 'unsigned', 'foreign', 'invalid'] as const;
export const signatureState = z.enum(signatureStates);
export type SignatureState = z.infer<typeof signatureState>;
