import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { Sealing } from '../crypto/keys.ts';
import { hashFile } from '../storage/hash.ts';
import { archiveBase, archiveEnding, globalsName } from '../storage/names.ts';
import { checkSpace } from '../storage/space.ts';
import { requirePlan } from './backup.ts';
import { checkHashes, checkPlain, mismatch } from './checkHashes.ts';
import { publishBackup, signatureOf } from './commit.ts';
import type { Context } from './context.ts';
import { sealingFor } from './keyring.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { findSuccessor, isSealedFor, type Successor, takeItsPlace } from './successor.ts';
import { checkSealable } from './sealable.ts';
import { readTrustedManifest } from './trustedManifest.ts';
import { hashUnsealed, type Resealed, reseal } from './reseal.ts';

export interface ReencryptRequest extends Caller {
  readonly backup: Backup;
}

/** `already`: it is encrypted for whom it should be, and was left alone. */
export interface Reencrypted {
  readonly state: 'reencrypted' | 'already';
  /** The backup that there is now. */
  readonly backup: Backup;
}

/** They wait for one another and for nothing else; no connection can have this name. */
const QUEUE = '\0reencryption';

/**
 * Encrypts a backup anew for whom its plan is encrypted now, as a backup of its own that is proved and published like any other; only
 * then the old one goes. Nothing decrypted reaches the disk. What was cut short is finished by the next start or the next call.
 * @throws AppError `no_plan`, `bad_input` when the plan is not encrypted; failures of the run are in its outcome.
 */
export function reencrypt(context: Context, { backup, ...caller }: ReencryptRequest): Promise<Outcome<Reencrypted>> {
  const plan = requirePlan(context, backup.plan);
  if (plan.encryption === null)
    throw new AppError(
      'bad_input',
      `The plan ${plan.name} is not encrypted.`,
      'Say first how its backups are to be encrypted: change the plan.',
    );
  return perform(
    context,
    { kind: 'reencrypt', plan: plan.name, backup: backup.id, trigger: 'manual', server: QUEUE, ...caller },
    async (scope) => {
      scope.lease(`backup:${backup.id}`, false);
      const manifest = await readTrustedManifest(context, backup);
      const successor = await findSuccessor(context, backup);
      if (successor) {
        await proveAgain(context, successor, scope);
        return { state: 'reencrypted', backup: await takeItsPlace(context, backup, successor) };
      }
      const sealing = await sealingFor(context, plan);
      if (await isSealedFor(context, backup, manifest, sealing)) return { state: 'already', backup };
      return { state: 'reencrypted', backup: await sealAnew(context, { backup, manifest, plan, sealing }, scope) };
    },
  );
}

/** Proved it was when it was published; but the old one goes because of it, and who knows what happened since. */
async function proveAgain(context: Context, { manifest, folder }: Successor, scope: Scope): Promise<void> {
  // Or else pruning could take it at the moment in which the old one goes.
  scope.lease(`backup:${manifest.id}`, true);
  const archive = path.join(folder, manifest.file);
  await checkHashes(archive, manifest, scope);
  checkPlain(archive, await hashUnsealed(context, archive, scope.signal), manifest);
}

interface Work {
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly plan: Plan;
  readonly sealing: Sealing;
}

async function sealAnew(context: Context, { backup, manifest, plan, sealing }: Work, scope: Scope): Promise<Backup> {
  const { checkpoint } = context.ports;
  checkSealable({ encryption: plan.encryption, format: manifest.format });
  const folder = path.dirname(backup.manifestPath);
  await checkSpace(folder, null, manifest.storedBytes);
  const id = randomUUID();
  const base = archiveBase(manifest.database, new Date(manifest.snapshotAt), id);
  const file = `${base}${archiveEnding(manifest.format, manifest.compression, true)}`;
  scope.backup(id);
  scope.journal({ folder, file, backup: id, replaces: backup.id });
  checkpoint('reencryption-claimed');

  const order = { folder, sealing, encrypted: manifest.encryption !== null };
  await using archive = await reseal(context, { ...order, from: manifest.file, to: file }, scope);
  if (archive.plain.sha256 !== manifest.sha256) throw mismatch(backup.path);
  checkpoint('archive-resealed');
  await using globals = await resealGlobals(context, order, manifest, file, scope);
  checkpoint('globals-resealed');

  const { signature: _signature, ...facts } = manifest;
  const renewed: Manifest = {
    ...facts,
    id,
    file,
    storedBytes: archive.stored.bytes,
    storedSha256: archive.stored.sha256,
    encryption: plan.encryption && {
      form: plan.encryption.form,
      recipients: 'recipients' in sealing ? [...sealing.recipients] : [],
    },
    globals: globals && { file: globals.name, ...globals.stored },
    reencryptedFrom: backup.id,
  };
  const proved = {
    manifest: renewed,
    folder,
    root: path.dirname(folder),
    archive: { ...archive, isFolder: false, schemaSha256: null, warnings: [] },
    globals: globals && { ...globals, hash: globals.stored },
  };
  const published = await publishBackup(context, proved, scope);
  const taken = await takeItsPlace(context, backup, { manifest: published, folder, signature: signatureOf(published) });
  checkpoint('place-taken');
  return taken;
}

/** The roles beside the archive, which have to be what was written, too. @throws AppError `hash_mismatch`, `file_missing` */
async function resealGlobals(
  context: Context,
  order: { readonly folder: string; readonly sealing: Sealing; readonly encrypted: boolean },
  { globals }: Manifest,
  archive: string,
  scope: Scope,
): Promise<Resealed | null> {
  if (globals === null) return null;
  const source = path.join(order.folder, globals.file);
  if ((await hashFile(source, { signal: scope.signal })).sha256 !== globals.sha256) throw mismatch(source);
  return reseal(context, { ...order, from: globals.file, to: globalsName(archive, true) }, scope);
}
