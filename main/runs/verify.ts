import type { Backup, ProofLevel, Verification } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { AppError } from '../../shared/errors.ts';
import { decodeFile } from '../postgres/decode.ts';
import { checkHashes } from './checkHashes.ts';
import type { Context } from './context.ts';
import { decodeSealed } from './decodeSealed.ts';
import { holdBackup } from './holdBackup.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { faultOf, recordProof } from './proof.ts';
import { readTrustedManifest } from './trustedManifest.ts';

export type VerifyLevel = 'checksum' | 'decoded';

export interface VerifyRequest extends Caller {
  readonly backup: Backup;
  readonly level: VerifyLevel;
}

/**
 * Climbs the ladder of proof up to a rung and records what was found, good or bad, beside the manifest and in the catalog.
 * A bad backup is a result; the outcome fails only when it could not be tested.
 */
export function verify(context: Context, request: VerifyRequest): Promise<Outcome<Verification>> {
  const { backup } = request;
  return perform(
    context,
    {
      kind: 'verify',
      plan: backup.plan,
      backup: backup.id,
      trigger: 'manual',
      server: `verify:${backup.id}`,
      signal: request.signal,
      onQueued: request.onQueued,
    },
    async (scope) => {
      holdBackup(context, backup, scope);
      const began = context.ports.clock.monotonic();
      let reached: ProofLevel = 'present';
      let fault: AppError | null = null;
      try {
        const manifest = await readTrustedManifest(context, backup);
        await checkHashes(backup.path, manifest, scope);
        reached = 'checksum';
        if (request.level === 'decoded') {
          await decodeArchive(context, backup.path, manifest, scope);
          reached = 'decoded';
        }
      } catch (error) {
        scope.signal.throwIfAborted();
        fault = faultOf(error);
        if (!fault) throw error;
      }
      const result: Verification = {
        backup: backup.id,
        level: fault ? request.level : reached,
        ok: !fault,
        at: context.ports.clock.now().toISOString(),
        durationMs: context.ports.clock.monotonic() - began,
        ...(fault && { reason: fault.message }),
      };
      scope.log.write(result.ok ? 'info' : 'error', 'verify.result', { result });
      if (fault) scope.warn([fault.message]);
      await recordProof(context, backup, result, fault, scope);
      return result;
    },
  );
}

async function decodeArchive(context: Context, archive: string, manifest: Manifest, scope: Scope): Promise<void> {
  scope.meter.phase('decoding');
  const { tools } = await context.toolbox.newestWith('pg_restore');
  if (manifest.encryption !== null) return decodeSealed(context, archive, manifest, tools.pg_restore, scope.signal);
  await decodeFile(archive, manifest.format, manifest.compression, tools.pg_restore, scope.signal);
}
