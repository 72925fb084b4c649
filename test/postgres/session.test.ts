import { expect, it } from 'vitest';
import { openSession } from '../../main/postgres/session.ts';
import { startTestServer } from '../helpers/server.ts';

const server = await startTestServer();

it('a session is not opened when it is cancelled while it connects', async () => {
  const stop = new AbortController();
  const opening = openSession(server.access, 'postgres', stop.signal);
  stop.abort(new Error('stopped'));
  await expect(opening).rejects.toThrow('stopped');
  const others = () =>
    server.sql(`SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`);
  await expect.poll(others).toEqual([]);
});

it('a query is given up when it is cancelled', async () => {
  const stop = new AbortController();
  await using session = await openSession(server.access, 'postgres', stop.signal);
  const query = session.query('SELECT pg_sleep(600)');
  stop.abort(new Error('stopped'));
  await expect(query).rejects.toThrow('stopped');
});
