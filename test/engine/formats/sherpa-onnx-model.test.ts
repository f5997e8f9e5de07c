import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSherpaOnnxModel } from '../../../engine/formats/sherpa-onnx-model.ts';
import { onnxWithMetadata } from '../../fakes/onnx-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-sherpa-model-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const WHISPER = { model_type: 'whisper-base', is_multilingual: '1', all_language_codes: 'en,de,es' };
const ENGLISH_WHISPER = { model_type: 'whisper-base.en', is_multilingual: '0' };

const WHISPER_TOKENS = 'IQ== 0\nIg== 1\n';
// Some of Moonshine's are in base64 as well.
const OTHER_TOKENS = 'PHVuaz4= 0\nPHM+ 1\n';

type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Writes the files as published; each one's metadata is its value. */
async function publish(files: Files, tokens = 'tokens.txt'): Promise<void> {
  for (const [name, metadata] of Object.entries(files)) {
    // What ONNX Runtime's own format looks like at its start.
    const bytes = name.endsWith('.ort') ? Buffer.from('\x18\0\0\0ORTM\0\0') : onnxWithMetadata(metadata);
    await writeFile(path.join(folder, name), bytes);
  }
  const isWhisper = Object.values(files).some(({ model_type: type = '' }) => type.startsWith('whisper'));
  await writeFile(path.join(folder, tokens), isWhisper ? WHISPER_TOKENS : OTHER_TOKENS);
}

async function read(): Promise<unknown> {
  const { kind, parts, tokensPath, languages } = await readSherpaOnnxModel(folder);
  const names = Object.fromEntries(Object.entries(parts).map(([part, file]) => [part, path.basename(file)]));
  return { kind, ...names, tokens: path.basename(tokensPath), languages };
}

test('Whisper is read with its quantized parts, its own tokens and the languages that it names', async () => {
  const files = { 'base-encoder.onnx': WHISPER, 'base-encoder.int8.onnx': WHISPER };
  await publish({ ...files, 'base-decoder.onnx': {}, 'base-decoder.int8.onnx': {} }, 'base-tokens.txt');
  expect(await read()).toEqual({
    kind: 'whisper',
    encoder: 'base-encoder.int8.onnx',
    decoder: 'base-decoder.int8.onnx',
    tokens: 'base-tokens.txt',
    languages: ['en', 'de', 'es'],
  });
});

test('a folder with the files of two models is refused, with their names', async () => {
  await publish({ 'base-encoder.int8.onnx': WHISPER, 'base-decoder.onnx': {} }, 'base-tokens.txt');
  await publish({ 'tiny.en-encoder.int8.onnx': ENGLISH_WHISPER, 'tiny.en-decoder.int8.onnx': {} });
  await expect(read()).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${path.basename(folder)} holds files of several models: base-encoder.int8.onnx, tiny.en-encoder.int8.onnx.`,
    remedy: 'Give each model a folder of its own.',
  });
});

test("a model is not read with another model's tokens", async () => {
  const tokens = path.join(folder, 'tokens.txt');
  const fault = { code: 'speech-model-invalid', message: `${tokens} belongs to another model.` };
  await publish({ 'encoder_model.ort': {}, 'decoder_model_merged.ort': {} });
  await writeFile(tokens, WHISPER_TOKENS);
  await expect(read()).rejects.toMatchObject(fault);
  await rm(path.join(folder, 'encoder_model.ort'));
  await rm(path.join(folder, 'decoder_model_merged.ort'));
  await publish({ 'base-encoder.onnx': WHISPER, 'base-decoder.onnx': {} });
  await writeFile(tokens, OTHER_TOKENS);
  await expect(read()).rejects.toMatchObject(fault);
});

test("a multilingual model is not read with an English one's list of tokens", async () => {
  const tokens = path.join(folder, 'base-tokens.txt');
  await publish({ 'base-encoder.onnx': { ...WHISPER, eot: '50257' }, 'base-decoder.onnx': {} });
  await rm(path.join(folder, 'tokens.txt'));
  await writeFile(tokens, `${WHISPER_TOKENS}IA== 50255\n`);
  await expect(read()).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${tokens} belongs to another model.`,
  });
  await writeFile(tokens, `${WHISPER_TOKENS} 50256`);
  expect(await read()).toMatchObject({ kind: 'whisper', tokens: 'base-tokens.txt' });
});

test("an encoder is not run with another model's decoder", async () => {
  await publish({ 'base-encoder.int8.onnx': WHISPER, 'base.en-decoder.int8.onnx': {} }, 'base-tokens.txt');
  await expect(read()).rejects.toMatchObject({
    message: `${path.basename(folder)} holds files of several models: base-encoder.int8.onnx, base.en-decoder.int8.onnx.`,
  });
});

