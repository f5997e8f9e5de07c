import { contextBridge, ipcRenderer } from 'electron';
import type { ShellBridge } from '../engine/protocol/session.ts';
import { BRIDGE_CHANNELS, BRIDGE_NAME, COMPACT_CHANGED } from './contract/bridge.ts';

/** All that a page gets from the shell: calls without arguments, and one listener. */
const bridge: ShellBridge = Object.freeze({
  session: () => ipcRenderer.invoke(BRIDGE_CHANNELS.session),
  openSettings: () => ipcRenderer.invoke(BRIDGE_CHANNELS.openSettings),
  openHistory: () => ipcRenderer.invoke(BRIDGE_CHANNELS.openHistory),
  hideWindow: () => ipcRenderer.invoke(BRIDGE_CHANNELS.hideWindow),
  quit: () => ipcRenderer.invoke(BRIDGE_CHANNELS.quit),
  abilities: () => ipcRenderer.invoke(BRIDGE_CHANNELS.abilities),
  toggleCompact: () => ipcRenderer.invoke(BRIDGE_CHANNELS.toggleCompact),
  onCompact: (listener: (isCompact: boolean) => void) => {
    ipcRenderer.on(COMPACT_CHANGED, (_event, isCompact: unknown) => listener(isCompact === true));
    return ipcRenderer.invoke(BRIDGE_CHANNELS.onCompact);
  },
  captureShown: () => ipcRenderer.invoke(BRIDGE_CHANNELS.captureShown),
});

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
