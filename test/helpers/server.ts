import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import os from 'node:os';
import { afterAll } from 'vitest';
import { sampleSteps } from '../../main/demo/sample.ts';
import type { ServerAccess } from '../../main/postgres/access.ts';
import { startSandbox } from '../../main/postgres/sandbox.ts';
import { openSession, quoteIdentifier } from '../../main/postgres/session.ts';
import { createToolbox } from '../../main/postgres/toolbox.ts';
import { openOwner } from '../../main/catalog/owner.ts';

export interface TestServer {
  readonly access: ServerAccess;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The folder of the installed PostgreSQL programs. */
  readonly binDir: string;
  /** Runs statements in a database, `postgres` unless named, with an ordinary search_path. */
  sql<Row extends object>(sql: string, database?: string): Promise<Row[]>;
  createDatabase(name: string): Promise<void>;
  /** Makes a database that equals the demo's sample, cloned from one that is loaded once per server. */
  cloneSample(name: string): Promise<void>;
  databases(): Promise<string[]>;
  stop(): Promise<void>;
}

/** A real PostgreSQL server for one test file, stopped and removed after its last test. */
export async function startTestServer(): Promise<TestServer> {
  const owners = path.join(os.tmpdir(), `lifeboat-test-owner-${randomUUID()}`);
  const owner = openOwner(owners);
  const { client, tools } = await createToolbox([]).newestWith('initdb', 'pg_ctl');
  const sandbox = await startSandbox(tools, owner.id);
  const { access } = sandbox;
  const sql = async <Row extends object>(text: string, database = 'postgres'): Promise<Row[]> => {
    await using session = await openSession(access, database);
    await session.query('SET search_path = public');
    return await session.query<Row>(text);
  };
  const createDatabase = async (name: string) => {
    await sql(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
  };
  let sample: Promise<void> | undefined;
  const loadSample = async () => {
    await createDatabase('sample_template');
    await using session = await openSession(access, 'sample_template');
    await session.query('SET search_path = public');
    for (const step of sampleSteps) await session.query(step.sql);
  };
  const stop = async () => {
    await sandbox.stop();
    owner.close();
    rmSync(owners, { recursive: true, force: true });
  };
  afterAll(stop);
  return {
    access,
    host: access.host,
    port: access.port,
    user: access.user,
    password: access.password.kind === 'text' ? access.password.text : '',
    binDir: client.dir,
    sql,
    createDatabase,
    async cloneSample(name) {
      sample ??= loadSample();
      await sample;
      await sql(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE sample_template`);
    },
    databases: async () =>
      (await sql<{ name: string }>('SELECT datname AS name FROM pg_database ORDER BY 1')).map((row) => row.name),
    stop,
  };
}
