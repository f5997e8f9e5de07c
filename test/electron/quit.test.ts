import { expect, test, vi } from 'vitest';
import { createQuit } from '../../electron/quit.ts';

test('Ctrl-C that arrives twice ends in order, and a later second one at once', () => {
  let nowMs = 1_000;
  const ends = { killAll: vi.fn(), exit: vi.fn() };
  const quit = createQuit({ steps: [() => new Promise(() => undefined)], ...ends, nowMs: () => nowMs });
  quit();
  nowMs += 499;
  quit();
  expect(ends.killAll).not.toHaveBeenCalled();
  nowMs += 1;
  quit();
  expect(ends.killAll).toHaveBeenCalledOnce();
  expect(ends.exit).toHaveBeenCalledExactlyOnceWith(0);
});

test('an end in order takes each step and leaves nothing', async () => {
  const steps: string[] = [];
  const quit = createQuit({
    steps: [
      () => void steps.push('first'),
      () => Promise.reject(new Error('x')),
      () => void steps.push('last'),
    ],
    killAll: () => steps.push('kill'),
    exit: (exitCode) => steps.push(`exit ${exitCode}`),
  });
  quit();
  quit();
  await expect.poll(() => steps).toEqual(['first', 'last', 'kill', 'exit 0']);
});
