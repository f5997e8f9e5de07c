import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import {
  openWhisperNodeTranscriber,
  type WhisperNodeTranscriberOptions,
} from '../../../../../engine/transcription/recognizers/whisper-node/whisper-node-transcriber.ts';
import { TOY_SPEECH_MODEL } from '../../../../fakes/toy-recognizer.ts';
import { sampleNamed, spokenSegment } from '../../../../fakes/spoken-samples.ts';

const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;
const QUESTION = sampleNamed('when-can-you-start');
const NEVER = new AbortController().signal;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-whisper-node-'));
  vi.stubEnv('TMPDIR', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

const fake = (name: string): string =>
  new URL(`../../../../fakes/whisper-node/${name}.ts`, import.meta.url).href;

const open = (options: Partial<WhisperNodeTranscriberOptions>) =>
  openWhisperNodeTranscriber({
    modelPath: TOY_SPEECH_MODEL,
    clock: systemClock,
    log: silentLogger,
    ...options,
  });

test('What it makes of silence, nothing at all and an error printed, is not text', async () => {
  await using transcriber = await open({ moduleName: fake('silent') });
  expect(await transcriber.transcribe(spokenSegment(QUESTION), FINAL, NEVER)).toMatchObject({ text: '' });
});

test('What it prints instead of throwing is thrown', async () => {
  await using transcriber = await open({ moduleName: fake('fails') });
  await expect(transcriber.transcribe(spokenSegment(QUESTION), FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-failed',
    message: "whisper-node failed: 'base.en' not downloaded! Run 'npx whisper-node download'",
  });
});

test('An import that ends its process is reported, with what it said last, and ends none of our own', async () => {
  await expect(open({ moduleName: fake('exits') })).rejects.toMatchObject({
    code: 'transcriber-down',
    message: expect.stringMatching(/did not start \(exit code 1: 'make' command failed\.\)/) as string,
  });
});

test('Without the package the remedy is to install it', async () => {
  await expect(open({ moduleName: 'whisper-node-not-installed' })).rejects.toMatchObject({
    code: 'transcriber-down',
    message: 'whisper-node is not installed.',
    remedy: expect.stringContaining('npm install whisper-node') as string,
  });
});

test('A call that hangs is ended at its deadline, and the next one has a new process', async () => {
  await using transcriber = await open({ moduleName: fake('hangs'), taskDeadlineMs: 200 });
  const first = transcriber.processId;
  await expect(transcriber.transcribe(spokenSegment(QUESTION), FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-timeout',
  });
  await expect.poll(() => transcriber.processId).toBeUndefined();
  await expect(transcriber.transcribe(spokenSegment(QUESTION), FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-timeout',
  });
  expect(transcriber.processId).not.toBe(first);
});

test.each([
  '/models/a b.bin',
  '/models/$(reboot).bin',
  '/models/a;b.bin',
  "/models/a'b.bin",
  '/models/ü.bin',
])('The path %s is never given to its shell', async (modelPath) => {
  await expect(open({ modelPath, moduleName: fake('works') })).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});

test('A temporary folder with an unsafe path is refused too', async () => {
  vi.stubEnv('TMPDIR', `${folder}/a b`);
  await expect(open({ moduleName: fake('works') })).rejects.toMatchObject({
    code: 'transcriber-failed',
    message: expect.stringContaining('cannot be written') as string,
  });
});
