import { expect, test } from 'vitest';
import { createTrayWait } from '../../electron/tray-wait.ts';

test('no page is let through before the tray shows that Sotto listens', async () => {
  const tray = createTrayWait();
  let shownCount = 0;
  const pages = [tray.shown(), tray.shown()].map((shown) => shown.then(() => (shownCount += 1)));
  tray.note(false);
  await Promise.resolve();
  expect(shownCount).toBe(0);
  tray.note(true);
  await Promise.all(pages);
  expect(shownCount).toBe(2);
  await tray.shown();
});

test('once it is no longer shown, the next page waits again', async () => {
  const tray = createTrayWait();
  tray.note(true);
  tray.note(false);
  let isShown = false;
  const page = tray.shown().then(() => (isShown = true));
  await Promise.resolve();
  expect(isShown).toBe(false);
  tray.note(true);
  await page;
});
