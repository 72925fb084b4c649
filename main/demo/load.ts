import type { Sandbox } from '../postgres/sandbox.ts';
import { openSession, quoteIdentifier } from '../postgres/session.ts';
import { SAMPLE_DATABASE, sampleSteps } from './sample.ts';

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly tell: (step: string) => void;
}

/** Makes the sample's database on a fresh server. */
export async function loadSample({ access, database }: Sandbox, { signal, tell }: LoadOptions): Promise<void> {
  await using server = await openSession(access, database, signal);
  await server.query(`CREATE DATABASE ${quoteIdentifier(SAMPLE_DATABASE)} TEMPLATE template0 ENCODING 'UTF8'`);
  await using session = await openSession(access, SAMPLE_DATABASE, signal);
  // Sessions are pinned to an empty path; extensions need a place to go to.
  await session.query('SET search_path = public');
  for (const { label, sql } of sampleSteps) {
    tell(`Loading the sample: ${label}`);
    await session.query(sql);
  }
}
