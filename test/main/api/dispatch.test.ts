import { describe, expect, it } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { listConnections } from '../../../main/catalog/connections.ts';
import type { CallName } from '../../../shared/contract.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { aBackup } from '../helpers/values.ts';

describe('a call', () => {
  it.each(['nothing.here', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'plans'])(
    'that there is not is refused: %j',
    async (name) => {
      const call = caller(openContext());
      await expect(call(name as CallName, {})).rejects.toMatchObject({ code: 'unknown_call', kind: 'usage' });
    },
  );

  it.each<[name: CallName, input: unknown, says: string]>([
    ['connections.add', { name: 'a', host: 'h', user: 'u', port: 0 }, 'port: '],
    ['connections.add', { name: '', host: 'h', user: 'u' }, 'name: a name cannot be empty'],
    ['connections.add', { name: 'a\0b', host: 'h', user: 'u' }, 'name: a name cannot contain a NUL'],
    [
      'plans.add',
      { name: 'a', connection: 'b', database: 'é'.repeat(32) },
      'database: PostgreSQL names have at most 63',
    ],
    ['plans.add', { name: 'a', connection: 'b', database: 'c', compression: 'zip' }, 'compression: '],
    ['plans.show', {}, 'name: '],
    ['plans.show', null, 'expected object'],
    ['plans.show', undefined, 'expected object'],
    ['backups.list', { limit: '5' }, 'limit: '],
    ['runs.log', { run: 'short' }, 'run: '],
  ])('with a wrong input is refused before anything is done: %s %j', async (name, input, says) => {
    const context = openContext();
    await expect(caller(context)(name, input as never)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(says),
      nextStep: 'Correct it; nothing was done.',
    });
    expect(listConnections(context.db)).toEqual([]);
  });

  it('gets the defaults of its input, and loses what is not part of it', async () => {
    const context = openContext();
    const input = { name: 'a', host: 'localhost', user: 'u', origin: 'environment', extra: 1 };
    const { connections } = await caller(context)('connections.add', input);
    expect(connections).toMatchObject([{ port: 5432, database: 'postgres', origin: 'user' }]);
    expect(connections[0]).not.toHaveProperty('extra');
  });

  it('answers nothing that its contract does not know', async () => {
    const context = openContext();
    saveBackup(context.db, aBackup(), 1);
    context.db.exec(`UPDATE backups SET state = 'splendid'`);
    await expect(caller(context)('backups.list', {})).rejects.toMatchObject({ name: 'AppError', code: 'internal' });
    context.db.exec(`UPDATE backups SET state = 'good'`);
    expect((await caller(context)('backups.list', {})).backups).toHaveLength(1);
  });

  it('whose handler breaks is answered with a defect of ours, not with its stack', async () => {
    const context = openContext();
    context.db.close();
    await expect(caller(context)('plans.list', {})).rejects.toMatchObject({ name: 'AppError', code: 'internal' });
  });
});
