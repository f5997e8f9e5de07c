import { expect, test } from 'vitest';
import { timeToReady } from '../../../scripts/bench/time-to-ready.ts';

test('a program is timed until it prints, though it would run on for ever', async () => {
  const program = `process.stdout.write(process.env.SOTTO_WORD); setInterval(() => {}, 1_000);`;
  expect(await timeToReady(['-e', program], { SOTTO_WORD: 'ready' })).toBeGreaterThan(0);
});

test('one that ends before it has printed anything is a failure, with its exit code', async () => {
  await expect(timeToReady(['-e', 'process.exit(3)'], {})).rejects.toThrow('exit code 3 before it was ready');
});
