import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSound, readSound } from '../../../engine/formats/open-sound.ts';
import { makeWav, sine } from '../capture/make-wav.ts';
import { FIXTURES } from './spoken-question.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-open-sound-'))));
afterAll(() => rm(folder, { recursive: true }));

async function save(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

test('whatever the rate and the channels, samples are mono at 16 kHz, and as long as before', async () => {
  const file = await save(
    'stereo.wav',
    makeWav(sine(440, 96_000, 1_000), { rateHz: 48_000, channelCount: 2 }),
  );
  const { samples, durationMs } = await readSound(file);
  expect(Math.abs(durationMs - 1_000)).toBeLessThan(5);
  expect(samples.length).toBe(Math.round(durationMs * 16));
});

test('what is louder than full scale is cut there', async () => {
  const loud = Float32Array.from({ length: 1_600 }, (_, index) => (index % 200 < 100 ? 3 : -3));
  const { samples } = await readSound(
    await save('loud.wav', makeWav(loud, { isFloat: true, bitsPerSample: 32 })),
  );
  expect([Math.max(...samples), Math.min(...samples)]).toEqual([32_767, -32_768]);
});

test.each<[string, string, string, RegExp]>([
  ['empty.wav', '', 'source-empty', /empty\.wav holds no sound: it is empty\./],
  ['page.wav', '<!doctype html><html>', 'source-unreadable', /page\.wav cannot be read as sound: it is /],
  ['words.mp3', 'only words in here', 'source-unreadable', /not in an audio format that Sotto knows\./],
])('%s is refused by its own name and with the reason', async (name, content, code, message) => {
  await expect(readSound(await save(name, content))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
});

test('a WAV without a sample and a file that is not there are refused before anything is read', async () => {
  const signal = new AbortController().signal;
  await expect(openSound(await save('silent.wav', makeWav([])), signal)).rejects.toMatchObject({
    code: 'source-empty',
  });
  await expect(openSound(path.join(folder, 'absent.wav'), signal)).rejects.toMatchObject({
    code: 'source-missing',
  });
});

test('how much was read grows to all of it', async () => {
  const { samples, readRatio } = await openSound(
    path.join(FIXTURES, 'call-interview.wav'),
    new AbortController().signal,
  );
  const ratios: number[] = [];
  for await (const _block of samples) ratios.push(readRatio() ?? -1);
  expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
  expect([(ratios[0] ?? 1) < 0.5, ratios.at(-1)]).toEqual([true, 1]);
});

test('a reader that is stopped fails with the reason it was given', async () => {
  const stop = new AbortController();
  const { samples } = await openSound(path.join(FIXTURES, 'call-interview.wav'), stop.signal);
  const reading = async (): Promise<void> => {
    for await (const _block of samples) stop.abort(new Error('enough'));
  };
  await expect(reading()).rejects.toThrow('enough');
});
