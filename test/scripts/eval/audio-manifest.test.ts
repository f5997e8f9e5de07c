import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { readAudioManifest } from '../../../scripts/eval/audio-manifest.ts';
import { evaluateEndpoint } from '../../../scripts/eval/endpoint.ts';
import { evaluateVad } from '../../../scripts/eval/vad.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-manifest-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(content: string): Promise<string> {
  const file = join(folder, 'manifest.json');
  await writeFile(file, content);
  return file;
}

test.each([
  ['not JSON', '[{', /is not JSON/],
  ['empty', '[]', /names no sound file/],
  ['of another kind', '[{"path":"a.wav"}]', /entry 1, file is missing/],
  ['a number', '7', /entry 1 must be an object/],
  [
    'wrong in the third file',
    '[{"file":"a"},{"file":"b"},{"file":"c","utterances":[{"startMs":"x"}]}]',
    /entry 3, utterances.0.startMs must be a number/,
  ],
  [
    'with an utterance that ends before it starts',
    '[{"file":"a","utterances":[{"startMs":5,"endMs":4}]}]',
    /ends before it starts/,
  ],
])('says in a sentence what is wrong with a manifest that is %s', async (_kind, content, expected) => {
  const file = await write(content);
  for (const evaluate of [readAudioManifest, evaluateEndpoint, evaluateVad]) {
    const failure = await evaluate(file).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineError);
    expect(failure).toMatchObject({ code: 'bad-argument', message: expect.stringMatching(expected) });
  }
});

test('says so when nothing is labelled, or a file is missing', async () => {
  const unlabelled = await write('[{"file":"a.wav","kind":"speech"}]');
  await expect(evaluateEndpoint(unlabelled)).rejects.toThrow(/has a labelled utterance or speech segment/);
  await expect(evaluateVad(unlabelled)).rejects.toThrow(/has labelled speech/);
  const missing = await write('[{"file":"a.wav","speechSegments":[[0,1000]]}]');
  await expect(evaluateEndpoint(missing)).rejects.toThrow(/a.wav cannot be opened/);
  await expect(evaluateVad(join(folder, 'none.json'))).rejects.toThrow(/cannot be read/);
});

test.each([
  ['echo', 'echo', 'clean'],
  ['noise16', 'noisy', 'noisy'],
  ['phone', 'clean', 'telephone'],
])('each channel of a call under %s is of the kind that it sounds like', async (condition, me, them) => {
  const wav = { me: 'a.me.wav', them: 'a.them.wav' };
  const file = await write(JSON.stringify({ condition, files: { wav }, utterances: [] }));
  expect((await readAudioManifest(file)).map(({ kind }) => kind)).toEqual([me, them]);
});

test('takes utterances without text, and a call with a file for each channel', async () => {
  const utterances = [
    { channel: 'me', startMs: 0, endMs: 500 },
    { channel: 'them', startMs: 600, endMs: 900, text: 'Why?', kind: 'question' },
  ];
  const file = await write(
    JSON.stringify({ files: { wav: { me: 'sales.me.wav', them: 'sales.them.wav' } }, utterances }),
  );
  expect(await readAudioManifest(file)).toMatchObject([
    { file: 'sales.me.wav', utterances: [{ endMs: 500, text: '', isQuestion: false }], related: ['sales'] },
    { file: 'sales.them.wav', speechSegments: [[600, 900]], related: ['sales'] },
  ]);
});
