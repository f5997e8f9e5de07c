import { expect, test } from 'vitest';
import { readReply } from '../../../../../engine/transcription/recognizers/base/transcription-reply.ts';

const WORDS = 'What is TCP?';
const JSON_TYPE = 'application/json';

test.each([
  ['{"text":"What is TCP?","segments":[{"text":"What is TCP?","avg_logprob":NaN}]}', JSON_TYPE],
  ['{"text":"What is TCP?","duration":-Infinity}', JSON_TYPE],
  ['{"text":"What is TCP?","segments":[{"avg_logprob":-0.2}]}', JSON_TYPE],
  ['{"text":"What is TCP?","segments":null}', JSON_TYPE],
  ['{"segments":[{"text":"What is"},{"text":"TCP?"}]}', JSON_TYPE],
  ['[{"text":" What is"},{"text":" TCP?"}]', JSON_TYPE],
  ['"What is TCP?"', JSON_TYPE],
  ['\uFEFF{"text":"What is TCP?"}', JSON_TYPE],
  ['{"text":"What is TCP?","segments":[{"text":"What is TCP?","avg_logprob":-nan(ind)}]}', JSON_TYPE],
  ['{"text":"What is TCP?","duration":inf,"x":[nan,-inf]}', JSON_TYPE],
  ['{"text":"What is\nTCP?",}', JSON_TYPE],
  ['{"segments":[{"text":"What is"},{"text":"TCP?"},]}', JSON_TYPE],
  ['WEBVTT - made by x\n\nWhat is TCP?\n', 'text/vtt'],
  ['What is TCP?\n', 'text/plain'],
  ['What is TCP?\n', 'text/plain; charset=utf-8'],
  ['What is TCP?', ''],
])('the words of %j are kept', (body, type) => {
  expect(readReply(body, type)?.text).toBe(WORDS);
});

test('words that look like a figure stay words', () => {
  expect(readReply('{"text":"It is: NaN, Infinity, [inf,]","x":NaN}', JSON_TYPE)).toEqual({
    text: 'It is: NaN, Infinity, [inf,]',
  });
});

test.each([
  ['<!doctype html><p>Sign in</p>', 'text/html'],
  ['<html>', 'text/plain'],
  ['{"error":"no"}', JSON_TYPE],
  ['not json', JSON_TYPE],
  ['data: {"text":"What is TCP?"}\n\n', 'text/event-stream'],
  ['data: {"text":"What is TCP?"}\n\n', 'text/plain'],
])('%j is not a transcription', (body, type) => {
  expect(readReply(body, type)).toBeUndefined();
});
