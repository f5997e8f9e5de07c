import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runShell } from '../../electron/shell.ts';
import { app, dialog, recorded, resetElectron } from '../fakes/electron.ts';

vi.mock(import('../../electron/shell.ts'), () => ({ runShell: vi.fn() }));

const PACKAGE_CONFIG = readFileSync(path.resolve(import.meta.dirname, '../../electron-builder.yml'), 'utf8');

const { argv } = process;
const listeners = process.stderr.listeners('error');

let steps: string[];
beforeEach(() => {
  resetElectron();
  vi.resetModules();
  steps = [];
  app.on('sandboxed', () => steps.push('sandboxed'));
  app.on('switch', (name: string) => steps.push(name));
  app.on('activation-policy', (policy: string) => steps.push(policy));
  app.on('app-user-model-id', (id: string) => steps.push(id));
  vi.mocked(runShell).mockReset();
  vi.mocked(runShell).mockImplementation(() => void steps.push('shell'));
});
afterEach(() => {
  process.argv = argv;
  for (const listener of process.stderr.listeners('error')) {
    if (!listeners.includes(listener)) process.stderr.off('error', listener as () => void);
  }
  // Lets go of a main module that waits.
  app.becomeReady();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  // The next file of this worker wants its own.
  vi.doUnmock('electron');
  vi.doUnmock('../../electron/shell.ts');
  vi.resetModules();
});

/** As Electron starts the app: ready only once its main module has been evaluated. */
const start = async (): Promise<void> => {
  // The fakes of this file, not second ones that the fresh modules would get.
  vi.doMock('electron', () => ({ app, dialog }));
  vi.doMock('../../electron/shell.ts', () => ({ runShell }));
  const evaluating = import('../../electron/main.ts').then(() => steps.push('evaluated'));
  await expect.poll(() => steps).toContain('evaluated');
  await evaluating;
  app.becomeReady();
  await new Promise(setImmediate);
};

test('the shell starts when the app becomes ready, which the main module does not wait for', async () => {
  await start();
  expect(steps.slice(-2)).toEqual(['evaluated', 'shell']);
});

test('every process of a page is sandboxed before the first window can be made', async () => {
  await start();
  expect(steps[0]).toBe('sandboxed');
  expect(recorded.exitCodes).toEqual([]);
});

test.each([
  [0, ['/downloads/Sotto.AppImage']],
  [1, []],
])(
  'a shell that cannot start says why, in the language of the system (button %i)',
  async (button, relaunches) => {
    recorded.messageBoxResponse = button;
    recorded.systemLanguages = ['fr-FR'];
    vi.stubEnv('APPIMAGE', '/downloads/Sotto.AppImage');
    vi.mocked(runShell).mockImplementation(() => {
      throw new Error('EACCES: permission denied');
    });
    await start();
    await expect.poll(() => recorded.exitCodes).toEqual([1]);
    expect(recorded.messageBoxes).toMatchObject([
      {
        message: 'Sotto a rencontré une erreur inattendue.',
        detail: expect.stringContaining('EACCES: permission denied') as string,
        buttons: ['Relancer', 'Quitter'],
      },
    ]);
    expect(recorded.relaunches).toEqual(relaunches);
  },
);

test('Windows knows the app by the id of its package', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
  await start();
  expect(steps).toContain(/^appId: (.+)$/m.exec(PACKAGE_CONFIG)?.[1]);
});

test('macOS gives the app no icon in the Dock, packed or from the sources', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  await start();
  expect(steps.slice(-3)).toEqual(['evaluated', 'accessory', 'shell']);
  expect(PACKAGE_CONFIG).toMatch(/^mac:\n(?: .*\n)* {2}extendInfo:\n(?: {4}.*\n)* {4}LSUIElement: true$/m);
});

test('a command to the Sotto that runs starts none where none runs', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.argv = ['/usr/bin/sotto', 'ctl', 'quit'];
  await start();
  expect([steps.includes('shell'), recorded.exitCodes]).toEqual([false, [1]]);
});

test('a command that Wayland cannot obey says why, and does not reach the Sotto that runs', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  recorded.isFirstInstance = false;
  const reported: unknown[] = [];
  app.on('asked-for-lock', (data: unknown) => reported.push(data));
  process.argv = ['/usr/bin/sotto', 'ctl', 'click-through'];
  await start();
  expect([reported, recorded.exitCodes]).toEqual([[], [1]]);
  expect(written.mock.calls.join('')).toContain('Wayland');
});

test('a command to show itself starts it', async () => {
  process.argv = ['/usr/bin/sotto', 'ctl', 'show'];
  await start();
  expect([steps.at(-1), recorded.exitCodes]).toEqual(['shell', []]);
});

test('a second start names its program, which an AppImage has outside of its mount', async () => {
  const reported: unknown[] = [];
  app.on('asked-for-lock', (data: unknown) => reported.push(data));
  await start();
  vi.stubEnv('APPIMAGE', '/downloads/Sotto.AppImage');
  vi.resetModules();
  app.unready();
  steps = [];
  await start();
  expect(reported).toEqual([{ program: process.execPath }, { program: '/downloads/Sotto.AppImage' }]);
});

test('a second instance leaves at once and starts nothing', async () => {
  recorded.isFirstInstance = false;
  await start();
  expect(steps).not.toContain('shell');
  expect(recorded.exitCodes).toEqual([0]);
});
