import type { Connection } from '../../shared/model/connection.ts';
import { connection } from '../../shared/model/connection.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export function listConnections(db: ReadHandle): Connection[] {
  return db.prepare('SELECT * FROM connections ORDER BY name').all().map(fromRow);
}

export function findConnection(db: ReadHandle, name: string): Connection | null {
  const row = db.prepare('SELECT * FROM connections WHERE name = ?').get(name);
  return row === undefined ? null : fromRow(row);
}

/** Adds a connection, or replaces the one of that name. */
export function saveConnection(db: WriteHandle, value: Connection): void {
  db.prepare(
    `INSERT INTO connections (name, host, port, user, database, sslmode, sslrootcert, label, secret, origin)
     VALUES (@name, @host, @port, @user, @database, @sslmode, @sslrootcert, @label, @secret, @origin)
     ON CONFLICT (name) DO UPDATE SET host = excluded.host, port = excluded.port, user = excluded.user, database = excluded.database,
       sslmode = excluded.sslmode, sslrootcert = excluded.sslrootcert, label = excluded.label, secret = excluded.secret, origin = excluded.origin`,
  ).run({ ...value, secret: JSON.stringify(value.secret) });
}

export function deleteConnection(db: WriteHandle, name: string): void {
  db.prepare('DELETE FROM connections WHERE name = ?').run(name);
}

function fromRow(row: unknown): Connection {
  const columns = row as Record<string, unknown>;
  return connection.parse({ ...columns, secret: JSON.parse(String(columns['secret'])) });
}
