import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { canLeaveOutOfCapture } from '../../../electron/windows/capture-exclusion.ts';
import { openHudWindow, type HudWindow } from '../../../electron/windows/hud-window.ts';
import { openWindowPlaces, rescue, snap } from '../../../electron/windows/window-places.ts';
import { makeDisplay } from '../../fakes/electron-screen.ts';
import { recorded, resetElectron, screen, type FakeWindow } from '../../fakes/electron.ts';

let folder: string;
let problems: (string | undefined)[];
beforeEach(() => {
  resetElectron();
  vi.useFakeTimers();
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', '');
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-hud-'));
  problems = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const placesFile = (): string => path.join(folder, 'places.json');
const open = (): { hud: HudWindow; window: FakeWindow } => {
  const hud = openHudWindow({
    origin: 'http://127.0.0.1:7419',
    preload: '/app/preload.cjs',
    places: openWindowPlaces(placesFile()),
    onChecked: (problem) => problems.push(problem),
  });
  return { hud, window: recorded.windows.at(-1) as FakeWindow };
};

test('the HUD is small, frameless, above all, out of the task bar, and takes no focus', () => {
  const { window } = open();
  expect(window.options).toMatchObject({
    frame: false,
    alwaysOnTop: true,
    skipTaskbar: true,
    minimizable: false,
    show: false,
    x: 1_920 - 420 - 24,
    y: 64,
  });
  expect(window.calls).toEqual([
    'always-on-top true screen-saver',
    'all-workspaces',
    'load',
    'show-inactive',
  ]);
});

test('a move just before the end is remembered at once, and none is made up', () => {
  const { hud, window } = open();
  hud.rememberPlace();
  expect(existsSync(placesFile())).toBe(false);
  window.setBounds({ x: 300, y: 200 });
  hud.rememberPlace();
  window.destroy();
  expect(open().window.bounds).toMatchObject({ x: 300, y: 200 });
});

test('its place is remembered for each set of displays, and found again on one that is there', () => {
  const { window } = open();
  window.setBounds({ x: 300, y: 200 });
  vi.advanceTimersByTime(1_000);
  screen.displays = [...screen.displays, makeDisplay(2, { x: 1_920, y: 0, width: 1_280, height: 1_024 })];
  screen.emit('display-added');
  window.setBounds({ x: 2_500, y: 300 });
  vi.advanceTimersByTime(1_000);
  screen.displays = screen.displays.slice(0, 1);
  screen.emit('display-removed');
  expect(window.bounds).toMatchObject({ x: 300, y: 200 });
  window.destroy();
  expect(open().window.options).toMatchObject({ x: 300, y: 200 });
});

test('a file of places that is damaged counts as empty', () => {
  writeFileSync(placesFile(), '{"1:1920x1080@0,0":{"x":"left"}}');
  expect(open().window.options).toMatchObject({ y: 64 });
});

test('a window whose top is on no screen is moved onto the nearest; one that can be taken hold of stays', () => {
  const screens = [makeDisplay(1, { x: 0, y: 0, width: 1_920, height: 1_080 })];
  const size = { width: 420, height: 560 };
  expect(rescue({ x: 5_000, y: 300, ...size }, screens)).toEqual({ x: 1_500, y: 300, ...size });
  expect(rescue({ x: 100, y: -500, ...size }, screens)).toEqual({ x: 100, y: 40, ...size });
  expect(rescue({ x: -300, y: 300, ...size }, screens)).toEqual({ x: -300, y: 300, ...size });
  expect(rescue({ x: -400, y: 300, ...size }, screens)).toEqual({ x: 0, y: 300, ...size });
  expect(rescue({ x: 0, y: 5_000, width: 4_000, height: 4_000 }, screens)).toEqual({
    x: 0,
    y: 40,
    width: 1_920,
    height: 1_040,
  });
});

test('left near an edge it snaps to it', () => {
  const display = makeDisplay(1, { x: 0, y: 0, width: 1_920, height: 1_080 });
  const size = { width: 420, height: 560 };
  expect(snap({ x: 10, y: 50, ...size }, display)).toEqual({ x: 0, y: 40, ...size });
  expect(snap({ x: 1_490, y: 530, ...size }, display)).toEqual({ x: 1_500, y: 520, ...size });
  expect(snap({ x: 100, y: 100, ...size }, display)).toEqual({ x: 100, y: 100, ...size });
});

test('compact and full sizes take turns', () => {
  const { hud, window } = open();
  const full = window.bounds;
  hud.toggleCompact();
  expect([hud.isCompact, window.bounds]).toEqual([true, { ...full, height: 200 }]);
  hud.toggleCompact();
  expect([hud.isCompact, window.bounds]).toEqual([false, full]);
});

test('grown at the lower edge, all of it is on the screen', () => {
  const { hud, window } = open();
  hud.toggleCompact();
  window.setBounds({ x: 1_500, y: 880 });
  hud.toggleCompact();
  expect(window.bounds).toEqual({ x: 1_500, y: 520, width: 420, height: 560 });
});

test('minimized by the desktop it counts as hidden, and is brought back', () => {
  const { hud, window } = open();
  expect(hud.isVisible).toBe(true);
  window.minimized = true;
  expect(hud.isVisible).toBe(false);
  hud.show();
  expect([hud.isVisible, window.calls.slice(-2)]).toEqual([true, ['restore', 'show-inactive']]);
});

test('a compact window stays so when displays change, and the next start opens it in full where it was', () => {
  const { hud, window } = open();
  hud.toggleCompact();
  window.setBounds({ x: 300, y: 200 });
  vi.advanceTimersByTime(1_000);
  screen.emit('display-metrics-changed');
  expect(window.bounds).toEqual({ x: 300, y: 200, width: 420, height: 200 });
  window.destroy();
  expect(open().window.options).toMatchObject({ x: 300, y: 200, width: 420, height: 560 });
});

test('clicks go through all but the header, until that is switched off', () => {
  const { hud, window } = open();
  const ignored = (): readonly string[] => window.calls.filter((call) => call.startsWith('ignore-mouse'));
  hud.toggleClickThrough();
  screen.cursor = { x: window.bounds.x + 50, y: window.bounds.y + 10 };
  vi.advanceTimersByTime(100);
  screen.cursor = { x: window.bounds.x + 50, y: window.bounds.y + 200 };
  vi.advanceTimersByTime(100);
  hud.toggleClickThrough();
  expect(ignored()).toEqual([
    'ignore-mouse true',
    'ignore-mouse false',
    'ignore-mouse true',
    'ignore-mouse false',
  ]);
});

test('the mouse is watched only while the window is shown', () => {
  const { hud, window } = open();
  vi.advanceTimersByTime(1_000);
  hud.toggleClickThrough();
  const looks = vi.spyOn(screen, 'getCursorScreenPoint');
  window.hide();
  vi.advanceTimersByTime(1_000);
  expect([looks.mock.calls.length, hud.letsClicksThrough]).toEqual([0, true]);
  window.showInactive();
  vi.advanceTimersByTime(100);
  expect(looks).toHaveBeenCalledOnce();
  looks.mockRestore();
});

test('after it was shown it is checked whether the window is on top, and said if not', () => {
  const { window } = open();
  vi.advanceTimersByTime(300);
  window.obeysOnTop = false;
  window.hide();
  window.showInactive();
  vi.advanceTimersByTime(300);
  expect(problems).toEqual([undefined, 'desktop.not-on-top']);
});

test('only where the system obeys it is sharing said to leave Sotto out', () => {
  expect(canLeaveOutOfCapture('win32', '10.0.22631')).toBe(true);
  expect(canLeaveOutOfCapture('darwin', '14.7.1')).toBe(true);
  expect(canLeaveOutOfCapture('darwin', '15.0')).toBe(false);
  expect(canLeaveOutOfCapture('darwin', '26.1')).toBe(false);
  expect(canLeaveOutOfCapture('linux', '6.1')).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'on Wayland, which keeps no window on top whatever Electron says, that is said',
  () => {
    vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
    open();
    vi.advanceTimersByTime(300);
    expect(problems).toEqual(['desktop.not-on-top']);
  },
);
