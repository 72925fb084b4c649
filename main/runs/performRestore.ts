import type { Backup } from '../../shared/model/backup.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { RestoreKind, RestoreResult } from '../../shared/model/restore.ts';
import { insertRestore, settleRestore } from '../catalog/restores.ts';
import { requireConnection } from './access.ts';
import type { Context } from './context.ts';
import { holdBackup } from './holdBackup.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';

export interface RestoreSubject extends Caller {
  readonly backup: Backup;
  readonly database: string;
  /** Name of the connection to restore on. */
  readonly connection: string;
  /** `new` when left out. */
  readonly kind?: RestoreKind;
}

/**
 * The life of a restore around its work: a run, the archive held so that nothing deletes it, and its row in the catalog.
 * @throws AppError `no_connection`; whatever the work throws is in the outcome.
 */
export function performRestore(
  context: Context,
  { backup, database, connection: name, kind = 'new', signal, onQueued }: RestoreSubject,
  work: (connection: Connection, scope: Scope) => Promise<RestoreResult>,
): Promise<Outcome<RestoreResult>> {
  const connection = requireConnection(context, name);
  return perform(
    context,
    {
      kind: 'restore',
      plan: backup.plan,
      backup: backup.id,
      trigger: 'manual',
      server: name,
      signal,
      onQueued,
      audited: { action: 'restore', subject: `${database} on ${name} from ${backup.id}` },
    },
    async (scope) => {
      holdBackup(context, backup, scope);
      const startedAt = context.ports.clock.now().toISOString();
      insertRestore(context.db, { id: scope.id, kind, backup: backup.id, connection: name, database, startedAt });
      try {
        const result = await work(connection, scope);
        scope.settle(() => settleRestore(context.db, scope.id, result.ok ? 'succeeded' : 'different', result));
        return result;
      } catch (error) {
        settleRestore(context.db, scope.id, scope.signal.aborted ? 'cancelled' : 'failed', null);
        throw error;
      }
    },
  );
}
