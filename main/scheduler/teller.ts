import { lookAndTell } from '../runs/alerting.ts';
import type { Context } from '../runs/context.ts';

export interface Teller {
  /** Looks for what has changed and sends what is due; while it does, one more wish is remembered. */
  look(): void;
  /** Resolves when it does nothing. */
  idle(): Promise<void>;
}

/** Tells what changes, beside the runs and never in their way: a mail server may take its time. */
export function openTeller(context: Context, signal: AbortSignal): Teller {
  let telling: Promise<void> | null = null;
  let again = false;

  const tell = async () => {
    while (again && !signal.aborted) {
      again = false;
      await lookAndTell(context, signal);
    }
  };

  return {
    look() {
      again = true;
      telling ??= tell().finally(() => {
        telling = null;
      });
    },
    async idle() {
      await telling;
    },
  };
}
