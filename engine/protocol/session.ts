import { z } from 'zod';
import { roleSchema } from './commands.ts';

/**
 * How a page comes by its page tokens. In a browser it posts the one-time code of its URL's fragment
 * (`#code=…`) to SESSION_PATH and keeps the answer in `sessionStorage`, so that a reload works; in the
 * Electron shell it asks `window.sotto`. Then it opens a WebSocket per role at SOCKET_PATH of its own origin,
 * with the sub-protocols `[SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]`.
 *
 * The HUD may change no settings. When its settings panel opens in a browser it posts its `hud` token, as a
 * bearer, to SETTINGS_PASS_PATH and gets a `settings` token that lapses soon after the panel was closed; in the
 * shell the panel has its own window.
 */
export const SESSION_PATH = '/session';
export const SETTINGS_PASS_PATH = '/session/settings';
export const SOCKET_PATH = '/socket';

/** Pages of the built renderer; settings and past calls are also reachable inside the HUD. */
export const HUD_PAGE = '/';
export const SETTINGS_PAGE = '/settings.html';
export const HISTORY_PAGE = '/history.html';
/** Captures sound in a hidden window of the desktop app; in a browser the HUD does that itself. */
export const CAPTURE_PAGE = '/capture.html';

export const sessionRequestSchema = z.strictObject({ code: z.string().max(100) });

/** One page token for each role the page may play: a HUD in a browser gets `hud`, `history` and `capture`. */
export const sessionSchema = z.strictObject({ tokens: z.partialRecord(roleSchema, z.string()) });
export type Session = z.infer<typeof sessionSchema>;

/** What of the desktop app this system and this start of it allow; a page offers nothing else. */
export interface ShellAbilities {
  /** The system can be asked to leave windows out of screen sharing. */
  readonly hidesFromCapture: boolean;
  /** Only an installed app can be started at login. */
  readonly startsAtLogin: boolean;
  /** Linux ignores the opacity of a window. */
  readonly setsOpacity: boolean;
  /** Wayland neither lets clicks through a window nor reports where the mouse is. */
  readonly letsClicksThrough: boolean;
  /** Linux notifies the app of sleep, but not of its lock screen. */
  readonly noticesLock: boolean;
}

/** What the Electron preload puts at `window.sotto`; absent in a plain browser. Frozen. */
export interface ShellBridge {
  session(): Promise<Session>;
  openSettings(): Promise<void>;
  openHistory(): Promise<void>;
  /** The window goes, the tray icon stays. */
  hideWindow(): Promise<void>;
  /** Ends the whole app; not every desktop shows a tray that could. */
  quit(): Promise<void>;
  abilities(): Promise<ShellAbilities>;
  toggleCompact(): Promise<void>;
  /** Hears now and at every change whether the window has its compact size; keys and tray change it too. */
  onCompact(listener: (isCompact: boolean) => void): Promise<void>;
  /** Settles once the tray shows that Sotto is listening; no device may be opened before. */
  captureShown(): Promise<void>;
}
