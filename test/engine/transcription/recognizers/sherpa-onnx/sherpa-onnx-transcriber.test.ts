import { copyFile, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger, type LogFields } from '../../../../../engine/base/logger.ts';
import type { SpeechSegment } from '../../../../../engine/base/nouns.ts';
import { openSherpaOnnxTranscriber } from '../../../../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-transcriber.ts';
import { sampleNamed, spokenSegment } from '../../../../fakes/spoken-samples.ts';
import { writeToyStreamingModel } from '../../../../fakes/toy-streaming-model.ts';

const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;
const PARTIAL = { ...FINAL, pass: 'partial' } as const;
const SPEECH = spokenSegment(sampleNamed('when-can-you-start'));
const NEVER = new AbortController().signal;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-sherpa-'));
  await writeToyStreamingModel(folder);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const open = (log = silentLogger) =>
  openSherpaOnnxTranscriber({
    modelDirectory: folder,
    clock: systemClock,
    log,
    threadCount: 1,
  });

function firstMs(durationMs: number, turnId = 'turn-1'): SpeechSegment {
  return { ...SPEECH, turnId, samples: SPEECH.samples.slice(0, durationMs * 16) };
}

test('The native recognizer hears a turn grow, and the whole of it comes to the same as its parts', async () => {
  await using transcriber = await open();
  const partials: string[] = [];
  for (const durationMs of [500, 800, 1_100]) {
    partials.push((await transcriber.transcribe(firstMs(durationMs), PARTIAL, NEVER)).text);
  }
  const grown = await transcriber.transcribe(SPEECH, FINAL, NEVER);
  const whole = await transcriber.transcribe({ ...SPEECH, turnId: 'turn-2' }, FINAL, NEVER);
  expect(grown.text).toBe(whole.text);
  expect(whole.text).toMatch(/^Yes( yes)+$/);
  expect(whole.computeMs).toBeGreaterThan(0);
  const lengths = [...partials, whole.text].map((text) => text.length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect(new Set(lengths).size).toBe(4);
  expect(transcriber.description).toBe(`sherpa-onnx · ${path.basename(folder)} · CPU, 1 thread`);
});

test('Two turns at once do not hear each other', async () => {
  await using transcriber = await open();
  const hear = async (turnId: string, durationMs: number): Promise<string> =>
    (await transcriber.transcribe(firstMs(durationMs, turnId), PARTIAL, NEVER)).text;
  const alone = await hear('alone', 1_100);
  const [, , mine, theirs] = [
    await hear('me', 500),
    await hear('them', 800),
    await hear('me', 1_100),
    await hear('them', 1_100),
  ];
  expect([mine, theirs]).toEqual([alone, alone]);
});

test('A process that was killed is started again and hears the turn from its beginning', async () => {
  await using transcriber = await open();
  const whole = await transcriber.transcribe(SPEECH, FINAL, NEVER);
  await transcriber.transcribe(firstMs(800, 'turn-2'), PARTIAL, NEVER);
  const { processId } = transcriber;
  process.kill(processId ?? 0, 'SIGKILL');
  await expect.poll(() => transcriber.processId).toBeUndefined();
  expect((await transcriber.transcribe({ ...SPEECH, turnId: 'turn-2' }, FINAL, NEVER)).text).toBe(whole.text);
  expect(transcriber.processId).not.toBe(processId);
});

test('A file that is not a model is refused before native code sees it', async () => {
  await writeFile(path.join(folder, 'encoder.int8.onnx'), 'not a model');
  await expect(open()).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${path.join(folder, 'encoder.int8.onnx')} is not an ONNX model.`,
    remedy: 'Delete it and download it again, or pick another model.',
  });
});

test('A model that ends the process while it loads is refused with the reason', async () => {
  // An ONNX file without the numbers that a transducer's encoder must state.
  await copyFile(path.join(folder, 'decoder.onnx'), path.join(folder, 'encoder.int8.onnx'));
  await expect(open()).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringContaining(`sherpa-onnx cannot load the model in ${folder}`) as string,
  });
});

test.each(['tokens.txt', 'decoder.onnx'])(
  'A folder without %s is refused before native code sees it',
  async (name) => {
    await unlink(path.join(folder, name));
    await expect(open()).rejects.toMatchObject({
      code: 'speech-model-invalid',
      message: expect.stringContaining(
        `it has no ${name === 'tokens.txt' ? name : 'decoder*.onnx'}`,
      ) as string,
    });
  },
);

test("Another model's tokens are named where they make no text", async () => {
  await writeFile(path.join(folder, 'tokens.txt'), '<blk> 0\n<unk> 1\n▁Y\u0001S 2\n');
  const causes: unknown[] = [];
  const log = {
    ...silentLogger,
    debug: (_message: string, fields?: LogFields) => causes.push(fields?.['cause']),
  };
  await using transcriber = await open(log);
  await expect(transcriber.transcribe(SPEECH, FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-failed',
    message: "sherpa-onnx failed: the tokens.txt in the model's folder belongs to another model.",
  });
  // The parser's own words are for developers.
  expect(causes).toEqual([expect.stringContaining('control character')]);
});

test('A folder that is not there is called missing', async () => {
  const absent = { modelDirectory: path.join(folder, 'absent'), clock: systemClock, log: silentLogger };
  await expect(openSherpaOnnxTranscriber(absent)).rejects.toMatchObject({
    code: 'speech-model-missing',
    remedy: expect.stringContaining('sotto -- speech-models') as string,
  });
});
