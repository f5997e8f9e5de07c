import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPageRevival } from '../../electron/page-revival.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

function stage() {
  let reloadCount = 0;
  let givenUpCount = 0;
  const window = { reload: () => (reloadCount += 1) } as unknown as BrowserWindow;
  const revival = createPageRevival(() => (givenUpCount += 1));
  return { crash: () => revival.revive(window), counts: () => [reloadCount, givenUpCount] };
}

test('a page is loaded again three times in a minute, then given up with one word about it', () => {
  const { crash, counts } = stage();
  for (let index = 0; index < 3; index += 1) crash();
  expect(counts()).toEqual([3, 0]);
  crash();
  crash();
  expect(counts()).toEqual([3, 1]);
});

test('crashes that are far apart are forgiven, also after it was given up', () => {
  const { crash, counts } = stage();
  for (let index = 0; index < 10; index += 1) {
    crash();
    vi.advanceTimersByTime(30_000);
  }
  expect(counts()).toEqual([10, 0]);
  for (let index = 0; index < 5; index += 1) crash();
  const [reloads = 0, givenUp] = counts();
  expect(givenUp).toBe(1);
  vi.advanceTimersByTime(61_000);
  crash();
  expect(counts()).toEqual([reloads + 1, 1]);
});
