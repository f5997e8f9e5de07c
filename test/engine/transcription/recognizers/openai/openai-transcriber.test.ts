import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import {
  openOpenaiTranscriber,
  type OpenaiTranscriberOptions,
} from '../../../../../engine/transcription/recognizers/openai/openai-transcriber.ts';
import { suppressInvented } from '../../../../../engine/transcription/suppress-invented.ts';
import type {
  TranscribeOptions,
  Transcriber,
} from '../../../../../engine/transcription/recognizers/base/transcriber.ts';
import { segmentOf } from '../../../../fakes/spoken-samples.ts';
import {
  startTranscriptionServer,
  type TranscriptionServer,
} from '../../../../fakes/transcription-server.ts';

const FINAL: TranscribeOptions = { pass: 'final', language: 'auto', vocabulary: '' };
const SPEECH = segmentOf(Int16Array.from({ length: 16_000 }, (_, index) => (index % 100) * 90));
const NEVER = new AbortController().signal;

let server: TranscriptionServer;
let transcriber: Transcriber;
let sleptMs: number[];

beforeEach(async () => {
  server = await startTranscriptionServer(() => Promise.resolve(' Hello. '));
  sleptMs = [];
  transcriber = await open();
});

afterEach(async () => {
  await transcriber[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function open(overrides: Partial<OpenaiTranscriberOptions> = {}): Promise<Transcriber> {
  return openOpenaiTranscriber({
    baseUrl: server.origin,
    model: 'whisper-1',
    clock: {
      ...systemClock,
      sleep: (durationMs) => {
        sleptMs.push(durationMs);
        return Promise.resolve();
      },
    },
    log: silentLogger,
    ...overrides,
  });
}

function hear(options = FINAL, signal = NEVER): Promise<unknown> {
  return transcriber.transcribe(SPEECH, options, signal).then(
    ({ text }) => text,
    (error: unknown) => error,
  );
}

test('The server gets a whole WAV file, the model, and language and vocabulary where they are set', async () => {
  expect(await hear()).toBe('Hello.');
  expect(await hear({ pass: 'final', language: 'de', vocabulary: 'Sotto, Ollama' })).toBe('Hello.');
  expect(server.requests.map(({ path, fields }) => [path, fields])).toEqual([
    ['/v1/audio/transcriptions', { model: 'whisper-1', response_format: 'verbose_json', temperature: '0' }],
    [
      '/v1/audio/transcriptions',
      {
        model: 'whisper-1',
        response_format: 'verbose_json',
        temperature: '0',
        language: 'de',
        prompt: 'Sotto, Ollama',
      },
    ],
  ]);
  const wav = server.requests[0]?.wav ?? new Uint8Array(0);
  expect(new TextDecoder('latin1').decode(wav.subarray(0, 16))).toBe('RIFF$}\x00\x00WAVEfmt ');
  expect(new Int16Array(wav.slice(44).buffer)).toEqual(SPEECH.samples);
});

test('A server that reports its doubts is heeded: what it calls a failed decoding is not believed', async () => {
  const segments = [
    { text: ' What is TCP?', avg_logprob: -0.2, no_speech_prob: 0.01, compression_ratio: 0.8 },
    { text: ' Thanks for it.', avg_logprob: -1.3, no_speech_prob: 0.9, compression_ratio: 0.9 },
    { text: ' And so on.', avg_logprob: -0.3, no_speech_prob: 0.1, compression_ratio: 3.1 },
    { text: ' And UDP?', avg_logprob: null },
  ];
  const text = segments.map((segment) => segment.text).join('');
  server.script.push({
    kind: 'body',
    contentType: 'application/json',
    body: JSON.stringify({ text, segments }),
  });
  const recognition = await transcriber.transcribe(SPEECH, FINAL, NEVER);
  expect(recognition.segments?.[1]).toEqual({
    text: 'Thanks for it.',
    meanLogProbability: -1.3,
    noSpeechProbability: 0.9,
    compressionRatio: 0.9,
  });
  expect(suppressInvented(recognition, { voicedMs: 4_000, vocabulary: '' })).toEqual({
    text: 'What is TCP? And UDP?',
    verdict: 'kept',
  });
});

test.each([400, 422])(
  'A server that refuses (%i) to report its doubts is asked for the text alone from then on',
  async (statusCode) => {
    server.script.push({ kind: 'status', statusCode });
    expect([await hear(), await hear()]).toEqual(['Hello.', 'Hello.']);
    expect(server.requests.map(({ fields }) => fields['response_format'])).toEqual([
      'verbose_json',
      'json',
      'json',
    ]);
  },
);

test('The same connections serve one utterance after another', async () => {
  for (let index = 0; index < 5; index += 1) expect(await hear()).toBe('Hello.');
  expect(server.connectionCount).toBeLessThanOrEqual(2);
});

test('An address may end in /v1 or in a slash', async () => {
  for (const ending of ['/', '/v1', '/v1/']) {
    await using other = await open({ baseUrl: server.origin + ending });
    await other.transcribe(SPEECH, FINAL, NEVER);
  }
  expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['/v1/audio/transcriptions']));
});

test.each([
  [401, 'transcriber-unauthorized', 'wants an access token'],
  [403, 'transcriber-unauthorized', 'wants an access token'],
  [404, 'transcriber-failed', 'no model whisper-1'],
  [413, 'transcriber-failed', 'no audio of this length'],
  [500, 'transcriber-failed', 'failed (500)'],
])('An answer of %i is put into words', async (statusCode, code, words) => {
  server.script.push({ kind: 'status', statusCode });
  expect(await hear()).toMatchObject({
    code,
    message: expect.stringContaining(words) as string,
  });
  expect(server.requests).toHaveLength(1);
});

test('A busy server is asked once more after the time that it wants, for a final pass', async () => {
  server.script.push({ kind: 'status', statusCode: 429, retryAfter: '2' });
  expect(await hear()).toBe('Hello.');
  expect(sleptMs).toEqual([2_000]);
});

test('A partial pass does not wait for a busy server, and nobody waits long', async () => {
  server.script.push({ kind: 'status', statusCode: 429, retryAfter: '2' });
  expect(await hear({ ...FINAL, pass: 'partial' })).toMatchObject({
    code: 'transcriber-failed',
    message: expect.stringContaining('is busy') as string,
  });
  server.script.push({ kind: 'status', statusCode: 429, retryAfter: '60' });
  expect(await hear()).toMatchObject({ code: 'transcriber-failed' });
  expect(sleptMs).toEqual([]);
});

test.each([
  ['text/html', '<html>Welcome</html>', 'a web page'],
  ['application/json', '{"txt":"Hello"}', 'not a transcription'],
  ['application/json', '{"text":', 'not a transcription'],
  ['text/plain', '', 'not a transcription'],
])('A good status with %s %j is not believed', async (contentType, body, words) => {
  server.script.push({ kind: 'body', contentType, body });
  expect(await hear()).toMatchObject({
    code: 'transcriber-failed',
    message: expect.stringContaining(words) as string,
  });
});

test('A cut connection and a server that has gone are named, and the next words are tried again', async () => {
  server.script.push({ kind: 'cut' });
  expect(await hear()).toMatchObject({ code: 'transcriber-down' });
  expect(await hear()).toBe('Hello.');
});

test('A server that does not answer in time is left', async () => {
  await using impatient = await open({ deadlineMs: 60 });
  server.script.push({ kind: 'silent' });
  await expect(impatient.transcribe(SPEECH, FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-timeout',
    message: expect.stringContaining('longer than 2.06 s') as string,
  });
  await expect.poll(() => server.abortCount).toBe(1);
});

test('The longer an utterance is, the longer a server may take for it', async () => {
  await using slow = await startTranscriptionServer(() => sleep(300).then(() => 'Late.'));
  await using patient = await open({ baseUrl: slow.origin, deadlineMs: 1 });
  expect((await patient.transcribe(SPEECH, FINAL, NEVER)).text).toBe('Late.');
});

test('An abort cuts the connection, so that the server can stop too', async () => {
  server.script.push({ kind: 'silent' });
  const stop = new AbortController();
  const heard = hear(FINAL, stop.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  stop.abort('speech went on');
  expect(await heard).toBe('speech went on');
  await expect.poll(() => server.abortCount).toBe(1);
});

test('Opening says at once that nothing answers there, or that no address is set', async () => {
  await expect(open({ baseUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'transcriber-down',
    message: 'The speech server at 127.0.0.1:1 does not answer.',
  });
  await expect(open({ baseUrl: '' })).rejects.toMatchObject({ code: 'transcriber-failed' });
});
