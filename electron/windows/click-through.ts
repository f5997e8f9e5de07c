import { screen, type BrowserWindow } from 'electron';
import { isWayland } from '../../engine/protocol/wayland.ts';

/** The window's header: over it the mouse is the window's again, so that it can be moved and switched back. */
const HANDLE_HEIGHT_PX = 44;
const WATCH_INTERVAL_MS = 100;

/** A window that lets clicks through to what lies below, all but its header. */
export interface ClickThrough {
  readonly isOn: boolean;
  set(isOn: boolean): void;
}

/** On Wayland, Electron lets no clicks through, and every place of the mouse reads as that of the header. */
export function canLetClicksThrough(): boolean {
  return !isWayland();
}

/** The mouse is watched by its place, which works on systems that forward no movements to such a window as well. */
export function createClickThrough(window: BrowserWindow): ClickThrough {
  let isOn = false;
  let watching: NodeJS.Timeout | undefined;
  let isPassing = false;

  const pass = (isWanted: boolean): void => {
    if (isPassing === isWanted) return;
    isPassing = isWanted;
    window.setIgnoreMouseEvents(isWanted);
  };
  const isOverHandle = (): boolean => {
    const { x, y } = screen.getCursorScreenPoint();
    const bounds = window.getBounds();
    const isBeside = x < bounds.x || x >= bounds.x + bounds.width;
    return !isBeside && y >= bounds.y && y < bounds.y + HANDLE_HEIGHT_PX;
  };
  const stop = (): void => clearInterval(watching);
  /** Only while the window can be seen. */
  const watch = (): void => {
    stop();
    if (isOn && window.isVisible()) watching = setInterval(() => pass(!isOverHandle()), WATCH_INTERVAL_MS);
  };
  window.on('show', watch).on('hide', stop).on('closed', stop);

  return {
    get isOn() {
      return isOn;
    },
    set(isWanted) {
      isOn = isWanted && canLetClicksThrough();
      watch();
      pass(isOn && !isOverHandle());
    },
  };
}
