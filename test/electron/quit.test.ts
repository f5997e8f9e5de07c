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
  quit('user');
  nowMs += 499;
  quit('user');
  expect(ends.killAll).not.toHaveBeenCalled();
  nowMs += 1;
  quit('user');
  expect(ends.killAll).toHaveBeenCalledOnce();
  expect(ends.exit).toHaveBeenCalledExactlyOnceWith(0);
});

test.each(['user', 'system'] as const)(
  'a system that asks again and again never shortens the end that the %s began; the user does',
  (first) => {
    let nowMs = 1_000;
    const ends = { killAll: vi.fn(), exit: vi.fn() };
    const started = vi.fn(() => new Promise<void>(() => undefined));
    const quit = createQuit({ steps: { 'the engine': started }, ...ends, nowMs: () => nowMs });
    quit(first);
    for (let request = 0; request < 3; request += 1) {
      nowMs += 700;
      quit('system');
    }
    // In an end that the system began, the first request of the user.
    if (first === 'system') quit('user');
    expect([started.mock.calls.length, ends.killAll.mock.calls.length]).toEqual([1, 0]);
    nowMs += 500;
    quit('user');
    expect(ends.killAll).toHaveBeenCalledOnce();
  },
);

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
  quit('user');
  quit('system');
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
