import type { ReadinessCheck } from '../../shared/contract.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { requireConnection, resolveAccess } from './access.ts';
import { attempt, presentArchive } from './attempt.ts';
import { chooseEntries, foresee } from './chosenEntries.ts';
import type { Context } from './context.ts';
import { archiveHead } from './openArchive.ts';
import { examinePart, unseen } from './partNeeds.ts';
import { examinePlainSql } from './plainTrust.ts';
import type { Readiness } from './readiness.ts';
import { chooseRestoreClient } from './restoreTarget.ts';
import { type RowsRequest, wishOf } from './rowsRequest.ts';
import { checkEmpty, checkHasRows, checkThere, checkWritable, few, furtherOn } from './rowsTarget.ts';

/** All that can be known before rows alone are written: of the archive, the programs, the server and the tables. Never throws for a finding. */
export async function examineRows(context: Context, request: RowsRequest, signal: AbortSignal): Promise<Readiness> {
  const { backup, database, choice, trustSql } = request;
  const checks: ReadinessCheck[] = [];
  const manifest = await attempt(checks, 'archive', async () => {
    const found = await presentArchive(context, backup, false);
    checkHasRows(found);
    return found;
  });
  const connection = requireConnection(context, request.connection);
  const access = await attempt(checks, 'connection', () => resolveAccess(context, connection));
  const session = access && (await attempt(checks, 'connection', () => openSession(access, database, signal)));
  const archive = manifest && (await attempt(checks, 'key', () => archiveHead(context, backup.path, manifest, signal)));
  if (!manifest || !session) return { checks, client: null, serverVersion: session?.serverVersion ?? null };
  await using target = session;
  if (connection.label === 'production')
    checks.push({
      code: 'production',
      ok: false,
      severity: 'warning',
      message: 'This is a production server, and the rows go into a database that is in use.',
      nextStep: 'Make sure that nobody writes into these tables meanwhile.',
      fix: null,
    });
  const client = await attempt(checks, 'client', () => chooseRestoreClient(context, manifest, target));
  if (client) {
    checks.push(...examinePlainSql(context, backup, manifest, client, { trustSql, part: true }));
    checks.push(...(await examinePart(context, manifest, wishOf(request))));
  }
  if (client && archive !== null)
    await attempt(checks, 'selection', async () => {
      if (manifest.format === 'plain') {
        const { manifest: part, unnamed } = foresee(manifest, choice);
        checks.push(...unseen(unnamed));
        await examineTables(checks, target, part.fingerprint.tables);
        await examineSequences(checks, target, part.fingerprint.sequences);
        return;
      }
      const pgRestore = client.tools.pg_restore ?? '';
      await using chosen = await chooseEntries(context, archive, pgRestore, manifest, choice, signal);
      const { tables, sequences } = chosen.manifest.fingerprint;
      await examineTables(checks, target, tables);
      await examineSequences(checks, target, sequences);
    });
  return { checks, client: client?.version.text ?? null, serverVersion: target.serverVersion };
}

type Prints = Parameters<typeof furtherOn>[1];

async function examineTables(checks: ReadinessCheck[], target: Session, tables: Parameters<typeof few>[0]) {
  const steps = [
    ['tables', checkThere, 'Every table that gets rows is there.'],
    ['rights', checkWritable, 'The role may write into every one of them.'],
    ['empty', checkEmpty, 'All of them are empty.'],
  ] as const;
  for (const [code, check, message] of steps) {
    const found = await attempt(checks, code, async () => {
      await check(target, tables);
      return true;
    });
    // What is not there can neither be written nor empty.
    if (found === null) return;
    checks.push({ code, ok: true, severity: 'note', message, nextStep: '', fix: null });
  }
}

async function examineSequences(checks: ReadinessCheck[], target: Session, sequences: Prints): Promise<void> {
  const held = await furtherOn(target, sequences);
  if (held.length === 0) return;
  checks.push({
    code: 'sequences',
    ok: false,
    severity: 'note',
    message: `Further on than in the backup, and left where they are: ${few(held)}.`,
    nextStep: '',
    fix: null,
  });
}
