import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHANNELS } from '../../main/hosts/desktop/channels.ts';
import { serveIpc } from '../../main/hosts/desktop/ipc.ts';
import { createIpcTransport } from '../../renderer/ipcTransport.ts';
import { type Bridge, BRIDGE_NAME } from '../../shared/bridge.ts';
import { createClient } from '../../shared/client.ts';
import { ipcMain, receiveInvoke, receiveSend } from '../helpers/electronDouble/ipc.ts';
import { createRendererSide, type Preload, runPreload } from '../helpers/electronDouble/rendererSide.ts';
import { contractSuite } from './suite.ts';

const PRELOAD = path.join(import.meta.dirname, '..', '..', 'out', 'preload', 'preload.cjs');

// The built preload script and the desktop's own half, with only Electron's pipe between them replaced.
contractSuite('ipc', async (app) => {
  ipcMain.removeHandler(CHANNELS.call);
  ipcMain.removeAllListeners();
  const sender = new EventEmitter();
  const senderFrame = { origin: 'app://lifeboat', parent: null };
  const from = { sender, senderFrame } as unknown as Parameters<typeof receiveInvoke>[0];
  const page: { [BRIDGE_NAME]?: Bridge } = {};
  const side = createRendererSide(page, {
    invoke: (name, args) => receiveInvoke(from, name, args),
    send: (name, args) => receiveSend(from, name, args),
  });
  serveIpc({ ipcMain, app, send: (channel, event) => queueMicrotask(() => side.deliver(channel, [event])) });
  // oxlint-disable-next-line typescript/no-implied-eval -- how CommonJS is run
  runPreload(new Function('require', readFileSync(PRELOAD, 'utf8')) as Preload, side);
  const bridge = page[BRIDGE_NAME];
  if (!bridge) throw new Error('the preload script gives the page no bridge');
  return createClient(createIpcTransport(bridge));
});
