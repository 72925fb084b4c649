import { expect, it } from 'vitest';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { backup } from '../../../main/runs/backup.ts';
import { listTree } from '../helpers/files.ts';
import { openContext } from '../helpers/context.ts';
import { aConnection, aPlan } from '../helpers/values.ts';

it('a plan that cannot be encrypted as it says takes no backup, whoever wrote it into the catalog', async () => {
  const context = openContext();
  saveConnection(context.db, aConnection());
  const encryption = { form: 'x25519' as const, recipients: [] };
  savePlan(context.db, aPlan({ format: 'directory', encryption, root: context.config.backupRoot }));
  const outcome = await backup(context, { plan: 'plan', trigger: 'manual' });
  expect(outcome).toMatchObject({
    ok: false,
    error: { code: 'bad_input', nextStep: expect.stringContaining('--format custom') },
  });
  expect(listTree(context.config.backupRoot)).toEqual([]);
});
