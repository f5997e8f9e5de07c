import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeWav } from '../engine/capture/make-wav.ts';
import { readSamples, sampleNamed } from '../fakes/spoken-samples.ts';
import { toySpeakerModel } from '../fakes/toy-speaker-model.ts';
import { DEMO_SPEECH_MODEL, makeDataFolder, runCli } from './run-cli.ts';

/**
 * Two pairs whose spectra differ, which is all that the toy model tells apart; the first and third line hold less than
 * two seconds of voice.
 */
const LINES = [
  'how-does-garbage-collection-work',
  'what-is-the-difference-between-a-process',
  'how-would-you-design-a-rate-limiter',
  'our-team-has-twelve-engineers',
].map((name) => sampleNamed(name));
const GAP_SAMPLES = 24_000;

function makeConversation(file: string): void {
  const sound = LINES.flatMap((line) => [...readSamples(line), ...new Int16Array(GAP_SAMPLES)]);
  writeFileSync(file, makeWav(sound.map((value) => value / 0x7fff)));
}

test('where speakers are told apart, a voice heard at length has its number and a short one of another is in doubt', async () => {
  using data = makeDataFolder();
  const wav = path.join(data.path, 'conversation.wav');
  makeConversation(wav);
  const models = path.join(data.path, 'models', 'speaker');
  mkdirSync(models, { recursive: true });
  const thresholds = { cosine_same: '0.75', cosine_other: '0.65' };
  writeFileSync(path.join(models, 'toy.onnx'), toySpeakerModel(thresholds));
  const environment = { SOTTO_DATA_DIR: data.path, SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL };
  writeFileSync(
    path.join(data.path, 'settings.json'),
    JSON.stringify({ version: 1, speech: { speakers: true } }),
  );
  const run = await runCli(['transcribe', wav, '--json'], environment);
  const { turns: reported } = JSON.parse(run.stdout) as { turns: { text: string; speakerId?: number }[] };
  expect(reported.map(({ text }) => text)).toEqual(LINES.map(({ text }) => text));
  expect(reported.map(({ speakerId }) => speakerId)).toEqual([undefined, 1, undefined, 1]);
});
