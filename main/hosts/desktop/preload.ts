import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { type Bridge, BRIDGE_NAME } from '../../../shared/bridge.ts';
import { CHANNELS } from './channels.ts';

const bridge: Bridge = {
  invoke: (id, name, input) => ipcRenderer.invoke(CHANNELS.call, id, name, input),
  cancel: (id) => ipcRenderer.send(CHANNELS.cancel, id),
  subscribe(onEvent) {
    const heard = (_event: IpcRendererEvent, numbered: unknown) => onEvent(numbered);
    ipcRenderer.on(CHANNELS.event, heard);
    return () => void ipcRenderer.off(CHANNELS.event, heard);
  },
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
