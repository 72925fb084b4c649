import type { Compression, Plan } from '../../shared/model/plan.ts';
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
  readonly snapshot: Snapshot;
  readonly tables: readonly SourceTable[];
}
