import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeWav } from '../../../engine/transcription/recognizers/base/wav-file.ts';
import { studyEndpointRule } from '../../../scripts/eval/endpoint-rule.ts';
import { readSamples, sampleNamed } from '../../fakes/spoken-samples.ts';

/**
 * Speakers stop in the middle of a sentence that is plainly not over: a silence timer cannot answer within 600 ms
 * without cutting in, words can. Only the last call shows that a rule has to wait longer than 900 ms.
 */
const CALLS = [
  ['i-worked-on-a-payment-system', 'So we have been working on the', 'system that takes payments.', 700],
  ['our-team-has-twelve-engineers', 'Then I asked them about the', 'engineers who are in our team.', 700],
  ['that-makes-sense-to-me', 'It was because of the', 'plan that makes sense to me.', 1_600],
] as const;
const SAMPLES_PER_MS = 16;
const QUIET_MS = 1_000;

let folder = '';
let manifest = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-endpoint-rule-'));
  manifest = path.join(folder, 'manifest.json');
  const entries = await Promise.all(
    CALLS.map(async ([name, before, after, pauseMs]) => {
      const sample = sampleNamed(name);
      const { startMs, endMs } = sample;
      const voice = readSamples(sample).slice(startMs * SAMPLES_PER_MS, endMs * SAMPLES_PER_MS);
      const lengthMs = endMs - startMs;
      const utteranceEndMs = QUIET_MS + 2 * lengthMs + pauseMs;
      const samples = new Int16Array((utteranceEndMs + 5 * QUIET_MS) * SAMPLES_PER_MS);
      samples.set(voice, QUIET_MS * SAMPLES_PER_MS);
      samples.set(voice, (QUIET_MS + lengthMs + pauseMs) * SAMPLES_PER_MS);
      await writeFile(path.join(folder, `${name}.wav`), encodeWav(samples));
      const utterance = { startMs: QUIET_MS, endMs: utteranceEndMs, text: `${before} ${after}` };
      return { file: `${name}.wav`, utterances: [utterance] };
    }),
  );
  await writeFile(manifest, JSON.stringify(entries));
});
afterAll(() => rm(folder, { recursive: true }));

test('shows that words end turns where a timer cuts in, and tries each rule on calls it was not chosen on', async () => {
  const lines: string[] = [];
  await studyEndpointRule([manifest], undefined, (line) => lines.push(line));
  const row = (name: string): string => lines.find((line) => line.startsWith(name)) ?? '';
  expect(lines[0]).toBe('3 conversations; words as labelled in 3 files; known 400 ms after a pause');
  expect(row('silence timer')).toMatch(/at 600 ms 100\.0 %; delay at 5 % 1[67]\d\d ms/);
  expect(row('words (shipped)')).toMatch(/at 600 ms 0\.0 %; delay at 5 % 4\d\d ms/);
  // Chosen without it, the rule of the last call cuts in there.
  expect(row('rule chosen without the call')).toMatch(/at 600 ms 33\.3 %; delay at 5 % 6\d\d ms/);
  expect(row('chosen: ')).toBe('chosen: 0.5 / 1200 ms (2), 0.5 / 900 ms (1)');
});