test.each([
  ['sherpa-onnx-moonshine-base-en', ['en']],
  ['sherpa-onnx-moonshine-tiny-en-int8', ['en']],
  ['sherpa-onnx-moonshine-tiny-ko', ['ko']],
  ['sherpa-onnx-moonshine-base-es-quantized-2026-02-27', ['es']],
  ['sherpa-onnx-streaming-zipformer-fr-2023-04-14', ['fr']],
  ['sherpa-onnx-streaming-zipformer-small-bilingual-zh-en-2023-02-16', []],
  ['sherpa-onnx-streaming-zipformer-zh-en-2023-02-16', []],
  ['sherpa-onnx-bilingual-zh-en', []],
  ['sherpa-onnx-enormous', []],
])('the languages of a model called %s are %j', async (name, languages) => {
  await publish({ 'encoder_model.ort': {}, 'decoder_model_merged.ort': {} });
  const named = path.join(folder, name);
  await symlink(folder, named, 'junction');
  expect((await readSherpaOnnxModel(named)).languages).toEqual(languages);
});

test.each([
  [
    'an English Whisper',
    { 'base.en-encoder.int8.onnx': ENGLISH_WHISPER, 'base.en-decoder.int8.onnx': {} },
    { kind: 'whisper', languages: ['en'] },
  ],
  [
    'Moonshine in four parts',
    {
      'preprocess.onnx': {},
      'encode.int8.onnx': {},
      'uncached_decode.int8.onnx': {},
      'cached_decode.int8.onnx': {},
    },
    {
      kind: 'moonshine',
      preprocessor: 'preprocess.onnx',
      encoder: 'encode.int8.onnx',
      uncachedDecoder: 'uncached_decode.int8.onnx',
      cachedDecoder: 'cached_decode.int8.onnx',
    },
  ],
  [
    'Moonshine with a merged decoder',
    { 'encoder_model.ort': {}, 'decoder_model_merged.ort': {} },
    { kind: 'moonshine', encoder: 'encoder_model.ort', mergedDecoder: 'decoder_model_merged.ort' },
  ],
  [
    'Parakeet',
    {
      'encoder.int8.onnx': { model_type: 'EncDecRNNTBPEModel' },
      'decoder.int8.onnx': {},
      'joiner.int8.onnx': {},
    },
    { kind: 'nemo-transducer', joiner: 'joiner.int8.onnx', languages: [] },
  ],
  [
    'a streaming zipformer',
    {
      'encoder-epoch-99-avg-1.int8.onnx': { model_type: 'zipformer2', decode_chunk_len: '32', T: '45' },
      'decoder-epoch-99-avg-1.onnx': {},
      'joiner-epoch-99-avg-1.int8.onnx': {},
    },
    { kind: 'streaming-transducer', languages: [] },
  ],
  [
    'a zipformer for whole utterances under the same names',
    {
      'encoder-epoch-99-avg-1.int8.onnx': { model_type: 'zipformer2' },
      'decoder-epoch-99-avg-1.onnx': {},
      'joiner-epoch-99-avg-1.int8.onnx': {},
    },
    { kind: 'transducer' },
  ],
  [
    'SenseVoice',
    { 'model.int8.onnx': { model_type: 'sense_voice_ctc' } },
    { kind: 'sense-voice', model: 'model.int8.onnx', languages: ['zh', 'en', 'ja', 'ko', 'yue'] },
  ],
] as const)('%s is recognized by its files and their metadata', async (_name, files: Files, expected) => {
  await publish(files);
  expect(await read()).toMatchObject(expected);
});

test.each([
  ['no files', {}, 'it has no encoder*.onnx'],
  ['half a Whisper', { 'base-encoder.onnx': WHISPER }, 'it has no decoder*.onnx'],
  ['a quarter of Moonshine', { 'preprocess.onnx': {} }, 'it has no encoder*.onnx'],
  [
    'a transducer without its joiner',
    { 'encoder.onnx': { model_type: 'zipformer2' }, 'decoder.onnx': {} },
    'is of type zipformer2, not Whisper',
  ],
  ['another model', { 'model.onnx': { model_type: 'paraformer' } }, 'is of type paraformer, not SenseVoice'],
] as const)('a folder with %s is refused and says why', async (_name, files: Files, reason) => {
  await publish(files);
  await expect(read()).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringContaining(reason) as string,
  });
});

test('a folder, a cut file or a page in the place of a part never reaches native code', async () => {
  await publish({ 'base-encoder.onnx': WHISPER });
  const decoder = path.join(folder, 'base-decoder.onnx');
  await writeFile(decoder, '<!doctype html>');
  await expect(read()).rejects.toThrow(`${decoder} is a web page, not an ONNX model.`);
  await writeFile(decoder, onnxWithMetadata({}).subarray(0, 8));
  await expect(read()).rejects.toThrow(/base-decoder\.onnx is (cut off|damaged)/);
  await rm(decoder);
  await mkdir(decoder);
  await expect(read()).rejects.toThrow(`${decoder} cannot be read: it is a folder.`);
});
