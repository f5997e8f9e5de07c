import { expect, test } from 'vitest';
import { isCutBullet, isEcho } from '../../../scripts/eval/bullet-faults.ts';

test.each([
  'It is used for the',
  'Fast, because',
  'One, two,',
  'and so on…',
  'Use it with',
  'A list of (',
  'Such as -',
  'Say what you need, and what it is for and',
  'It shows the time when',
])('%j is cut', (bullet) => {
  expect(isCutBullet(bullet)).toBe(true);
});

test.each([
  'It is what it is for.',
  'Use JOIN … WHERE',
  'Pick Option A',
  'Wait a while',
  'Authentication verifies who you are',
  'It tells your buyers what to reorder and when',
  'TCP is reliable',
  'C++',
  '',
])('%j is whole', (bullet) => {
  expect(isCutBullet(bullet)).toBe(false);
});

test.each(['<question>What is TCP', 'Question: TCP', '<|user|> hi', 'assistant: hello', 'what is tcp'])(
  '%j gives back the prompt',
  (bullet) => {
    expect(isEcho(bullet, 'What is TCP?')).toBe(true);
  },
);

test.each(['TCP is a protocol', 'What TCP is: a protocol', 'The <div> element', 'Ask the user first'])(
  '%j answers',
  (bullet) => {
    expect(isEcho(bullet, 'What is TCP?')).toBe(false);
  },
);
