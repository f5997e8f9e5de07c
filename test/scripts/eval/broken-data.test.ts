import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { evaluateAnswers } from '../../../scripts/eval/answers.ts';
import { readAudioManifest, readLabelledSound } from '../../../scripts/eval/audio-manifest.ts';
import { evaluateCache } from '../../../scripts/eval/cache.ts';
import { readCallReference, readCallSound } from '../../../scripts/eval/call-reference.ts';
import { evaluateEcho } from '../../../scripts/eval/echo.ts';
import { readFactQuestions } from '../../../scripts/eval/fact-questions.ts';
import { evaluateQuestions } from '../../../scripts/eval/questions.ts';

/** Every evaluation says what is wrong with its data in a sentence, whichever way the data is broken. */

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-broken-'));
  file = path.join(folder, 'data.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ALL = { part: 'all', hasContext: false, hasNotes: false } as const;
const READERS: readonly (readonly [string, (file: string) => Promise<unknown>])[] = [
  ['questions', evaluateQuestions],
  ['vad, endpoint and speech', readAudioManifest],
  ['answers with key facts', (data) => readFactQuestions(data, ALL).then((rows) => rows ?? known(data))],
  ['call and echo', readCallReference],
  ['cache', evaluateCache],
];
const known = (data: string): Promise<unknown> => evaluateAnswers(data, { modelPath: 'none.gguf' });

test.each(READERS)('broken data for %s is refused in a sentence', async (_, read) => {
  const contents = ['', 'hello {', 'null', '[]', '7', '{}', '["a.wav"]', '[{"text":7}]', '{"a":1}\n{"b":2}'];
  const binary = Buffer.from(Array.from({ length: 256 }, (_unused, index) => index));
  for (const content of [...contents, binary]) {
    await writeFile(file, content);
    await expectSentence(read(file));
  }
  await expectSentence(read(folder));
  await expectSentence(read(path.join(folder, 'nowhere.json')));
});

async function expectSentence(reading: Promise<unknown>): Promise<void> {
  const failure = await reading.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EngineError);
  expect(failure).toMatchObject({
    code: 'bad-argument',
    message: expect.stringMatching(/^[^\n{[]+\.$/) as unknown,
  });
}

test.each([
  ['{"utterances":[{}]}', 'utterances, row 1, channel must be "me" or "them".'],
  ['{"utterances":[]}', 'utterances is empty.'],
  ['[]', 'it must be an object.'],
  ['{"utterances":[{"channel":"me","startMs":-1}]}', 'utterances, row 1, startMs is negative.'],
  ['{"utterances":[{"channel":"me","startMs":"0"}]}', 'utterances, row 1, startMs must be a number.'],
  ['{"utterances":[{"channel":"me","startMs":0,"endMs":9}]}', 'utterances, row 1, text is missing.'],
])('the fault of %s is named in plain words', async (content, fault) => {
  await writeFile(file, content);
  await expect(readCallReference(file)).rejects.toThrow(`${file} is not a reference of a call: ${fault}`);
});

test('a byte order mark is not a fault', async () => {
  await writeFile(file, '\uFEFF[{"file":"a.wav","utterances":[]}]');
  expect(await readAudioManifest(file)).toHaveLength(1);
});

test('labels beyond the end of their sound are refused', async () => {
  const sound = path.join(import.meta.dirname, '../../../assets/speech-clip.wav');
  const labelled = { file: '', path: sound, kind: 'clean', language: 'en', related: [] } as const;
  const rest = { utterances: undefined, transcript: undefined };
  await expect(
    readLabelledSound({ ...labelled, ...rest, speechSegments: [[0, 2_000]] }),
  ).resolves.toMatchObject({ samples: expect.any(Int16Array) as unknown });
  await expect(readLabelledSound({ ...labelled, ...rest, speechSegments: [[0, 60_000]] })).rejects.toThrow(
    /s long, but speech is labelled until 60\.0 s/,
  );
});

test('a recording that ends before the call does is refused, whatever the other channel says', async () => {
  const sound = path.join(import.meta.dirname, '../../../assets/speech-clip.wav');
  const said = { startMs: 0, endMs: 2_000, text: '', kind: 'statement', expects: 'none' };
  const utterances = [
    { ...said, channel: 'them', endMs: 40_000 },
    { ...said, channel: 'me' },
  ];
  await writeFile(file, JSON.stringify({ utterances }));
  const reference = await readCallReference(file);
  expect(await readCallSound(sound, 'me', reference)).toBeInstanceOf(Int16Array);
  await expect(readCallSound(sound, 'them', reference)).rejects.toThrow(/labelled until 40\.0 s/);
  const options = {
    me: sound,
    them: sound,
    modelPath: '',
    leak: undefined,
    signal: new AbortController().signal,
  };
  await expect(evaluateEcho(file, options)).rejects.toThrow(/labelled until 40\.0 s/);
});

test('a sound file is beside its manifest, or where an absolute path says', async () => {
  const elsewhere = path.resolve('elsewhere', 'b.wav');
  await writeFile(file, JSON.stringify([{ file: 'a.wav' }, { file: elsewhere }]));
  const paths = (await readAudioManifest(file)).map((audio) => audio.path);
  expect(paths).toEqual([path.join(path.dirname(file), 'a.wav'), elsewhere]);
});
