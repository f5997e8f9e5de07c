import { beforeEach, expect, test, vi } from 'vitest';
import { app, recorded, resetElectron } from '../fakes/electron.ts';

vi.mock(import('../../electron/shell.ts'), () => ({ runShell: vi.fn() }));

let steps: string[];
beforeEach(() => {
  resetElectron();
  vi.resetModules();
  steps = [];
  app.on('sandboxed', () => steps.push('sandboxed'));
  app.on('switch', (name: string) => steps.push(name));
  vi.spyOn(app, 'whenReady').mockImplementation(() => {
    steps.push('ready');
    return Promise.resolve();
  });
});

const start = async (): Promise<void> => {
  // The fake of this file, not a second one that the fresh modules would get.
  vi.doMock('electron', () => ({ app }));
  await import('../../electron/main.ts');
};

test('every process of a page is sandboxed before the first window can be made', async () => {
  await start();
  expect(steps[0]).toBe('sandboxed');
  expect(steps.at(-1)).toBe('ready');
  expect(recorded.exitCodes).toEqual([]);
});

test('a second instance leaves at once and starts nothing', async () => {
  recorded.isFirstInstance = false;
  await start();
  expect(steps).not.toContain('ready');
  expect(recorded.exitCodes).toEqual([0]);
});
