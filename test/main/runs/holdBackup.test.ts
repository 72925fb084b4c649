import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { drill } from '../../../main/runs/drill.ts';
import { deleteBackup } from '../../../main/runs/prune.ts';
import { verify } from '../../../main/runs/verify.ts';
import { proofsPath } from '../../../main/storage/manifests.ts';
import { openContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';

it('a backup that was removed while its test waited is gone, not damaged, and nothing is written of it', async () => {
  const context = openContext();
  const { backup } = await plantBackup(path.join(context.config.backupRoot, 'plan'));
  saveBackup(context.db, backup, 1);
  await deleteBackup(context, backup);
  const outcomes = [
    await verify(context, { backup, level: 'checksum' }),
    await drill(context, { backup, on: null, trigger: 'schedule' }),
  ];
  expect(outcomes).toMatchObject([
    { ok: false, run: { state: 'failed' }, error: { code: 'no_backup' } },
    { ok: false, run: { state: 'failed' }, error: { code: 'no_backup' } },
  ]);
  expect(existsSync(proofsPath(backup.manifestPath))).toBe(false);
});
