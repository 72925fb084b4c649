import type { SettingsOf } from '../../../shared/model/alert.ts';
import { deliver } from './answers.ts';
import type { Delivered } from './outcome.ts';

export interface PingOrder {
  readonly settings: SettingsOf<'ping'>;
  /** The whole address; never told again. */
  readonly url: string;
  readonly good: boolean;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Calls a dead man's switch: its address after a good run, `/fail` below it after a failed one. @throws the signal's reason */
export function sendPing({ settings: { allowPrivate }, url, good, now, signal }: PingOrder): Promise<Delivered> {
  const target = new URL(url);
  if (!good) target.pathname = `${target.pathname.replace(/\/$/, '')}/fail`;
  return deliver({ url: target.href, method: 'GET', allowPrivate, signal }, now);
}
