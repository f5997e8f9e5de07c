import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hearCalls, loadJudge, type HeardCalls } from '../../../scripts/eval/heard-calls.ts';
import { sampleNamed } from '../../fakes/spoken-samples.ts';

const SAMPLES = fileURLToPath(new URL('../../fixtures/samples/', import.meta.url));
const QUESTION = sampleNamed('what-is-tcp');
const STATEMENT = sampleNamed('our-team-has-twelve-engineers');
const LABELLED = { startMs: QUESTION.startMs, endMs: QUESTION.endMs, text: QUESTION.text, kind: 'question' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-heard-calls-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function hear(entries: readonly unknown[]): Promise<HeardCalls> {
  const manifest = path.join(folder, 'manifest.json');
  await writeFile(manifest, JSON.stringify(entries));
  return hearCalls([manifest], {
    recognizerDelayMs: 400,
    kind: 'energy',
    signal: new AbortController().signal,
  });
}

const sound = ({ file }: { readonly file: string }): string => path.join(SAMPLES, file);

test('hears the pause after what was said, with the words labelled up to it', async () => {
  const { calls, words, detector } = await hear([{ file: sound(QUESTION), utterances: [LABELLED] }]);
  expect(calls).toHaveLength(1);
  const [{ pauses, wordsBefore } = { pauses: [], wordsBefore: () => '' }] = calls;
  const last = pauses.at(-1);
  expect(Math.abs((last?.endMs ?? 0) - QUESTION.endMs)).toBeLessThan(200);
  expect(last?.resumedAtMs).toBe(Number.POSITIVE_INFINITY);
  expect(last && wordsBefore(Number.NEGATIVE_INFINITY, last)).toBe('what is tcp');
  expect(words).toBe('as labelled in 1 files');
  expect(detector).toMatch(/energy/i);
});

test('says of which files no words are known', async () => {
  const segments = [[STATEMENT.startMs, STATEMENT.endMs]];
  const [bare, worded] = [
    { file: sound(STATEMENT), speechSegments: segments },
    { file: sound(QUESTION), utterances: [LABELLED] },
  ];
  expect((await hear([bare])).words).toMatch(/^none: the labels have no text .* in 1 files$/);
  // Where any file has utterances, the others have nothing to say about turns.
  expect((await hear([bare, worded])).calls).toHaveLength(1);
});

test('an utterance ends where its labelled speech ends, not where its label does', async () => {
  const { startMs, endMs } = QUESTION;
  const utterance = { ...LABELLED, startMs: 0, endMs: QUESTION.durationMs };
  const entry = { file: sound(QUESTION), utterances: [utterance], speechSegments: [[startMs, endMs]] };
  const { calls } = await hear([entry]);
  expect(calls[0]?.utterances).toMatchObject([{ startMs, endMs }]);
});

test('files with a clip in common are one conversation, also through a third', async () => {
  const clipsOfFiles = [['a'], ['b'], ['c'], ['b', 'a']];
  const entries = await Promise.all(
    clipsOfFiles.map(async (clips, index) => {
      const file = path.join(folder, `call-${index}.wav`);
      await copyFile(sound(QUESTION), file);
      return { file, utterances: clips.map((clip) => ({ ...LABELLED, clip: `${clip}.wav` })) };
    }),
  );
  const conversations = (await hear(entries)).calls.map(({ conversation }) => conversation);
  expect(new Set(conversations).size).toBe(2);
  expect(conversations[2]).not.toBe(conversations[0]);
  expect([conversations[1], conversations[3]]).toEqual([conversations[0], conversations[0]]);
});

test('judges words as the pipeline does', async () => {
  const judge = await loadJudge();
  const whole = judge('what is the difference between tcp and udp');
  expect(whole).toMatchObject({ text: 'what is the difference between tcp and udp', isAsking: true });
  expect(judge('we moved the')).toMatchObject({ isAsking: false });
  expect(judge('we moved the').completeness).toBeLessThan(whole.completeness);
});
