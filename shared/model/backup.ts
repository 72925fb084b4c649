import { z } from 'zod';
import { bytes, instant, milliseconds, sha256 } from './common.ts';
import { signatureState } from './encryption.ts';
import { archiveFormat } from './plan.ts';

/** The rungs of proof, weakest first. */
export const proofLevels = ['present', 'checksum', 'decoded', 'restored'] as const;
export const proofLevel = z.enum(proofLevels);
export type ProofLevel = z.infer<typeof proofLevel>;

export function isHigherProof(level: ProofLevel, than: ProofLevel): boolean {
  return proofLevels.indexOf(level) > proofLevels.indexOf(than);
}

/** `good`: nothing speaks against it. `damaged`: a check failed. `missing`: the archive is not where its manifest says. */
export const backupStates = ['good', 'damaged', 'missing'] as const;
export const backupState = z.enum(backupStates);
export type BackupState = z.infer<typeof backupState>;

export const backup = z.object({
  id: z.uuid(),
  plan: z.string(),
  connection: z.string(),
  database: z.string(),
  state: backupState,
  format: archiveFormat,
  /** The instant of the snapshot: what a restore returns to. */
  createdAt: instant,
  durationMs: milliseconds,
  path: z.string(),
  manifestPath: z.string(),
  plainBytes: bytes,
  storedBytes: bytes,
  sha256,
  storedSha256: sha256,
  encrypted: z.boolean(),
  signature: signatureState,
  verification: z.object({ level: proofLevel, at: instant }),
  pinned: z.boolean(),
  serverVersion: z.string(),
  toolVersion: z.string(),
  warnings: z.array(z.string()),
});
export type Backup = z.infer<typeof backup>;

export const verification = z.object({
  backup: z.uuid(),
  level: proofLevel,
  ok: z.boolean(),
  at: instant,
  durationMs: milliseconds,
  reason: z.string().optional(),
});
export type Verification = z.infer<typeof verification>;

export const contents = z.object({
  schemas: z.array(z.string()),
  tables: z.array(z.object({ schema: z.string(), name: z.string(), rows: z.number().int().nullable(), bytes })),
  extensions: z.array(z.object({ name: z.string(), version: z.string() })),
  roles: z.array(z.string()),
});
export type Contents = z.infer<typeof contents>;
