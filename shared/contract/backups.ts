import { z } from 'zod';
import { backup, backupState, contents, proofLevel, verification } from '../model/backup.ts';
import { finding } from '../model/alert.ts';
import { manifestEncryption } from '../model/encryption.ts';
import { bytes, givenName, instant, milliseconds } from '../model/common.ts';
import { run } from '../model/run.ts';
import { backupReference, byBackup, runSummary } from './shapes.ts';

const schemaChange = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  /** Such as `TABLE public.orders`. */
  object: z.string(),
  /** Its statements, each line after `+`, `-` or a space; `@@` where lines that are the same were left out. */
  text: z.string(),
});
export type SchemaChange = z.infer<typeof schemaChange>;

export const backupCalls = {
  'backups.take': { input: z.object({ plan: givenName.optional() }), output: z.object({ backup, run: runSummary }) },
  'backups.list': {
    input: z.object({
      plan: z.string().optional(),
      state: backupState.optional(),
      search: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(1_000_000).default(50),
    }),
    output: z.object({ backups: z.array(backup) }),
  },
  'backups.show': {
    input: byBackup,
    output: z.object({
      backup,
      contents: contents.nullable(),
      /** Null of a plain one, and of one whose manifest cannot be read or believed. */
      encryption: manifestEncryption.nullable(),
      verifications: z.array(verification),
      findings: z.array(finding),
    }),
  },
  /** How the schema differs from that of the good backup before. */
  'backups.schemaDiff': {
    input: byBackup,
    output: z.object({
      backup: z.uuid(),
      /** Null when there is none to compare with. */
      against: z.object({ id: z.uuid(), createdAt: instant }).nullable(),
      /** False when they were written by or from different versions, which word equal definitions differently. */
      sameVersions: z.boolean(),
      objects: z.array(schemaChange),
      /** Objects beyond those that are listed. */
      omitted: z.number().int().nonnegative(),
    }),
  },
  'backups.verify': {
    /** Without a reference: every backup. */
    input: z.object({
      backup: backupReference.optional(),
      level: z.enum(['checksum', 'decoded', 'restored']).default('decoded'),
    }),
    output: z.object({
      results: z.array(
        z.object({ backup: z.string(), level: z.string(), ok: z.boolean(), reason: z.string().optional() }),
      ),
    }),
  },
  /** Exactly one of the three says which. */
  'backups.reencrypt': {
    input: z.object({
      backup: backupReference.optional(),
      plan: givenName.optional(),
      all: z.boolean().default(false),
    }),
    output: z.object({
      results: z.array(
        z.object({
          backup: z.uuid(),
          /** `already`: it is encrypted for whom it should be. */
          state: z.enum(['reencrypted', 'already', 'failed']),
          /** What stands in its place. */
          by: z.uuid().optional(),
          reason: z.string().optional(),
        }),
      ),
    }),
  },
  'backups.pin': { input: byBackup, output: z.object({ backup }) },
  'backups.unpin': { input: byBackup, output: z.object({ backup }) },
  'backups.delete': {
    /** `confirm` repeats the id (or the prefix given): nothing is deleted by a slip. */
    input: byBackup.extend({ confirm: z.string() }),
    output: z.object({ backup }),
  },
  /** The calls that start something answer as soon as the run exists; events and `runs.get` tell the rest. */
  'backups.start': { input: z.object({ plan: givenName }), output: z.object({ run }) },
  'backups.startVerify': {
    input: byBackup.extend({ level: z.enum(['checksum', 'decoded']).default('decoded') }),
    output: z.object({ run }),
  },
  'backups.page': {
    input: z.object({
      plan: z.string().optional(),
      state: backupState.optional(),
      level: proofLevel.optional(),
      search: z.string().max(200).optional(),
      /** Taken at or after, and before. */
      from: instant.optional(),
      until: instant.optional(),
      /** The last backup of the page before. */
      after: z.object({ createdAt: instant, id: z.uuid() }).optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ backups: z.array(backup), total: z.number().int() }),
  },
  'backups.history': {
    input: z.object({ plan: z.string(), limit: z.number().int().min(1).max(400).default(90) }),
    output: z.object({ points: z.array(z.object({ at: instant, bytes, durationMs: milliseconds })) }),
  },
} as const;
