import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Advisory } from '../../shared/model/run.ts';
import { listBackups } from '../catalog/backups.ts';
import { listKeys } from '../catalog/keys.ts';
import { listPlans } from '../catalog/plans.ts';
import { readIdentities } from '../crypto/identities.ts';
import type { Context } from '../runs/context.ts';
import { drill } from '../runs/drill.ts';
import { createDeviceKey, importIdentities } from '../runs/ownKeys.ts';
import { makeKit, ownKits } from '../runs/recoveryKit.ts';
import { readTrustedManifest } from '../runs/trustedManifest.ts';
import { readPrivateFile } from '../storage/privateFile.ts';
import { startRun } from './background.ts';
import type { Handlers } from './handlers.ts';

type Names = 'keys.list' | 'keys.create' | 'keys.recovery' | 'keys.import' | 'keys.prove';

/** Of so many of the newest encrypted backups, one must be sealed for the key that is to be proved. */
const LOOKED_AT = 50;

export const keyHandlers: Handlers<Names> = {
  'keys.list': async (context) => ({ keys: listKeys(context.db), kits: await ownKits(context) }),

  async 'keys.create'(context, { form, rotate }) {
    const key = await createDeviceKey(context, form, rotate);
    return { keys: [key] };
  },

  async 'keys.recovery'(context, { form, out }) {
    const { key, files } = await makeKit(context, form, out ?? null);
    return { keys: [key], kit: files };
  },

  async 'keys.import'(context, { file }) {
    const keys = await importIdentities(context, await readIdentities(await readPrivateFile(file)));
    return { keys };
  },

  async 'keys.prove'(context, { recipient }) {
    const files = (await ownKits(context)).find((kit) => kit.recipient === recipient);
    if (!files)
      throw new AppError(
        'kit_missing',
        'The kit is not in Lifeboat’s folder any more, as it should be.',
        'Take it from where it was put away, and prove it on the command line: lifeboat drill latest --kit FILE',
      );
    const kit = await readIdentities(await readPrivateFile(files.text));
    const backup = await newestSealedFor(context, recipient);
    return startRun(context, (onQueued) => drill(context, { backup, on: null, trigger: 'manual', kit, onQueued }));
  },
};

/** Recovery keys that encrypted plans rely on and that no drill has proved. */
export function kitAdvisories(context: Context): Advisory[] {
  const forms = new Set(listPlans(context.db).map(({ encryption }) => encryption?.form));
  return listKeys(context.db)
    .filter(
      ({ role, form, retiredAt, provedAt }) =>
        role === 'recovery' && retiredAt === null && provedAt === null && forms.has(form),
    )
    .map(({ form }) => ({
      code: 'kit_unproved',
      message: `No drill has shown yet that the recovery kit (${form}) opens the backups.`,
      nextStep: 'Take an encrypted backup, then run `lifeboat drill latest --kit FILE`.',
    }));
}

async function newestSealedFor(context: Context, recipient: string): Promise<Backup> {
  const candidates = listBackups(context.db, { state: 'good', limit: 1_000 }).filter(({ encrypted }) => encrypted);
  for (const backup of candidates.slice(0, LOOKED_AT)) {
    const manifest = await readTrustedManifest(context, backup).catch(() => null);
    if (manifest?.encryption?.recipients.includes(recipient)) return backup;
  }
  throw new AppError(
    'no_backup',
    'No backup is encrypted for this recovery key yet.',
    'Take a backup of a plan that is encrypted for keys of this form, then prove the kit.',
  );
}
