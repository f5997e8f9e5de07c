import { expect, test, vi } from 'vitest';
import { createQuit } from '../../electron/quit.ts';

test('Ctrl-C that arrives twice ends in order, and a later second one at once', () => {
  let nowMs = 1_000;
  const ends = { killAll: vi.fn(), exit: vi.fn() };
  const quit = createQuit({
    steps: { 'the engine': () => new Promise(() => undefined) },
    ...ends,
    nowMs: () => nowMs,
  });
  quit();
  nowMs += 499;
  quit();
  expect(ends.killAll).not.toHaveBeenCalled();
  nowMs += 1;
  quit();
  expect(ends.killAll).toHaveBeenCalledOnce();
  expect(ends.exit).toHaveBeenCalledExactlyOnceWith(0);
});

test('an end in order takes each step, says which one failed and leaves nothing', async () => {
  const steps: string[] = [];
  const quit = createQuit({
    steps: {
      'the keys': () => void steps.push('keys'),
      'the engine': () => Promise.reject(new Error('no answer')),
      'the HUD': () => {
        throw new Error('window is gone');
      },
      'the tray': () => void steps.push('tray'),
    },
    killAll: () => steps.push('kill'),
    exit: (exitCode) => steps.push(`exit ${exitCode}`),
    note: (line) => steps.push(line),
  });
  quit();
  quit();
  await expect
    .poll(() => steps)
    .toEqual([
      'keys',
      'Sotto could not end the engine in order and quits all the same: Error: no answer',
      'Sotto could not end the HUD in order and quits all the same: Error: window is gone',
      'tray',
      'kill',
      'exit 0',
    ]);
});
