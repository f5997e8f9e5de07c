import { expect, test } from 'vitest';
import {
  loadSherpaOnnx,
  resultOf,
  toFloats,
} from '../../../../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-package.ts';

test('samples become parts of full scale, and what is missing at the end is silence', () => {
  expect([...toFloats(Int16Array.of(0, 16_384, -32_768))]).toEqual([0, 0.5, -1]);
  expect([...toFloats(Int16Array.of(16_384), 3)]).toEqual([0.5, 0, 0]);
});

test('tokens of another model are named, and any other fault stays what it is', () => {
  const failing = (error: Error) => ({
    getResult: () => {
      throw error;
    },
  });
  expect(() => resultOf(failing(new SyntaxError('Unexpected token')), {})).toThrow(
    "the tokens.txt in the model's folder belongs to another model.",
  );
  expect(() => resultOf(failing(new TypeError('gone')), {})).toThrow('gone');
  expect(resultOf({ getResult: (stream: string) => `heard ${stream}` }, 'it')).toBe('heard it');
});

test('the package has what is used of it', () => {
  const { OnlineRecognizer, OfflineRecognizer, SpeakerEmbeddingExtractor } = loadSherpaOnnx();
  expect([OnlineRecognizer, OfflineRecognizer, SpeakerEmbeddingExtractor].map((part) => typeof part)).toEqual(
    ['function', 'function', 'function'],
  );
});
