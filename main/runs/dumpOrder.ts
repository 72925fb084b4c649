import type { Compression, Plan } from '../../shared/model/plan.ts';
import type { Sealing } from '../crypto/keys.ts';
import type { ServerAccess } from '../postgres/access.ts';
import type { SourceTable } from '../postgres/fingerprint.ts';
import type { Snapshot } from '../postgres/snapshot.ts';
import type { Client } from '../postgres/tools.ts';

/** Everything that one dump needs to know, decided before it starts. */
export interface DumpOrder {
  readonly access: ServerAccess;
  readonly env: Record<string, string>;
  readonly plan: Plan;
  readonly client: Client;
  readonly compression: Compression;
  readonly folder: string;
  readonly file: string;
  /** Whom the backup is encrypted for; null for a plain one. */
  readonly sealing: Sealing | null;
  readonly snapshot: Snapshot;
  readonly tables: readonly SourceTable[];
}
