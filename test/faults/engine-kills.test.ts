import { expect, test } from 'vitest';
import { runScript } from '../e2e/run-cli.ts';

/** `npm run test:kills -- --count 1000` does it as often as wanted. */
const KILL_COUNT = 4;
const LOST_LIMIT_MS = 2_000;

test.skipIf(process.platform === 'win32')(
  '49: killed mid-call at random moments, the engine loses no row that was reported and at most two seconds of words',
  async () => {
    const run = await runScript('kill-engines.ts', ['--count', String(KILL_COUNT)], {});
    const summary = JSON.parse(run.stdout) as { readonly lostWordsMs: { readonly max: number } };
    expect(summary, run.stderr).toMatchObject({
      killCount: KILL_COUNT,
      lostRowCount: 0,
      brokenDatabaseCount: 0,
      orphanCount: 0,
      broken: [],
    });
    // Counted on the engine's own clock, from what it published last.
    expect(summary.lostWordsMs.max).toBeLessThanOrEqual(LOST_LIMIT_MS);
    expect(run.code).toBe(0);
  },
);

test('a number of kills that is none is refused', async () => {
  for (const args of [
    ['--count', '0'],
    ['--count', '1.5'],
    ['--at-once', 'two'],
  ]) {
    const run = await runScript('kill-engines.ts', args, {});
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain(`"${args[1]}" is not a number of kills.`);
  }
});
