import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainInvokeEvent } from 'electron';

type Handler = Parameters<IpcMain['handle']>[1];
/** Who asks, as the main process sees it. */
export type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

const handlers = new Map<string, Handler>();

/** The main process's half of IPC. */
export const ipcMain: EventEmitter & Pick<IpcMain, 'handle' | 'removeHandler'> = Object.assign(new EventEmitter(), {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler: (channel: string) => void handlers.delete(channel),
});

/** A page asks and waits. */
export async function receiveInvoke(from: Sender, channel: string, args: readonly unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  const answer: unknown = await handler(from as IpcMainInvokeEvent, ...structuredClone(args));
  return structuredClone(answer);
}

/** A page tells. */
export function receiveSend(from: Sender, channel: string, args: readonly unknown[]): void {
  ipcMain.emit(channel, from, ...structuredClone(args));
}
