import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Advisory, Run, RunKind, RunState, RunTrigger } from '../../shared/model/run.ts';
import { audit } from '../catalog/audit.ts';
import { releaseLeases, takeLease } from '../catalog/leases.ts';
import { insertRun, type Journal, updateRun, writeJournal } from '../catalog/runs.ts';
import type { Context } from './context.ts';
import { createMeter, type Meter } from './meter.ts';
import { pingAfterRun } from './pingAfterRun.ts';
import { openRunLog, type RunLog } from './runLog.ts';
import { nextState } from './runState.ts';

/** Errors that stand in the audit log as the end of a run, and need not be told there again by whoever started it. */
const recorded = new WeakSet<AppError>();
export const isRecorded = (error: AppError): boolean => recorded.has(error);

/** Who asked for a run, and wants to hear of it before it ends. */
export interface Caller {
  /** Stops the run from outside. */
  readonly signal?: AbortSignal | undefined;
  /** Told once the run is in the catalog. */
  readonly onQueued?: ((run: Run) => void) | undefined;
}

export interface RunRequest extends Caller {
  readonly kind: RunKind;
  readonly plan: string | null;
  readonly backup?: string;
  readonly trigger: RunTrigger;
  readonly attempt?: number;
  readonly slot?: string | null;
  /** Runs of the same server wait for one another. */
  readonly server: string;
  /** Held exclusively for the whole run, when named. */
  readonly resource?: string;
  /** Held together with others that only use it, when named. */
  readonly sharedResource?: string | undefined;
  /** What the audit log says of it; its kind and its plan unless told. */
  readonly audited?: { readonly action: string; readonly subject: string };
}

/** What a workflow has while it runs. */
export interface Scope {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly log: RunLog;
  readonly meter: Meter;
  warn(warnings: readonly string[]): void;
  advise(advisory: Advisory): void;
  journal(journal: Journal): void;
  backup(id: string): void;
  /** @throws AppError `busy` */
  lease(resource: string, shared: boolean): void;
  /** Run in the transaction that ends the run well. */
  settle(write: () => void): void;
}

export type Outcome<T> =
  | { readonly ok: true; readonly run: Run; readonly value: T }
  | { readonly ok: false; readonly run: Run; readonly error: AppError };

/**
 * The life of every run around its work: a row in the catalog, a log, leases, progress, cancelling, and an end that is always written.
 * @throws AppError `busy` before anything is recorded; whatever the work throws comes back in the outcome.
 */
