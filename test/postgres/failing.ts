import path from 'node:path';
import { expect } from 'vitest';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { CallInput } from '../../shared/contract.ts';
import { addPlan, openTestApp, temporaryFolder, type TestApp, type TestAppOptions } from '../helpers/app.ts';
import type { TestServer } from '../helpers/server.ts';
import { catalogRows, failure, filesUnder, namesBeside, take, writtenText } from './support.ts';

/** Lifeboat with one good backup, opened again in the way that will make the next one fail. */
export interface BeforeFailure extends TestApp {
  readonly earlier: Backup;
  /** Lifeboat of the same home with nothing wrong about it. */
  readonly sane: TestApp;
  /**
   * Takes a backup that must fail with this code, and checks all that a failure must leave as it was.
   * @param mending put right before the earlier backup is looked at, such as a disk that cannot be written.
   */
  readonly expectFailure: (code: ErrorCode, mending?: () => void | Promise<void>) => Promise<AppError>;
}

export async function beforeFailure(
  server: TestServer,
  plan: Partial<CallInput<'plans.add'>> & { readonly database: string },
  options: TestAppOptions = {},
): Promise<BeforeFailure> {
  const home = temporaryFolder();
  const sane = await openTestApp({ home });
  await addPlan(sane.app, server, plan);
  const earlier = await take(sane.app);
  const test = await openTestApp({ ...options, home });
  return {
    ...test,
    earlier,
    sane,
    expectFailure: async (code, mending = () => undefined) => {
      const names = namesBeside(earlier);
      const error = await failure(code, test.app.call('backups.take', { plan: 'plan' }));
      await mending();
      const [run] = catalogRows<{ state: string; error: string }>(
        home,
        'SELECT state, error FROM runs ORDER BY rowid DESC LIMIT 1',
      );
      expect(run?.state).toBe('failed');
      expect(JSON.parse(run?.error ?? '')).toEqual(error.toJSON());
      expect(namesBeside(earlier)).toEqual(names);
      const { backups } = await sane.app.call('backups.list', {});
      expect(backups).toEqual([earlier]);
      expect(await sane.app.call('backups.verify', { backup: earlier.id })).toMatchObject({ results: [{ ok: true }] });
      expect(catalogRows(home, 'SELECT * FROM leases')).toEqual([]);
      expect(filesUnder(path.join(home, 'scratch'))).toEqual([]);
      const written = writtenText(home, path.dirname(earlier.path));
      expect(written).toContain(`"code":"${code}"`);
      expect(written).not.toContain(server.password);
      return error;
    },
  };
}
