import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClickThrough } from '../../../electron/windows/click-through.ts';
import { FakeWindow, resetElectron, screen } from '../../fakes/electron.ts';

beforeEach(() => {
  resetElectron();
  vi.useFakeTimers();
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', 'x11');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const INSIDE = { x: 150, y: 250 };
const HEADER = { x: 150, y: 143 };

function stage() {
  const window = new FakeWindow({ x: 100, y: 100, width: 400, height: 300 });
  window.showInactive();
  window.calls.length = 0;
  const clickThrough = createClickThrough(window as unknown as BrowserWindow);
  const moveTo = (point: { x: number; y: number }): void => {
    screen.cursor = point;
    vi.advanceTimersByTime(100);
  };
  return { window, clickThrough, moveTo, calls: () => window.calls.splice(0) };
}

test('clicks pass through all but the header, and the mouse decides', () => {
  const { clickThrough, moveTo, calls } = stage();
  screen.cursor = INSIDE;
  clickThrough.set(true);
  expect(calls()).toEqual(['ignore-mouse true']);
  moveTo(HEADER);
  moveTo({ x: 499, y: 100 });
  expect(calls()).toEqual(['ignore-mouse false']);
  for (const beside of [
    { x: 500, y: 120 },
    { x: 99, y: 120 },
    { x: 150, y: 99 },
    { x: 150, y: 144 },
  ]) {
    moveTo(HEADER);
    calls();
    moveTo(beside);
    expect(calls(), JSON.stringify(beside)).toEqual(['ignore-mouse true']);
  }
});

test('switched on over the header, the window keeps the mouse', () => {
  const { clickThrough, calls } = stage();
  screen.cursor = HEADER;
  clickThrough.set(true);
  expect([clickThrough.isOn, calls()]).toEqual([true, []]);
});

test('switched off, the window takes all clicks and watches no longer', () => {
  const { clickThrough, moveTo, calls } = stage();
  screen.cursor = INSIDE;
  clickThrough.set(true);
  clickThrough.set(false);
  expect(calls()).toEqual(['ignore-mouse true', 'ignore-mouse false']);
  moveTo(INSIDE);
  expect([calls(), vi.getTimerCount()]).toEqual([[], 0]);
});

test('on Wayland, where no click comes through, it stays off', () => {
  vi.stubEnv('XDG_SESSION_TYPE', 'wayland');
  const { clickThrough, calls } = stage();
  screen.cursor = INSIDE;
  clickThrough.set(true);
  expect([clickThrough.isOn, calls(), vi.getTimerCount()]).toEqual([false, [], 0]);
});

test('the mouse is watched only while the window is there to be seen', () => {
  const { window, clickThrough } = stage();
  clickThrough.set(true);
  window.hide();
  expect(vi.getTimerCount()).toBe(0);
  window.show();
  expect(vi.getTimerCount()).toBe(1);
  window.destroy();
  expect(vi.getTimerCount()).toBe(0);
});
