import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHudHost } from '../../../electron/windows/hud-host.ts';
import { openWindowPlaces } from '../../../electron/windows/window-places.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { recorded, resetElectron, type FakeWindow } from '../../fakes/electron.ts';
import { preventable } from '../../fakes/preventable.ts';

const PAGE = { origin: 'http://127.0.0.1:7419', preload: '/app/preload.cjs' };

let folder: string;
beforeEach(() => {
  resetElectron();
  vi.useFakeTimers();
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', '');
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-host-'));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function stage({ isUp = true } = {}) {
  const reported: string[] = [];
  const state = { isUp, isQuitting: false, settings: structuredClone(defaultSettings) };
  const host = createHudHost({
    page: () => (state.isUp ? PAGE : undefined),
    settings: () => state.settings,
    places: openWindowPlaces(path.join(folder, 'places.json')),
    onOpening: () => reported.push('opening'),
    onChanged: () => undefined,
    isQuitting: () => state.isQuitting,
    onClosed: () => reported.push('closed'),
    onCrashed: () => reported.push('crashed'),
  });
  return { host, state, reported, window: () => recorded.windows.at(-1) as FakeWindow };
}

test('while the engine is down there is no window to show; it is made when it is first shown, and once', () => {
  const { host, state, reported } = stage({ isUp: false });
  host.show();
  host.toggle();
  expect([recorded.windows.length, host.isVisible]).toEqual([0, false]);
  state.isUp = true;
  host.show();
  host.show();
  host.open(PAGE);
  expect([recorded.windows.length, reported]).toEqual([1, ['opening']]);
});

test('closing hides the window and says so, unless the app quits', () => {
  const { host, state, reported, window } = stage();
  host.show();
  const closing = preventable({});
  window().emit('close', closing);
  expect([closing.isPrevented, reported]).toEqual([true, ['opening', 'closed']]);
  state.isQuitting = true;
  const quitting = preventable({});
  window().emit('close', quitting);
  expect(quitting.isPrevented).toBe(false);
});

test('a window that is gone is made again', () => {
  const { host, window } = stage();
  host.show();
  const first = window();
  expect(host.has(first.webContents.id)).toBe(true);
  first.emit('closed');
  expect(host.has(first.webContents.id)).toBe(false);
  host.show();
  expect(recorded.windows).toHaveLength(2);
});

test('crashes are passed on', () => {
  const { host, reported, window } = stage();
  host.show();
  window().webContents.emit('render-process-gone');
  expect(reported).toEqual(['opening', 'crashed']);
});

test('a change of the settings reaches the window', () => {
  const { host, state, window } = stage();
  host.show();
  const before = window().calls.length;
  state.settings = {
    ...state.settings,
    appearance: { ...state.settings.appearance, opacity: 0.5 },
  };
  host.applySettings();
  expect(window().calls.slice(before)).toEqual(['opacity 0.5']);
});
