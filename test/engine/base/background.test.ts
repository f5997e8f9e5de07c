import { expect, test } from 'vitest';
import { createBackground } from '../../../engine/base/background.ts';

test('work that throws, at once or later, is reported by name and harms nobody', async () => {
  const reports: [string, unknown][] = [];
  const background = createBackground((name, error) => reports.push([name, error]));
  const [atOnce, later] = [new Error('at once'), new Error('later')];
  background('first', () => {
    throw atOnce;
  });
  background('second', () => Promise.reject(later));
  background('third', () => Promise.resolve('fine'));
  await expect
    .poll(() => reports)
    .toEqual([
      ['first', atOnce],
      ['second', later],
    ]);
});
