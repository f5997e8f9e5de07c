import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateEndpoint, printEndpoint, type EndpointReport } from '../../../scripts/eval/endpoint.ts';
import { fixturePath, makeDataFolder } from '../../e2e/run-cli.ts';
import { sampleNamed } from '../../fakes/spoken-samples.ts';

const QUESTION = sampleNamed('what-is-tcp');
const STATEMENT = sampleNamed('our-team-has-twelve-engineers');

/** @param completeness that each text is judged to have, whatever it is. */
async function evaluate(completeness: number, recognizerDelayMs: number): Promise<EndpointReport> {
  using folder = makeDataFolder();
  const manifest = path.join(folder.path, 'manifest.json');
  const entries = [QUESTION, STATEMENT].map((sample) => ({
    file: fixturePath(path.join('samples', sample.file)),
    utterances: [{ ...sample, kind: sample === QUESTION ? 'question' : 'statement' }],
  }));
  writeFileSync(manifest, JSON.stringify(entries));
  return await evaluateEndpoint(manifest, {
    kind: 'energy',
    recognizerDelayMs,
    judge: (text) => ({ text, completeness, isAsking: completeness > 0.5 }),
  });
}

test('each utterance is a turn, questions have a delay of their own, and a timer stands beside', async () => {
  const report = await evaluate(1, 100);
  expect(report).toMatchObject({ turns: 2, questions: 1, cutOffs: 0, merged: 0, conversations: 2 });
  // The timer waits its 600 ms whatever was said, but voice and label do not end at the same moment.
  expect(report.timer.delayMs.p50).toBeGreaterThan(500);
  expect(report.timer.delayMs.p50).toBeLessThan(700);
  expect(report.delayMs.p50).toBeLessThan(report.timer.delayMs.p50 ?? Number.NaN);
  expect(report.questionDelayMs.p50).toBe(report.questionDelayMs.p95);
  expect(report).not.toHaveProperty('intervals');
  expect(report.assumptions).toContain('are known 100 ms after it is announced');
});

test('what sounds unfinished is waited for longer, and a slow recognizer delays the end', async () => {
  const [whole, unfinished, slow] = [await evaluate(1, 100), await evaluate(0, 100), await evaluate(1, 500)];
  expect(unfinished.delayMs.p50).toBeGreaterThan(whole.delayMs.p50 ?? Number.NaN);
  expect(slow.delayMs.p50).toBeGreaterThan(whole.delayMs.p50 ?? Number.NaN);
  // The fast recognizer beside it is the same in every report.
  expect(slow.withFastRecognizer).toEqual(whole.withFastRecognizer);
});

const SCORE = {
  delayMs: { p50: 412.4, p95: 900 },
  cutOffRate: { at300ms: 0.123, at600ms: null },
  delayAt5PercentCutOffsMs: null,
};
const REPORT: EndpointReport = {
  ...SCORE,
  turns: 7,
  questions: 3,
  questionDelayMs: { p50: 300, p95: Number.NaN },
  cutOffs: 1,
  merged: 2,
  timer: SCORE,
  withFastRecognizer: { ...SCORE, questionDelayMs: { p50: 200, p95: 250 }, cutOffs: 0 },
  conversations: 5,
  words: 'as labelled',
  assumptions: 'none',
};

test('the table has a row for the policy, a fast recognizer and the timer, with a dash for what is not known', () => {
  const rows = printEndpoint(REPORT).split('\n');
  const figures =
    'delay p50 412 ms, p95 900 ms; cut-offs at 300 ms 12.3 %, at 600 ms –; delay at 5 % cut-offs –';
  expect(rows.slice(0, 3)).toEqual([
    `adaptive         ${figures}`,
    `fast recognizer  ${figures}`,
    `silence timer    ${figures}`,
  ]);
  expect(rows[3]).toBe(
    'as shipped: 1 of 7 turns cut; questions end after p50 300 ms, p95 –; 2 turns joined with the next, 3 questions',
  );
  expect(rows[4]).toContain('0 of 7 turns cut; questions end after p50 200 ms, p95 250 ms');
  expect(rows.slice(5)).toEqual(['none']);
});

test('intervals are shown where there were conversations enough for them', () => {
  const intervals = {
    cutOffRateAt600ms: [0.01, 0.02],
    timerCutOffRateAt600ms: [0.1, 0.2],
    cutOffRatioAt600ms: [0.1, 0.25],
    delayRatioAt5Percent: [null, 0.5],
  } as const;
  expect(printEndpoint({ ...REPORT, intervals })).toContain(
    '95 % of resampled sets of 5 conversations: cut-offs at 600 ms 1.0 % to 2.0 %, timer 10.0 % to 20.0 %, ratio 0.10 to 0.25; ratio of delays at 5 % –',
  );
});
