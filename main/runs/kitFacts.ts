import path from 'node:path';
import type { EncryptionForm, KeyForm } from '../../shared/model/encryption.ts';
import type { ArchiveFormat } from '../../shared/model/plan.ts';
import { newestBackup } from '../catalog/backups.ts';
import { listPlans } from '../catalog/plans.ts';
import { listSigners } from '../catalog/signers.ts';
import { knownRoots } from '../catalog/settings.ts';
import type { KeyPair } from '../crypto/keys.ts';
import { slug } from '../storage/names.ts';
import type { Context } from './context.ts';

/** A plan as somebody needs to know it who has the backups and nothing else. */
export interface KitPlan {
  readonly name: string;
  readonly connection: string;
  readonly database: string;
  readonly folder: string;
  readonly format: ArchiveFormat;
  /** Null for a plan whose backups are not encrypted. */
  readonly encryption: EncryptionForm | null;
  /** Of its newest backup's server; null before the first. */
  readonly serverVersion: string | null;
}

/** All that a recovery kit says. */
export interface KitFacts extends KeyPair {
  readonly form: KeyForm;
  readonly madeAt: Date;
  /** Name of the text file, by which the commands call it. */
  readonly fileName: string;
  /** Folders that hold, or held, the folders of plans. */
  readonly roots: readonly string[];
  readonly plans: readonly KitPlan[];
  /** Public keys that sign the manifests of this machine. */
  readonly signingKeys: readonly string[];
}

/** What is known now of the backups that a new recovery key will open. */
export function kitFacts(context: Context, pair: KeyPair & { readonly form: KeyForm }, fileName: string): KitFacts {
  const { db, ports, config } = context;
  const plans = listPlans(db).map(({ name, connection, database, root, format, encryption }) => ({
    name,
    connection,
    database,
    folder: path.join(root, slug(name)),
    format,
    encryption: encryption?.form ?? null,
    serverVersion: newestBackup(db, name)?.serverVersion ?? null,
  }));
  const roots = new Set([...knownRoots(db), ...listPlans(db).map(({ root }) => root)]);
  return {
    ...pair,
    madeAt: ports.clock.now(),
    fileName,
    roots: roots.size > 0 ? [...roots] : [config.backupRoot],
    plans,
    signingKeys: listSigners(db),
  };
}
