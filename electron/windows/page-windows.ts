import type { Role } from '../../engine/protocol/commands.ts';
import type { ShellBridge } from '../../engine/protocol/session.ts';

/** The windows of the app, by what their pages are for. */
export type PageWindow = 'hud' | 'settings' | 'history' | 'capture';

/** What the page of a window may be to the engine. The right to change settings is no other page's. */
export const ROLES_BY_WINDOW: Readonly<Record<PageWindow, readonly Role[]>> = {
  hud: ['hud'],
  settings: ['settings'],
  history: ['history'],
  capture: ['capture'],
};

/** Which pages may make a call of the bridge. */
export const CALLERS: Readonly<Record<keyof ShellBridge, readonly PageWindow[]>> = {
  session: ['hud', 'settings', 'history', 'capture'],
  openSettings: ['hud'],
  openHistory: ['hud'],
  hideWindow: ['hud'],
  quit: ['hud'],
  // The settings may also lie over the HUD.
  abilities: ['hud', 'settings'],
  toggleCompact: ['hud'],
  onCompact: ['hud'],
  captureShown: ['capture'],
};