export async function perform<T>(
  context: Context,
  request: RunRequest,
  work: (scope: Scope) => Promise<T>,
): Promise<Outcome<T>> {
  const { db, ports } = context;
  const id = randomUUID();
  const controller = new AbortController();
  let run: Run = newRun(id, request, ports.clock.now());
  const began = ports.clock.monotonic();
  const settlements: (() => void)[] = [];

  const change = (next: Partial<Run>) => {
    run = { ...run, ...next, state: next.state ? nextState(run.state, next.state) : run.state };
    updateRun(db, run);
    context.emit({ type: 'run', run });
  };
  const lease = (resource: string, shared: boolean) => {
    const held = takeLease(
      db,
      { resource, run: id, what: request.kind, shared },
      context.owner,
      ports.clock.now(),
      context.isAlive,
    );
    if (held) throw busy(resource, held);
  };

  const log = begin(context, run, () => {
    if (request.resource !== undefined) lease(request.resource, false);
    if (request.sharedResource !== undefined) lease(request.sharedResource, true);
  });
  log.write('info', 'run.queued', { kind: request.kind, plan: request.plan, trigger: request.trigger, slot: run.slot });
  context.cancels.set(id, controller);
  context.emit({ type: 'run', run });
  request.onQueued?.(run);

  const forward = () => controller.abort(request.signal?.reason);
  if (request.signal?.aborted) forward();
  else request.signal?.addEventListener('abort', forward, { once: true });
  controller.signal.addEventListener('abort', () => {
    log.write('warn', 'run.cancelling');
    if (run.state === 'queued' || run.state === 'running') change({ state: 'cancelling' });
  });

  const end = (state: RunState, error: AppError | null) => {
    const endedAt = ports.clock.now();
    const ended: Run = {
      ...run,
      state: nextState(run.state, state),
      error: error?.toJSON() ?? null,
      endedAt: endedAt.toISOString(),
      durationMs: ports.clock.monotonic() - began,
    };
    db.transaction(() => {
      if (error === null) for (const write of settlements) write();
      updateRun(db, ended);
      releaseLeases(db, id);
      const { action = request.kind, subject = request.plan ?? run.backup ?? '' } = request.audited ?? {};
      audit(db, endedAt, context.actor, action, subject, error?.code ?? state);
    }).immediate();
    if (error) recorded.add(error);
    // Told only when it is true: the transaction may fail, and then the run does.
    run = ended;
    context.emit({ type: 'run', run });
    log.write(error ? 'error' : 'info', 'run.ended', { state, error: error?.toJSON() });
    pingAfterRun(context, ended);
  };

  try {
    const value = await context.queue.enqueue(request.server, controller.signal, () => {
      change({ state: 'running', startedAt: ports.clock.now().toISOString() });
      log.write('info', 'run.started');
      return work({
        id,
        signal: controller.signal,
        log,
        meter: createMeter(ports.clock, (progress) => {
          context.progress.set(id, progress);
          context.emit({ type: 'progress', run: id, progress });
        }),
        warn(warnings) {
          for (const warning of warnings) log.write('warn', 'run.warning', { message: warning });
          if (warnings.length > 0) change({ warnings: [...run.warnings, ...warnings] });
        },
        advise(advisory) {
          log.write('warn', 'run.advisory', { ...advisory });
          change({ advisories: [...run.advisories, advisory] });
        },
        journal: (journal) => writeJournal(db, id, journal),
        backup: (backup) => change({ backup }),
        lease,
        settle: (write) => settlements.push(write),
      });
    });
    end(run.warnings.length > 0 ? 'warned' : 'succeeded', null);
    return { ok: true, run, value };
  } catch (thrown) {
    const error = controller.signal.aborted ? cancellation(controller.signal.reason) : AppError.from(thrown);
    end(error.kind === 'cancelled' ? 'cancelled' : 'failed', error);
    return { ok: false, run, error };
  } finally {
    request.signal?.removeEventListener('abort', forward);
    context.cancels.delete(id);
    context.progress.delete(id);
    log.close();
  }
}

/** The value of a run that went well; the error of one that did not. */
export function unwrap<T>(outcome: Outcome<T>): { readonly run: Run; readonly value: T } {
  if (!outcome.ok) throw outcome.error;
  return outcome;
}

/** Claims what the run needs, records it and opens its log, all or nothing: a crash in between leaves no lease without its run. */
function begin(context: Context, run: Run, claim: () => void): RunLog {
  const { db, config, ports, owner } = context;
  return db
    .transaction(() => {
      claim();
      insertRun(db, run, owner);
      return openRunLog(config.logsDir, run.id, ports.clock);
    })
    .immediate();
}

function newRun(id: string, request: RunRequest, now: Date): Run {
  return {
    id,
    kind: request.kind,
    plan: request.plan,
    backup: request.backup ?? null,
    state: 'queued',
    trigger: request.trigger,
    attempt: request.attempt ?? 1,
    slot: request.slot ?? null,
    startedAt: now.toISOString(),
    endedAt: null,
    durationMs: null,
    error: null,
    warnings: [],
    advisories: [],
  };
}

/** The first reason to stop is the one that counts. */
function cancellation(reason: unknown): AppError {
  return reason instanceof AppError
    ? reason
    : new AppError('cancelled', 'The run was cancelled.', 'Start it again when you like; nothing of it was kept.');
}

function busy(
  resource: string,
  held: { readonly pid: number; readonly what: string; readonly since: string },
): AppError {
  const [kind = '', ...name] = resource.split(':');
  return new AppError(
    'busy',
    `The ${kind} ${name.join(':')} is in use: process ${held.pid} has been running a ${held.what} on it since ${held.since}.`,
    'Wait for it to end (`lifeboat runs` shows it), or stop that process.',
  );
}
