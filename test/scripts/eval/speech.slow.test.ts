import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateSpeech } from '../../../scripts/eval/speech.ts';
import type { SpeechReport } from '../../../scripts/eval/speech-report.ts';
import { sampleNamed, spokenSamples, type SpokenSample } from '../../fakes/spoken-samples.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';

/** The evaluation itself, with real whisper.cpp and the real voice detector, on a few of the fixtures. */

const CHOSEN = [
  sampleNamed('what-is-tcp'),
  sampleNamed('how-does-a-hash-map-work'),
  sampleNamed('our-team-has-twelve-engineers'),
  ...spokenSamples.filter(({ text }) => text === ''),
];
const SAMPLES = new URL('../../fixtures/samples/', import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-eval-speech-'));
  for (const { file } of CHOSEN) await copyFile(new URL(file, SAMPLES), path.join(folder, file));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('the fixtures come out exact, nothing committed is taken back, and silence and noise stay empty', async () => {
  const report = await evaluate(CHOSEN);
  expect(report).toMatchObject({
    files: CHOSEN.length,
    wer: 0,
    byKind: { clean: { wer: 0 } },
    invented: [],
    exact: 1,
    emptyOnSilence: 1,
    retractedCommittedWords: 0,
    note: '',
  });
  // Ten minutes of made sounds and the files beside them.
  expect(report.silentWindows).toBe(10 * 12 + 3);
  expect(report.sentPerSpokenSecond).toBeLessThanOrEqual(3);
}, 120_000);

test('a text that is not what was said, and a word in what is labelled as silence, are held against it', async () => {
  const [first, second] = CHOSEN;
  if (!first || !second) throw new Error('there are samples');
  const report = await evaluate([
    { ...first, text: second.text },
    { ...second, text: '' },
  ]);
  expect(report).toMatchObject({ exact: 0, silentWindows: 10 * 12 + 1 });
  expect(report.emptyOnSilence).toBeCloseTo(120 / 121);
}, 120_000);

async function evaluate(samples: readonly SpokenSample[]): Promise<SpeechReport> {
  const manifestPath = path.join(folder, 'samples.json');
  await writeFile(manifestPath, JSON.stringify(samples));
  return evaluateSpeech(manifestPath, { modelPath: TOY_SPEECH_MODEL, language: 'en' });
}
