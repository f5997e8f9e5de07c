import { BrowserWindow, screen, type Rectangle } from 'electron';
import { HUD_PAGE } from '../../engine/protocol/session.ts';
import { COMPACT_CHANGED } from '../contract/bridge.ts';
import type { MessageKey } from '../../renderer/messages/messages.ts';
import { isWayland } from '../../engine/protocol/wayland.ts';
import { createClickThrough } from './click-through.ts';
import { loadPage } from './load-page.ts';
import { hardenedWebPreferences, type WindowPage } from './web-preferences.ts';
import { fit, rescue, snap, type WindowPlaces } from './window-places.ts';

const FULL_SIZE_PX = { width: 420, height: 560 };
const COMPACT_SIZE_PX = { width: 420, height: 200 };
const MIN_WIDTH_PX = 320;
const MIN_HEIGHT_PX = 160;
const MARGIN_PX = 24;
/** For the system to do what it was asked when the window is shown. */
const CHECK_DELAY_MS = 300;
/** On Linux a drag reports each of its steps but not its end. */
const SETTLE_DELAY_MS = 250;

/** What may be wrong with where the window is. */
export type PlaceProblem = Extract<MessageKey, 'desktop.not-on-top' | 'desktop.off-screen'>;

type Size = Pick<Rectangle, 'width' | 'height'>;

export interface HudOptions extends WindowPage {
  readonly places: WindowPlaces;
  /** @param problem undefined when nothing is wrong. */
  readonly onChecked: (problem: PlaceProblem | undefined) => void;
}

export interface HudWindow {
  readonly window: BrowserWindow;
  /** Never takes the focus from the call. */
  show(): void;
  readonly isVisible: boolean;
  toggleCompact(): void;
  /** Sends the page whether its window is compact. */
  sendCompact(): void;
  readonly isCompact: boolean;
  /** At once, where the user has just moved it. */
  rememberPlace(): void;
  toggleClickThrough(): void;
  readonly letsClicksThrough: boolean;
}

/**
 * The HUD: a small frameless window above all others, also above full screens, that takes no focus when it
 * appears. Shown as soon as it has something to show.
 */
export function openHudWindow(options: HudOptions): HudWindow {
  const { places } = options;
  const place = places.find(screen.getAllDisplays()) ?? firstPlace();
  const window = new BrowserWindow(windowOptions(place, options.preload));
  stayOnTop(window);
  const clickThrough = createClickThrough(window);
  let fullSize: Size | undefined;

  const check = (): void => {
    if (!window.isDestroyed() && window.isVisible()) options.onChecked(mendPlace(window));
  };
  window.on('show', () => setTimeout(check, CHECK_DELAY_MS));
  const rememberPlace = keepPlace(window, places, () => fullSize);
  window.once('ready-to-show', () => window.showInactive());
  loadPage(window, `${options.origin}${HUD_PAGE}`);
  const show = (): void => {
    // Desktops minimize by a key of their own.
    if (window.isMinimized()) window.restore();
    window.showInactive();
  };
  const sendCompact = (): void => window.webContents.send(COMPACT_CHANGED, fullSize !== undefined);

  return {
    window,
    show,
    get isVisible() {
      return window.isVisible() && !window.isMinimized();
    },
    get isCompact() {
      return fullSize !== undefined;
    },
    toggleCompact() {
      const { x, y, width, height } = window.getBounds();
      const wanted = fullSize ?? { ...COMPACT_SIZE_PX, width };
      fullSize = fullSize ? undefined : { width, height };
      // From the lower edge the full size would reach below the screen.
      window.setBounds((fullSize ? rescue : fit)({ x, y, ...wanted }, screen.getAllDisplays()));
      sendCompact();
    },
    sendCompact,
    rememberPlace,
    get letsClicksThrough() {
      return clickThrough.isOn;
    },
    toggleClickThrough: () => clickThrough.set(!clickThrough.isOn),
  };
}

function windowOptions(place: Rectangle, preload: string): Electron.BrowserWindowConstructorOptions {
  const isMac = process.platform === 'darwin';
  return {
    title: 'Sotto',
    ...place,
    minWidth: MIN_WIDTH_PX,
    minHeight: MIN_HEIGHT_PX,
    show: false,
    frame: false,
    alwaysOnTop: true,
    skipTaskbar: true,
    fullscreenable: false,
    maximizable: false,
    // No task bar would bring it back.
    minimizable: false,
    // Elsewhere a transparent window cannot be resized, or turns black without a compositor.
    transparent: isMac,
    backgroundColor: isMac ? '#00000000' : '#12151a',
    ...(isMac && { type: 'panel' }),
    webPreferences: hardenedWebPreferences(preload),
  };
}

function stayOnTop(window: BrowserWindow): void {
  window.setAlwaysOnTop(true, 'screen-saver');
  // Without skipTransformProcessType the dock icon of macOS flickers.
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
}

/** In the upper right corner, where calls keep least. */
function firstPlace(): Rectangle {
  const { workArea } = screen.getPrimaryDisplay();
  return {
    ...FULL_SIZE_PX,
    x: workArea.x + workArea.width - FULL_SIZE_PX.width - MARGIN_PX,
    y: workArea.y + MARGIN_PX,
  };
}

/**
 * Remembers where the user leaves the window, and finds it a place when displays come and go.
 * @param fullSize of a window that is compact now: the next start opens it in full.
 * @returns remembers a move at once that has not settled yet.
 */
function keepPlace(
  window: BrowserWindow,
  places: WindowPlaces,
  fullSize: () => Size | undefined,
): () => void {
  let settling: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(settling);
    settling = undefined;
    const bounds = window.getBounds();
    const snapped = snap(bounds, screen.getDisplayMatching(bounds));
    if (snapped.x !== bounds.x || snapped.y !== bounds.y) window.setBounds(snapped);
    places.remember(screen.getAllDisplays(), { ...snapped, ...fullSize() });
  };
  const onMoved = (): void => {
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLE_DELAY_MS);
  };
  const onDisplays = (): void => {
    const screens = screen.getAllDisplays();
    clearTimeout(settling);
    settling = undefined;
    const bounds = window.getBounds();
    const { width, height } = bounds;
    const place = places.find(screens) ?? bounds;
    window.setBounds(rescue({ ...place, ...(fullSize() && { width, height }) }, screens));
  };
  window.on('move', onMoved).on('resize', onMoved);
  screen.on('display-added', onDisplays);
  screen.on('display-removed', onDisplays);
  screen.on('display-metrics-changed', onDisplays);
  window.on('closed', () => {
    clearTimeout(settling);
    screen.off('display-added', onDisplays);
    screen.off('display-removed', onDisplays);
    screen.off('display-metrics-changed', onDisplays);
  });
  return () => {
    if (settling !== undefined) settle();
  };
}

/**
 * Tries once more what the system did not do.
 * @returns what it still does not. Wayland does neither, and Electron cannot tell there.
 */
function mendPlace(window: BrowserWindow): PlaceProblem | undefined {
  if (!window.isAlwaysOnTop()) stayOnTop(window);
  const bounds = window.getBounds();
  const rescued = rescue(bounds, screen.getAllDisplays());
  const isRescued = rescued.x !== bounds.x || rescued.y !== bounds.y;
  if (isRescued) window.setBounds(rescued);
  if (isWayland() || !window.isAlwaysOnTop()) return 'desktop.not-on-top';
  const { x, y } = window.getBounds();
  return isRescued && (x !== rescued.x || y !== rescued.y) ? 'desktop.off-screen' : undefined;
}
