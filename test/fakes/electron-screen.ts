import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

type ScreenMethods = Pick<
  Electron.Screen,
  'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching' | 'getCursorScreenPoint'
>;

/** Shows the displays and the mouse that a test sets. */
export class FakeScreen extends EventEmitter implements ScreenMethods {
  displays: Electron.Display[] = [];
  cursor: Electron.Point = { x: 0, y: 0 };

  reset(): void {
    this.removeAllListeners();
    this.displays = [makeDisplay(1, { x: 0, y: 0, width: 1_920, height: 1_080 })];
    this.cursor = { x: 0, y: 0 };
  }
  getAllDisplays = (): Electron.Display[] => this.displays;
  getPrimaryDisplay = (): Electron.Display => this.displays[0] as Electron.Display;
  getDisplayMatching = (): Electron.Display => this.getPrimaryDisplay();
  getCursorScreenPoint = (): Electron.Point => this.cursor;
}

/** A display whose upper 40 pixels are a menu bar. */
export function makeDisplay(id: number, bounds: Electron.Rectangle): Electron.Display {
  const workArea = { ...bounds, y: bounds.y + 40, height: bounds.height - 40 };
  return { id, bounds, workArea } as Electron.Display;
}
