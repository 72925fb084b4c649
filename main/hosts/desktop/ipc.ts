import type { IpcMain, IpcMainEvent, WebContents, WebFrameMain } from 'electron';
import { type Answer, answerOf } from '../../../shared/client.ts';
import { AppError } from '../../../shared/errors.ts';
import type { NumberedEvent } from '../../../shared/events.ts';
import type { App } from '../../app.ts';
import { checkReach, isWebCall } from '../web/calls.ts';
import { CHANNELS } from './channels.ts';
import { PAGE_ORIGIN } from './origin.ts';

export interface IpcOptions {
  readonly ipcMain: Pick<IpcMain, 'handle'> & {
    on(channel: string, listener: (event: IpcMainEvent, ...args: unknown[]) => void): unknown;
  };
  readonly app: Pick<App, 'call' | 'listen'>;
  /** Reaches the page, where there is one. */
  readonly send: (channel: string, event: NumberedEvent) => void;
}

/**
 * Lets the window's page call the core and hear its events. The page may ask for what a browser may ask for: it shows the same screens,
 * and whatever runs in it is trusted no further.
 */
export function serveIpc({ ipcMain, app, send }: IpcOptions): void {
  const calls = new Map<WebContents, Map<unknown, AbortController>>();
  let seq = 0;
  app.listen((event) => send(CHANNELS.event, { seq: (seq += 1), event }));

  ipcMain.handle(CHANNELS.call, async (event, id: unknown, name: unknown, input: unknown): Promise<Answer> => {
    if (!isOurPage(event.senderFrame)) return answerOf(Promise.reject(foreignPage()));
    const controller = new AbortController();
    const pending = callsOf(calls, event.sender);
    pending.set(id, controller);
    try {
      return await answerOf(callCore(app, name, input, controller.signal));
    } finally {
      pending.delete(id);
    }
  });
  ipcMain.on(CHANNELS.cancel, (event, id: unknown) => {
    if (isOurPage(event.senderFrame)) calls.get(event.sender)?.get(id)?.abort(leftAlone());
  });
}

/** The main frame of our own page; a frame that is gone, was framed or came from elsewhere is not. */
function isOurPage(frame: Pick<WebFrameMain, 'origin' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === PAGE_ORIGIN;
}

async function callCore(app: Pick<App, 'call'>, name: unknown, input: unknown, signal: AbortSignal): Promise<unknown> {
  if (typeof name !== 'string' || !isWebCall(name))
    throw new AppError('unknown_call', 'There is no such call here.', 'Use a call of this version of Lifeboat.');
  checkReach(input);
  return app.call(name, input as never, signal);
}

/** What a page has asked for and not yet got; taken back when the page is gone. */
function callsOf(
  calls: Map<WebContents, Map<unknown, AbortController>>,
  sender: WebContents,
): Map<unknown, AbortController> {
  const known = calls.get(sender);
  if (known) return known;
  const pending = new Map<unknown, AbortController>();
  calls.set(sender, pending);
  const takeBack = () => {
    for (const controller of pending.values()) controller.abort(leftAlone());
  };
  sender.on('render-process-gone', takeBack);
  sender.once('destroyed', () => {
    takeBack();
    calls.delete(sender);
  });
  return pending;
}

function leftAlone(): AppError {
  return new AppError('cancelled', 'The page that asked no longer waits.', 'Ask again when you like.');
}

function foreignPage(): AppError {
  return new AppError('no_session', 'Only the page of Lifeboat may ask.', 'Open Lifeboat from its icon.');
}
