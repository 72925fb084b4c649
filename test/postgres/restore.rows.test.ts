import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../shared/contract.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { failure, take } from './support.ts';

const server = await startTestServer();
const SCHEMA = `
  CREATE TABLE artist (id serial PRIMARY KEY, name text, mentor int REFERENCES artist);
  CREATE TABLE work (id serial PRIMARY KEY, artist int NOT NULL REFERENCES artist, title text)`;
await server.createDatabase('source');
await server.sql(SCHEMA, 'source');
await server.sql(
  `INSERT INTO artist (name, mentor) SELECT 'artist ' || i, nullif(i % 7, 0) FROM generate_series(1, 50) i;
   INSERT INTO work (artist, title) SELECT 1 + i % 50, 'work ' || i FROM generate_series(1, 500) i`,
  'source',
);

async function backedUp(plan: Partial<CallInput<'plans.add'>> = {}) {
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'source', fingerprint: 'hashes', ...plan });
  return { app, backup: (await take(app)).id };
}

async function emptyCopy(name: string, schema = SCHEMA): Promise<void> {
  await server.createDatabase(name);
  await server.sql(schema, name);
}

const count = async (database: string, table: string) =>
  (await server.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`, database))[0]?.n;

describe('rows alone', () => {
  it.each(['all', 'data'] as const)('fill the empty tables of a database, from a backup of %s', async (content) => {
    const { app, backup } = await backedUp({ content });
    const into = `filled_${content}`;
    await emptyCopy(into, `${SCHEMA}; CREATE TABLE own (a int); INSERT INTO own VALUES (1)`);
    const { restore } = await app.call('backups.restoreRows', { backup, into });
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 2, omitted: [] });
    expect(await count(into, 'work')).toBe(500);
    expect(await count(into, 'own')).toBe(1);
    expect(await server.sql(`INSERT INTO work (artist, title) VALUES (1, 'next') RETURNING id`, into)).toEqual([
      { id: 501 },
    ]);
  });

  it('of one table, and leave a sequence that is further on', async () => {
    const { app, backup } = await backedUp();
    await emptyCopy('one_table');
    await server.sql(`SELECT setval('artist_id_seq', 9000)`, 'one_table');
    const tables = [{ schema: 'public', name: 'artist' }];
    const { restore } = await app.call('backups.restoreRows', { backup, into: 'one_table', tables });
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 1, rows: 50 });
    expect(restore.omitted).toEqual(['sequence public.artist_id_seq, which is further on']);
    expect(await count('one_table', 'work')).toBe(0);
    expect(await server.sql('SELECT last_value::int AS n FROM artist_id_seq', 'one_table')).toEqual([{ n: 9000 }]);
  });

  it('touch no table that holds one', async () => {
    const { app, backup } = await backedUp();
    await emptyCopy('in_use');
    await server.sql(`INSERT INTO artist (name) VALUES ('somebody')`, 'in_use');
    const error = await failure('target_unfit', app.call('backups.restoreRows', { backup, into: 'in_use' }));
    expect(error.message).toContain('public.artist');
    expect(await count('in_use', 'artist')).toBe(1);
    expect(await count('in_use', 'work')).toBe(0);
  });

  it('are none at all when one of them is refused', async () => {
    const { app, backup } = await backedUp();
    await emptyCopy('strict', SCHEMA.replace('title text', `title text CHECK (title <> 'work 400')`));
    await failure('restore_failed', app.call('backups.restoreRows', { backup, into: 'strict' }));
    expect(await count('strict', 'artist')).toBe(0);
    expect(await count('strict', 'work')).toBe(0);
  });

  it('need their tables', async () => {
    const { app, backup } = await backedUp();
    await server.createDatabase('bare');
    const error = await failure('target_unfit', app.call('backups.restoreRows', { backup, into: 'bare' }));
    expect(error.message).toContain('lacks public.artist, public.work');
    const schema = await backedUp({ content: 'schema' });
    await failure('bad_input', schema.app.call('backups.restoreRows', { backup: schema.backup, into: 'bare' }));
  });
});
