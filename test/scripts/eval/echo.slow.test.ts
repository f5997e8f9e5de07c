import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeWav } from '../../../engine/transcription/recognizers/base/wav-file.ts';
import { evaluateEcho, printEcho } from '../../../scripts/eval/echo.ts';
import { readSamples, sampleNamed } from '../../fakes/spoken-samples.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';

/** The evaluation itself, with real whisper.cpp and the real voice detector. */

const SAMPLES_PER_MS = 16;
const DURATION_MS = 15_000;
const SPOKEN = [
  { channel: 'them', atMs: 0, sample: sampleNamed('how-does-a-hash-map-work') },
  { channel: 'them', atMs: 4_000, sample: sampleNamed('can-you-tell-me-about-yourself') },
  { channel: 'me', atMs: 9_000, sample: sampleNamed('our-team-has-twelve-engineers') },
] as const;

let folder = '';
let reference = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-eval-echo-'));
  for (const channel of ['me', 'them'] as const) {
    const samples = new Int16Array(DURATION_MS * SAMPLES_PER_MS);
    for (const spoken of SPOKEN) {
      if (spoken.channel === channel) samples.set(readSamples(spoken.sample), spoken.atMs * SAMPLES_PER_MS);
    }
    await writeFile(soundOf(channel), encodeWav(samples));
  }
  reference = path.join(folder, 'call.json');
  const utterances = SPOKEN.map(({ channel, atMs, sample: { text, startMs, endMs } }) => ({
    channel,
    text,
    startMs: atMs + startMs,
    endMs: atMs + endMs,
    kind: 'statement',
    expects: 'none',
  }));
  await writeFile(reference, JSON.stringify({ utterances }));
});
afterAll(() => rm(folder, { recursive: true }));

const soundOf = (channel: 'me' | 'them'): string => path.join(folder, `call.${channel}.wav`);

function evaluate(leak: { readonly gainDb: number; readonly delayMs: number } | undefined) {
  return evaluateEcho(reference, {
    me: soundOf('me'),
    them: soundOf('them'),
    modelPath: TOY_SPEECH_MODEL,
    leak,
    signal: new AbortController().signal,
  });
}

test('a loud echo is counted line by line without the guard, none stays with it, and own words do', async () => {
  const report = await evaluate({ gainDb: -6, delayMs: 60 });
  expect(report).toMatchObject({
    theirUtterances: 2,
    myWords: 5,
    withoutGuard: { leakedLines: 2, leakedRatio: 1 },
    withGuard: { leakedLines: 0, leakedRatio: 0, leakedTexts: [], meWer: 0 },
    wronglyDroppedRatio: 0,
    wronglyDroppedLines: 0,
    guard: { isEchoSeen: true },
  });
  expect(report.withoutGuard.meWer).toBeGreaterThan(0);
  expect(printEcho(report)).toContain('without the guard   2 lines leaked (100.0 %)');
});

test('without an echo both hear the same, and nothing is held against the guard', async () => {
  const report = await evaluate(undefined);
  const clean = { leakedLines: 0, leakedRatio: 0, meWer: 0, leakedTexts: [] };
  expect(report).toMatchObject({ withoutGuard: clean, withGuard: clean, guard: { isEchoSeen: false } });
  expect([report.wronglyDroppedRatio, report.regainedRatio, report.wronglyDroppedLines]).toEqual([0, 0, 0]);
});
