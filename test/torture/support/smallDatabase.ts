import type { TestServer } from '../../helpers/server.ts';

/** A database of a few tables, with rows that compress little, so that its archive is some hundred kilobytes. */
export async function createSmallDatabase(server: TestServer, name: string, rows = 2_000): Promise<void> {
  await server.createDatabase(name);
  await server.sql(
    `CREATE TYPE mood AS ENUM ('calm', 'wild');
     CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL, mood mood NOT NULL DEFAULT 'calm');
     CREATE TABLE notes (id bigserial PRIMARY KEY, author bigint NOT NULL REFERENCES authors, body text NOT NULL, extra jsonb);
     CREATE VIEW wild_notes AS SELECT n.* FROM notes n JOIN authors a ON a.id = n.author WHERE a.mood = 'wild';
     INSERT INTO authors SELECT i, 'author ' || i, CASE WHEN i % 3 = 0 THEN 'wild' ELSE 'calm' END::mood FROM generate_series(1, 50) i;
     INSERT INTO notes (author, body, extra)
       SELECT 1 + i % 50, (SELECT string_agg(md5(i || '-' || k), ' ') FROM generate_series(1, 5) k), jsonb_build_object('n', i)
       FROM generate_series(1, ${rows}) i;
     CREATE INDEX notes_by_author ON notes (author);`,
    name,
  );
}
