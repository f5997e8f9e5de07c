import { beforeEach, expect, test } from 'vitest';
import { createPanelWindows, type PanelWindows } from '../../../electron/windows/panel-windows.ts';
import { recorded, resetElectron } from '../../fakes/electron.ts';

const PAGE = { origin: 'http://127.0.0.1:7419', preload: '/app/preload.cjs' };

let crashed: unknown[];
let panels: PanelWindows;
beforeEach(() => {
  resetElectron();
  crashed = [];
  panels = createPanelWindows((window) => crashed.push(window));
});

test('settings, past calls and diagnostics have a window each, shown again when asked twice', () => {
  panels.open('settings', PAGE);
  panels.open('history', PAGE);
  panels.open('diagnostics', PAGE);
  panels.open('diagnostics', PAGE);
  const opened = ['load', 'show'];
  expect(recorded.windows.map(({ options, loaded, calls }) => [options.name, loaded, calls])).toEqual([
    ['settings', [`${PAGE.origin}/settings.html`], opened],
    ['history', [`${PAGE.origin}/history.html`], opened],
    ['diagnostics', [`${PAGE.origin}/settings.html#diagnostics`], [...opened, 'show']],
  ]);
  expect(recorded.windows.every((window) => window.isVisible())).toBe(true);
});

test('a window is known by its contents, and is made again once it was closed', () => {
  panels.open('settings', PAGE);
  const [window] = recorded.windows;
  const id = window?.webContents.id ?? -1;
  expect([panels.pageOf(id), panels.pageOf(id + 1)]).toEqual(['settings', undefined]);
  panels.open('history', PAGE);
  panels.open('diagnostics', PAGE);
  const ids = recorded.windows.map(({ webContents }) => webContents.id);
  expect(ids.map(panels.pageOf)).toEqual(['settings', 'history', 'settings']);
  window?.close();
  expect([panels.pageOf(id), window?.isDestroyed()]).toEqual([undefined, true]);
  panels.open('settings', PAGE);
  expect(recorded.windows).toHaveLength(4);
  panels.destroy();
  expect(recorded.windows.every((each) => each.isDestroyed())).toBe(true);
});

test('open windows stay through a restart of the engine, and load what the new one serves', () => {
  panels.open('settings', PAGE);
  panels.open('diagnostics', PAGE);
  const calls = (): unknown => recorded.windows.map((window) => window.calls.at(-1));
  panels.renew(PAGE);
  expect(calls()).toEqual(['reload', 'reload']);
  const moved = 'http://127.0.0.1:7420';
  panels.renew({ ...PAGE, origin: moved });
  expect(recorded.windows.map(({ loaded }) => loaded.at(-1))).toEqual([
    `${moved}/settings.html`,
    `${moved}/settings.html#diagnostics`,
  ]);
  expect(recorded.windows.some((window) => window.isDestroyed())).toBe(false);
});

test('a page that crashed is reported with its window', () => {
  panels.open('diagnostics', PAGE);
  recorded.windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(crashed).toEqual([recorded.windows[0]]);
});
