import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Session, ShellAbilities, ShellBridge } from '../engine/protocol/session.ts';
import { BRIDGE_CHANNELS } from './contract/bridge.ts';
import { CALLERS, ROLES_BY_WINDOW, type PageWindow } from './windows/page-windows.ts';

export interface BridgeOptions {
  /** Where the engine is and what its page tokens are; undefined while it is down. */
  readonly address: () => (Session & { readonly origin: string }) | undefined;
  /** Which of our windows a web contents belongs to. */
  readonly windowOf: (contentsId: number) => PageWindow | undefined;
  readonly openSettings: () => void;
  readonly openHistory: () => void;
  readonly hideHud: () => void;
  readonly quit: () => void;
  readonly abilities: () => ShellAbilities;
  readonly toggleCompact: () => void;
  /** Sends the HUD's page whether its window is compact. */
  readonly sendCompact: () => void;
  readonly captureShown: () => Promise<void>;
}

/**
 * Answers the preload's calls; each only for the top frame of a window that may make it, on the engine's origin.
 */
export function serveBridge(options: BridgeOptions): void {
  const serve = <Name extends keyof ShellBridge>(
    name: Name,
    answer: (window: PageWindow) => Awaited<ReturnType<ShellBridge[Name]>> | ReturnType<ShellBridge[Name]>,
  ): void =>
    ipcMain.handle(BRIDGE_CHANNELS[name], (event: IpcMainInvokeEvent) => {
      const window = options.windowOf(event.sender.id);
      const frame = event.senderFrame;
      const isOwn = frame !== null && frame.parent === null && frame.origin === options.address()?.origin;
      if (!window || !isOwn) throw new Error('Not from one of our windows.');
      if (!CALLERS[name].includes(window)) throw new Error(`Not for the ${window} window.`);
      return answer(window);
    });

  serve('session', (window) => {
    const pageTokens = options.address()?.tokens ?? {};
    return { tokens: Object.fromEntries(ROLES_BY_WINDOW[window].map((role) => [role, pageTokens[role]])) };
  });
  serve('openSettings', () => options.openSettings());
  serve('openHistory', () => options.openHistory());
  serve('hideWindow', () => options.hideHud());
  serve('quit', () => options.quit());
  serve('abilities', () => options.abilities());
  serve('toggleCompact', () => options.toggleCompact());
  serve('onCompact', () => options.sendCompact());
  serve('captureShown', () => options.captureShown());
}
