import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Session, ShellAbilities, ShellBridge } from '../engine/protocol/session.ts';
import { BRIDGE_CHANNELS } from './contract/bridge.ts';
import { HUD_ROLES, SETTINGS_ROLES } from './page-roles.ts';

export interface BridgeOptions {
  /** Where the engine is and what its tokens are; undefined while it is down. */
  readonly address: () => (Session & { readonly origin: string }) | undefined;
  /** Which of our windows a web contents belongs to. */
  readonly windowOf: (contentsId: number) => 'hud' | 'settings' | undefined;
  readonly openSettings: () => void;
  readonly hideWindow: (contentsId: number) => void;
  readonly abilities: () => ShellAbilities;
  readonly quit: () => void;
}

/** Answers the preload's calls; each only for the top frame of one of our windows on the engine's origin. */
export function serveBridge(options: BridgeOptions): void {
  const serve = <Name extends keyof ShellBridge>(
    name: Name,
    answer: (sender: {
      window: 'hud' | 'settings';
      contentsId: number;
    }) => Awaited<ReturnType<ShellBridge[Name]>>,
  ): void =>
    ipcMain.handle(BRIDGE_CHANNELS[name], (event: IpcMainInvokeEvent) => {
      const window = options.windowOf(event.sender.id);
      const frame = event.senderFrame;
      const isOwn = frame !== null && frame.parent === null && frame.origin === options.address()?.origin;
      if (!window || !isOwn) throw new Error('Not from one of our windows.');
      return answer({ window, contentsId: event.sender.id });
    });

  serve('session', ({ window }) => {
    const tokens = options.address()?.tokens ?? {};
    const roles = window === 'hud' ? HUD_ROLES : SETTINGS_ROLES;
    return { tokens: Object.fromEntries(roles.map((role) => [role, tokens[role]])) };
  });
  serve('openSettings', () => options.openSettings());
  serve('hideWindow', ({ contentsId }) => options.hideWindow(contentsId));
  serve('abilities', () => options.abilities());
  serve('quit', () => options.quit());
}
