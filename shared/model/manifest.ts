import { z } from 'zod';
import { contents } from './backup.ts';
import { bytes, givenName, identifier, instant, milliseconds, sha256 } from './common.ts';
import { manifestEncryption } from './encryption.ts';
import { archiveFormat, contentChoice, fingerprintMode } from './plan.ts';

const int64 = z.string().regex(/^-?\d{1,20}$/);

export const tableFingerprint = z.object({
  schema: z.string(),
  name: z.string(),
  rows: z.number().int().nonnegative(),
  /** False when `rows` is the planner's estimate. */
  exact: z.boolean(),
  /** sum(hashtextextended(row::text, 0)) as decimal text; null when only counted. */
  hash: z.string().nullable(),
});
export type TableFingerprint = z.infer<typeof tableFingerprint>;

export const sequenceFingerprint = z.object({
  schema: z.string(),
  name: z.string(),
  lastValue: int64.nullable(),
  increment: int64,
});
export type SequenceFingerprint = z.infer<typeof sequenceFingerprint>;

export const largeObjectFingerprint = z.object({
  count: z.number().int().nonnegative(),
  /** sum(hashtextextended(…, 0)) over their pages as decimal text; null when only counted. */
  hash: z.string().nullable(),
});
export type LargeObjectFingerprint = z.infer<typeof largeObjectFingerprint>;

/** A materialised view, as a refresh in the dump's snapshot would have made it; what the source holds may be older. */
export const viewFingerprint = z.object({
  schema: z.string(),
  name: z.string(),
  populated: z.boolean(),
  /** Null where a refresh may rightly give other rows each time, or was too dear to try. */
  rows: z.number().int().nonnegative().nullable(),
  /** As that of a table; null as well where the same rows may differ in content. */
  hash: z.string().nullable(),
});
export type ViewFingerprint = z.infer<typeof viewFingerprint>;

/** What the source held in the snapshot that pg_dump read. */
export const fingerprint = z.object({
  mode: fingerprintMode,
  tables: z.array(tableFingerprint),
  sequences: z.array(sequenceFingerprint),
  /** Absent from backups of the first version. */
  largeObjects: largeObjectFingerprint.optional(),
  /** Absent from backups of the first version. */
  materializedViews: z.array(viewFingerprint).optional(),
  /** SHA-256 over the archive's schema statements, sorted; null where the format has no table of contents. */
  schemaSha256: sha256.nullable(),
});
export type Fingerprint = z.infer<typeof fingerprint>;

/** What CREATE DATABASE needs so that the copy sorts and encodes like the source. */
export const databaseProperties = z.object({
  encoding: z.string(),
  collate: z.string(),
  ctype: z.string(),
  /** `libc`, `icu` or `builtin`. */
  provider: z.string(),
  providerLocale: z.string().nullable(),
  icuRules: z.string().nullable(),
  owner: z.string(),
});
export type DatabaseProperties = z.infer<typeof databaseProperties>;

const fileName = z.string().regex(/^[a-z0-9][A-Za-z0-9._-]{0,199}$/, 'not a file name of ours');

/** The commit point of a backup: written last, never changed. Verifications and pins are appended beside it. */
export const manifest = z.object({
  schemaVersion: z.literal(1),
  id: z.uuid(),
  plan: givenName,
  connection: givenName,
  database: identifier,
  databaseProperties,
  serverVersion: z.string(),
  tool: z.object({ path: z.string(), version: z.string() }),
  format: archiveFormat,
  content: contentChoice,
  compression: z.object({ method: z.enum(['none', 'gzip', 'zstd']), level: z.number().int() }),
  jobs: z.number().int(),
  /** The snapshot's instant (UTC). */
  snapshotAt: instant,
  startedAt: instant,
  finishedAt: instant,
  durationMs: milliseconds,
  /** Counts up per plan, so that order survives a clock that was set back. */
  sequence: z.number().int().nonnegative().max(1_000_000_000),
  file: fileName,
  plainBytes: bytes,
  storedBytes: bytes,
  sha256,
  storedSha256: sha256,
  /** Directory format: every file inside, with its size and hash. */
  parts: z.array(z.object({ name: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/), bytes, sha256 })).optional(),
  encryption: manifestEncryption.nullable(),
  /** Id of the backup whose archive this one is, sealed anew for other recipients. */
  reencryptedFrom: z.uuid().optional(),
  contents,
  fingerprint,
  globals: z.object({ file: fileName, bytes, sha256 }).nullable(),
  warnings: z.array(z.string()),
  slot: instant.nullable(),
  /** The rung reached before the manifest was written. */
  proof: z.enum(['checksum', 'decoded']),
  appVersion: z.string(),
  /** Ed25519 over the file without this property, by the key of the device that wrote it (base64, both). */
  signature: z.object({ key: z.string().max(100), value: z.string().max(100) }).optional(),
});
export type Manifest = z.infer<typeof manifest>;

/** One line of `<name>.verified.json`: what happened to a backup after it was committed. */
export const annotation = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('verification'),
    level: z.enum(['checksum', 'decoded', 'restored']),
    ok: z.boolean(),
    at: instant,
    durationMs: milliseconds,
    reason: z.string().optional(),
  }),
  z.object({ type: z.literal('pin'), pinned: z.boolean(), at: instant }),
]);
export type Annotation = z.infer<typeof annotation>;
