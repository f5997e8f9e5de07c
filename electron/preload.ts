import { contextBridge, ipcRenderer } from 'electron';
import type { ShellBridge } from '../engine/protocol/session.ts';
import { BRIDGE_CHANNELS, BRIDGE_NAME } from './contract/bridge.ts';

/** All that a page gets from the shell: five calls without arguments. */
const bridge: ShellBridge = Object.freeze({
  session: () => ipcRenderer.invoke(BRIDGE_CHANNELS.session),
  openSettings: () => ipcRenderer.invoke(BRIDGE_CHANNELS.openSettings),
  hideWindow: () => ipcRenderer.invoke(BRIDGE_CHANNELS.hideWindow),
  abilities: () => ipcRenderer.invoke(BRIDGE_CHANNELS.abilities),
  quit: () => ipcRenderer.invoke(BRIDGE_CHANNELS.quit),
});

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
