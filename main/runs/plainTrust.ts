import type { ReadinessCheck } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Advisory } from '../../shared/model/run.ts';
import { hashTaken } from '../catalog/runs.ts';
import type { Client } from '../postgres/tools.ts';
import type { Context } from './context.ts';

/** What somebody says who wants plain SQL to be run, and where it would be. */
export interface Consent {
  readonly trustSql: boolean;
  readonly part: boolean;
}

/**
 * A plain SQL file is a program for psql, and a psql of before the safe floor lets it run commands on this machine. Trust follows
 * where it is from: what a run here took, by the hash that the run wrote down, or what is signed with a key that is trusted here is fed
 * to any psql; anything else needs a safe one, and somebody who says that they trust it. That the archive is what its manifest says is for `checkHashes` to find out.
 * @param part it is run in a throwaway cluster here, as its superuser, and not with the rights of a connection.
 * @returns what to say when an old psql is used all the same; null when there is nothing to say.
 * @throws AppError `unsafe_tool`, `untrusted_sql`
 */
export function checkPlainSql(
  context: Context,
  backup: Backup,
  manifest: Manifest,
  client: Client,
  { trustSql, part }: Consent,
): Advisory | null {
  if (manifest.format !== 'plain') return null;
  // `readTrustedManifest` has seen that this is still so.
  const signed = backup.signature === 'valid';
  if (signed || hashTaken(context.db, manifest.id) === manifest.sha256) return client.safe ? null : belowFloor(client);
  if (!client.safe)
    throw new AppError(
      'unsafe_tool',
      `psql ${client.version.text} is not safe for plain SQL that was not taken here: the file can run commands on this machine (CVE-2026-18408).`,
      'Update the PostgreSQL client programs; backups in the custom and directory formats can be restored meanwhile.',
    );
  if (!trustSql) throw untrusted(part);
  return null;
}

/** What there is to say of it before anything is written; nothing of other formats. */
export function examinePlainSql(
  context: Context,
  backup: Backup,
  manifest: Manifest,
  client: Client,
  consent: Consent,
): ReadinessCheck[] {
  if (manifest.format !== 'plain') return [];
  const check = { code: 'plain_sql', ok: false, fix: null };
  try {
    const advisory = checkPlainSql(context, backup, manifest, client, consent);
    if (advisory) return [{ ...check, severity: 'warning', message: advisory.message, nextStep: advisory.nextStep }];
    const message = `psql ${client.version.text} runs the file as it is.`;
    return [{ ...check, ok: true, severity: 'note', message, nextStep: '' }];
  } catch (error) {
    const { code, message, nextStep } = AppError.from(error);
    const fix = code === 'untrusted_sql' ? { trustSql: true as const } : null;
    return [{ ...check, severity: 'error', message, nextStep, fix }];
  }
}

function untrusted(part: boolean): AppError {
  const rights = part
    ? 'by the superuser of a throwaway server on this machine, who may start programs'
    : 'with the rights of the connection';
  return new AppError(
    'untrusted_sql',
    `No run of this Lifeboat took this plain SQL, and no key that is trusted here signed it: whatever it says would be done ${rights}.`,
    'Look into the file; if you trust whoever made it, restore it with --trust-sql.',
  );
}

function belowFloor(client: Client): Advisory {
  return {
    code: 'unsafe_tool',
    message: `psql ${client.version.text} lets plain SQL run commands on this machine (CVE-2026-18408); this backup was not changed since it was taken, so it is as trustworthy as its server was.`,
    nextStep: 'Update the PostgreSQL client programs.',
  };
}
