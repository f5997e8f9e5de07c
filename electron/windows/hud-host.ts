import type { Settings } from '../../engine/protocol/settings.ts';
import { HUD_PAGE } from '../../engine/protocol/session.ts';
import { canLetClicksThrough } from './click-through.ts';
import { openHudWindow, type HudWindow, type PlaceProblem } from './hud-window.ts';
import { loadPage } from './load-page.ts';
import type { WindowPage } from './web-preferences.ts';
import type { WindowPlaces } from './window-places.ts';

export interface HudHostOptions {
  /** Undefined while the engine is down. */
  readonly page: () => WindowPage | undefined;
  readonly settings: () => Settings;
  readonly places: WindowPlaces;
  /** Called before the window can be seen for the first time. */
  readonly onOpening: () => void;
  /** The window was shown, hidden, resized, or its place was looked at. */
  readonly onChanged: () => void;
  readonly isQuitting: () => boolean;
  /** The user closed the window, which only hides it. */
  readonly onClosed: () => void;
  readonly onCrashed: (window: HudWindow['window']) => void;
}

/** The HUD's window for as long as the app runs: opened when it is first shown, hidden when it is closed. */
export interface HudHost {
  readonly isVisible: boolean;
  readonly isCompact: boolean;
  /** Undefined where the system never does. */
  readonly letsClicksThrough: boolean | undefined;
  readonly placeProblem: PlaceProblem | undefined;
  has(contentsId: number): boolean;
  /** Never takes the focus. */
  show(): void;
  /** Shows the window to someone who called for it. */
  focus(): void;
  hide(): void;
  toggle(): void;
  toggleCompact(): void;
  sendCompact(): void;
  toggleClickThrough(): void;
  /** Shows the page of an engine that has just started. */
  open(page: WindowPage): void;
  applySettings(): void;
  /** At once, where the user has just moved it. */
  rememberPlace(): void;
  destroy(): void;
}

export function createHudHost(options: HudHostOptions): HudHost {
  let hud: HudWindow | undefined;
  let placeProblem: PlaceProblem | undefined;

  const make = (page: WindowPage): HudWindow => {
    options.onOpening();
    const made = openHudWindow({
      ...page,
      places: options.places,
      onChecked: (problem) => {
        placeProblem = problem;
        options.onChanged();
      },
    });
    const { window } = made;
    window.on('show', options.onChanged).on('hide', options.onChanged);
    window.on('close', (event) => {
      if (options.isQuitting()) return;
      event.preventDefault();
      window.hide();
      options.onClosed();
    });
    window.on('closed', () => (hud = undefined));
    window.webContents.on('render-process-gone', () => options.onCrashed(window));
    return made;
  };
  const show = (): void => {
    const page = options.page();
    if (hud) hud.show();
    else if (page) hud = make(page);
  };

  return {
    get isVisible() {
      return hud?.isVisible ?? false;
    },
    get isCompact() {
      return hud?.isCompact ?? false;
    },
    get letsClicksThrough() {
      return canLetClicksThrough() ? (hud?.letsClicksThrough ?? false) : undefined;
    },
    get placeProblem() {
      return placeProblem;
    },
    has: (contentsId) => hud?.window.webContents.id === contentsId,
    show,
    focus: () => (hud ? hud.window.show() : show()),
    hide: () => hud?.window.hide(),
    toggle: () => (hud?.isVisible ? hud.window.hide() : show()),
    toggleCompact: () => {
      hud?.toggleCompact();
      options.onChanged();
    },
    sendCompact: () => hud?.sendCompact(),
    toggleClickThrough: () => {
      hud?.toggleClickThrough();
      options.onChanged();
    },
    open(page) {
      if (hud) loadPage(hud.window, `${page.origin}${HUD_PAGE}`);
      else hud = make(page);
    },
    applySettings() {
      hud?.window.setOpacity(options.settings().appearance.opacity);
    },
    rememberPlace: () => hud?.rememberPlace(),
    destroy: () => hud?.window.destroy(),
  };
}
