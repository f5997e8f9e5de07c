import { expect, test } from 'vitest';
import type { SpeechSegment } from '../../../engine/base/nouns.ts';
import { correctTerms } from '../../../engine/transcription/correcting-transcriber.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';

const SEGMENT: SpeechSegment = {
  turnId: 'turn-1',
  channel: 'them',
  samples: new Int16Array(16_000),
  startMs: 0,
  speechStartMs: 0,
  speechEndMs: 1_000,
  voicedMs: 1_000,
};

test('what a recognizer heard is written with the terms of the moment', async () => {
  let terms: readonly string[] = ['Veloria'];
  let isDisposed = false;
  const heard: Transcriber = {
    description: 'heard',
    limits: ['no-vocabulary'],
    transcribe: () =>
      Promise.resolve({ text: 'Is valoria ready?', computeMs: 3, segments: [{ text: 'Is valoria ready?' }] }),
    [Symbol.asyncDispose]: () => {
      isDisposed = true;
      return Promise.resolve();
    },
  };
  const transcriber = correctTerms(heard, () => terms);
  const hear = (): ReturnType<Transcriber['transcribe']> =>
    transcriber.transcribe(
      SEGMENT,
      { pass: 'final', language: 'en', vocabulary: '' },
      new AbortController().signal,
    );
  expect(await hear()).toEqual({
    text: 'Is Veloria ready?',
    computeMs: 3,
    segments: [{ text: 'Is Veloria ready?' }],
  });
  terms = [];
  expect((await hear()).text).toBe('Is valoria ready?');
  expect([transcriber.description, transcriber.limits]).toEqual(['heard', ['no-vocabulary']]);
  await transcriber[Symbol.asyncDispose]();
  expect(isDisposed).toBe(true);
});
