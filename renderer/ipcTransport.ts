import type { Bridge } from '../shared/bridge.ts';
import { type Answer, takenBack, type Transport } from '../shared/client.ts';
import { AppError } from '../shared/errors.ts';
import { numberedEvent } from '../shared/events.ts';

/** Reaches the desktop from the page in its window. */
export function createIpcTransport(bridge: Bridge): Transport {
  let last = 0;
  return {
    async call(name, input, signal) {
      const id = (last += 1);
      const answered = bridge.invoke(id, name, input).catch((cause: unknown) => failure(noAnswer(cause)));
      if (!signal) return answered;
      return Promise.race([
        answered,
        aborted(signal, () => {
          bridge.cancel(id);
          return failure(takenBack(signal.reason));
        }),
      ]);
    },
    subscribe(onEvent, onState) {
      onState(true);
      return bridge.subscribe((said) => {
        const event = numberedEvent.safeParse(said);
        onEvent(event.success ? event.data : { seq: 0, event: { type: 'resync' } });
      });
    },
  };
}

function aborted(signal: AbortSignal, answer: () => Answer): Promise<Answer> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(answer()), { once: true });
  });
}

function failure(error: AppError): Answer {
  return { ok: false, error: error.toJSON() };
}

function noAnswer(cause: unknown): AppError {
  return new AppError('host_unreachable', 'Lifeboat does not answer.', 'Quit Lifeboat and start it again.', { cause });
}
