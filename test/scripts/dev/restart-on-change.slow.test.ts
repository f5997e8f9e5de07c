import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restartOnChange } from '../../../scripts/dev/restart-on-change.ts';

const PROJECT = path.resolve(import.meta.dirname, '..', '..', '..');

let folder: string;
let stop: () => void;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-watch-'));
  stop = () => undefined;
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true });
});

const watch = (restart: () => Promise<void>): void => {
  stop = restartOnChange([path.relative(PROJECT, folder)], restart);
};
const change = (name: string): Promise<void> => writeFile(path.join(folder, name), String(Math.random()));

test('it starts at once; several files saved together cause one restart, and a later one another', async () => {
  let restartCount = 0;
  watch(() => Promise.resolve(void (restartCount += 1)));
  expect(restartCount).toBe(1);
  for (const name of ['a', 'b', 'c']) writeFileSync(path.join(folder, name), name);
  await expect.poll(() => restartCount).toBe(2);
  await change('a');
  await expect.poll(() => restartCount).toBe(3);
});

test('a change during the first start causes one more, never two at a time', async () => {
  const running = { count: 0, most: 0, restarts: 0 };
  const first = Promise.withResolvers<void>();
  watch(async () => {
    running.count += 1;
    running.restarts += 1;
    running.most = Math.max(running.most, running.count);
    if (running.restarts === 1) await first.promise;
    running.count -= 1;
  });
  expect(running.restarts).toBe(1);
  await change('b');
  // Seen, and waiting: the files of the test itself have been quiet by then.
  const seen = Promise.withResolvers<void>();
  let otherRunCount = 0;
  const other = restartOnChange([path.relative(PROJECT, folder)], () => {
    otherRunCount += 1;
    // The first run is the start.
    if (otherRunCount > 1) seen.resolve();
    return Promise.resolve();
  });
  await change('c');
  await seen.promise;
  other();
  first.resolve();
  await expect.poll(() => running.restarts).toBe(2);
  expect(running.most).toBe(1);
});

test('code that does not build at this moment is tried again with the next change', async () => {
  let restartCount = 0;
  watch(() => {
    restartCount += 1;
    return restartCount === 1 ? Promise.reject(new Error('a syntax error')) : Promise.resolve();
  });
  expect(restartCount).toBe(1);
  await change('a');
  await expect.poll(() => restartCount).toBe(2);
});
