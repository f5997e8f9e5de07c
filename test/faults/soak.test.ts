import { expect, test } from 'vitest';
import { runScript } from '../e2e/run-cli.ts';

test('a short soak hears calls, loses its speech process and its HUD, and the engine lives through it', async () => {
  const run = await runScript('soak.ts', ['--minutes', '0.4'], {});
  const summary = JSON.parse(run.stdout) as Record<string, number> & { broken: readonly string[] };
  expect(summary, run.stderr).toMatchObject({ engineFailureCount: 0 });
  for (const name of [
    'transcriptCount',
    'answerCount',
    'reconnectCount',
    'faultCount',
    'speechKillCount',
    'readingCount',
  ]) {
    expect([name, summary[name]]).not.toEqual([name, 0]);
  }
  // So short a run says nothing about memory.
  expect(summary.broken).not.toContain('engine failures');
  expect(summary.broken).not.toContain('work');
});

test.each(['0', '-1', 'long', ''])('"%s" minutes are refused before anything is started', async (minutes) => {
  const run = await runScript('soak.ts', [`--minutes=${minutes}`], {});
  expect([run.code, run.stdout]).toEqual([1, '']);
  expect(run.stderr).toContain(`"${minutes}" is not a number of minutes.`);
});
