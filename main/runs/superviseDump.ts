import { AppError } from '../../shared/errors.ts';
import type { Child } from '../exec.ts';
import { describeActivity } from '../postgres/database.ts';
import { startDump } from '../postgres/dump.ts';
import { classifyFailure, parseWarnings } from '../postgres/failures.ts';
import { collectNotable } from '../postgres/notable.ts';
import { trackTables } from '../postgres/progress.ts';
import { openSession } from '../postgres/session.ts';
import type { Context } from './context.ts';
import type { DumpOrder } from './dumpOrder.ts';
import type { Scope } from './perform.ts';
import { startWatchdog } from './watchdog.ts';

/** Watches over one pg_dump: progress, silence, its exit. Returns its warnings. */
export async function superviseDump(
  context: Context,
  order: DumpOrder,
  scope: Scope,
  folder: string | undefined,
  consume: (child: Child, signal: AbortSignal, moved: (bytes: number) => void) => Promise<() => Promise<void>>,
): Promise<string[]> {
  const { plan, client, access } = order;
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const notable = collectNotable();
  const tracker = trackTables(new Map(order.tables.map((table) => [`${table.schema}.${table.name}`, table.bytes])));
  let total = 0;
  const watchdog = startWatchdog(context.ports.clock, plan.stallLimitMs, {
    stall: () => void explainStall(order, scope),
    revive: () => scope.meter.stalled(null),
    limit: () => stop.abort(stalled(plan.stallLimitMs)),
  });
  scope.meter.phase('dumping');
  try {
    const child = startDump(
      {
        tool: client.tools.pg_dump ?? '',
        toolMajor: client.version.major,
        database: plan.database,
        format: plan.format,
        content: plan.content,
        compression: order.compression,
        jobs: plan.jobs,
        snapshot: order.snapshot.id,
        ...(folder === undefined ? {} : { folder }),
      },
      access,
      order.env,
      signal,
      (line) => {
        watchdog.touch();
        notable.add(line);
        if (tracker.line(line)) scope.meter.object(tracker.object);
      },
    );
    const finish = await consume(child, signal, (bytes) => {
      watchdog.touch();
      total += bytes;
      tracker.bytes(total);
      scope.meter.fraction(tracker.fraction());
      scope.meter.bytes(bytes);
    });
    const exit = await child.exit;
    signal.throwIfAborted();
    const said = notable.text();
    if (exit.code !== 0)
      throw classifyFailure({
        tool: 'pg_dump',
        exitCode: exit.code,
        signal: exit.signal,
        stderr: said || exit.stderr,
        role: access.user,
      });
    await finish();
    return parseWarnings(said);
  } catch (error) {
    // Whatever broke first: a pg_dump that still runs is stopped, and the first reason is the one told.
    signal.throwIfAborted();
    stop.abort(error);
    throw error;
  } finally {
    watchdog.stop();
  }
}

async function explainStall(order: DumpOrder, scope: Scope): Promise<void> {
  let says = 'the server does not answer';
  try {
    await using session = await openSession(order.access, order.plan.database, scope.signal);
    says = await describeActivity(session);
  } catch {
    // The watchdog still ends the dump at its limit.
  }
  scope.log.write('warn', 'run.stalled', { message: says });
  scope.meter.stalled(says);
}

function stalled(limitMs: number): AppError {
  return new AppError(
    'dump_stalled',
    `pg_dump neither wrote nor said anything for ${Math.round(limitMs / 1000)} s and was stopped.`,
    'Look for locks and long transactions on the server; the run log says what the session was waiting for.',
  );
}
