import { expect, test } from 'vitest';
import { joinRecognitions } from '../../../../../engine/transcription/recognizers/base/transcriber.ts';

test('windows that follow each other are one text, one time and the first language heard', () => {
  expect(
    joinRecognitions([
      { text: ' one ', computeMs: 100 },
      { text: '', computeMs: 50, language: 'de' },
      { text: 'two', computeMs: 30, language: 'en' },
    ]),
  ).toEqual({ text: 'one two', computeMs: 180, language: 'de' });
});

test('nothing heard is not text', () => {
  expect(joinRecognitions([])).toEqual({ text: '', computeMs: 0, language: undefined });
});
