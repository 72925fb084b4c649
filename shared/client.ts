import { z } from 'zod';
import { type CallInput, type CallName, type CallOutput, calls } from './contract.ts';
import { AppError, errorJson } from './errors.ts';
import type { NumberedEvent } from './events.ts';

/** How every host answers a call: thrown errors do not survive the way, so they are told. */
export const answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorJson }),
]);
export type Answer = z.infer<typeof answer>;

/** A way to the core: over HTTP, over IPC, or straight. */
export interface Transport {
  /** Resolves with an `Answer`, whatever the call came to; what it is, the client checks. */
  call(name: CallName, input: unknown, signal?: AbortSignal): Promise<unknown>;
  /**
   * Tells every event from now on, in order; `resync` where some were missed. Tells whether the host can be reached when that changes.
   * The answer ends it.
   */
  subscribe(onEvent: (event: NumberedEvent) => void, onState: (connected: boolean) => void): () => void;
}

export interface Client extends Pick<Transport, 'subscribe'> {
  /** @throws AppError what the core found, or `host_unreachable`, `no_session`, `cancelled`. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>, signal?: AbortSignal): Promise<CallOutput<Name>>;
}

/** What the screens call. */
export function createClient(transport: Transport): Client {
  return {
    async call<Name extends CallName>(name: Name, input: CallInput<Name>, signal?: AbortSignal) {
      if (signal?.aborted) throw takenBack(signal.reason);
      const said = answer.safeParse(await transport.call(name, input, signal));
      if (!said.success) throw notUnderstood(said.error);
      if (!said.data.ok) throw AppError.fromJSON(said.data.error);
      const value = calls[name].output.safeParse(said.data.value);
      if (!value.success) throw notUnderstood(value.error);
      return value.data as CallOutput<Name>;
    },
    subscribe: (onEvent, onState) => transport.subscribe(onEvent, onState),
  };
}

/** Whoever asked no longer wants to know. */
export function takenBack(cause: unknown): AppError {
  return new AppError('cancelled', 'The question was taken back.', 'Ask again when you like.', { cause });
}

/** As after an update that the open page has not seen. */
function notUnderstood(cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message : undefined;
  return new AppError('internal', 'The answer of Lifeboat was not understood.', 'Reload the page.', { detail, cause });
}

/** Makes an answer of what a host's call resolves or rejects with. */
export async function answerOf(call: Promise<unknown>): Promise<Answer> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    return { ok: false, error: AppError.from(error).toJSON() };
  }
}
