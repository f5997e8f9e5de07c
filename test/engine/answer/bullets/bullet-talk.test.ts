import { expect, test } from 'vitest';
import {
  isMusing,
  isTalk,
  isUsableTalk,
  mayBecomeMusing,
  mayBecomeTalk,
  withoutLabel,
} from '../../../../engine/answer/bullets/bullet-talk.ts';

test.each([
  "Here's a short answer",
  'Let me know if you need more',
  'I hope this helps',
  'Sure',
  'As an AI, I cannot know',
  'These points should help',
])('%j is talk around an answer', (text) => {
  expect(isTalk(text)).toBe(true);
});

test.each([
  'TCP is reliable',
  'Sure-fire way to test',
  'Heredity matters',
  'Letters are sorted',
  'Good practice',
])('%j is an answer', (text) => {
  expect(isTalk(text)).toBe(false);
});

test('talk that says something is better than nothing', () => {
  expect(isUsableTalk("I'll be available in June")).toBe(true);
  for (const text of ['Sure!', 'Let me know if you need more', 'Here are four points:', 'Okay'])
    expect(isUsableTalk(text), text).toBe(false);
});

test.each(['Here', 'Sure,', 'Let', 'Key', 'Key points about TCP'])(
  'after %j it is too early to say what it will be',
  (text) => {
    expect(mayBecomeTalk(text)).toBe(true);
  },
);

test.each(['TCP', 'Here goes TCP', 'Key points are order, speed and cost'])(
  '%j is no longer talk',
  (text) => {
    expect(mayBecomeTalk(text)).toBe(false);
  },
);

test.each([
  'Okay, the user asks about TCP',
  'Hmm, so we need to answer briefly',
  'Let me think about this',
  'The question is about TCP',
  'The user wants me to explain',
  'The system prompt says to use bullets',
  "Let's break this down",
])('%j is thinking aloud, and may be from its first word', (text) => {
  expect(isMusing(text)).toBe(true);
  const words = text.split(' ');
  for (let count = 1; count <= words.length; count += 1)
    expect(mayBecomeMusing(words.slice(0, count).join(' ')), `${count} words`).toBe(true);
});

test.each([
  'Users authenticate with a token',
  'We use React',
  'Well-known ports are below 1024',
  'The user interface is simple',
  'The system is fast',
  'The task queue holds jobs',
  'The prompt appears in the terminal',
  'I have five years of it',
])('%j is not, once it is read', (text) => {
  expect([isMusing(text), mayBecomeMusing(`${text} and more of it, word by word`)]).toEqual([false, false]);
});

test('labels and politeness in front of an answer go', () => {
  expect(withoutLabel('Answer: Sure, TCP is reliable')).toBe('TCP is reliable');
  expect(withoutLabel('Great question! TCP')).toBe('TCP');
  expect(withoutLabel('Sure TCP is reliable')).toBe('Sure TCP is reliable');
  expect(withoutLabel('Answering: x')).toBe('Answering: x');
});
