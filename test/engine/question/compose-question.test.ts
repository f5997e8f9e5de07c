import { expect, test } from 'vitest';
import { leansOnEarlier } from '../../../engine/question/compose-question.ts';

test.each([
  'And why?',
  'What about the enterprise plan?',
  'How does it scale?',
  'And the price?',
  'Can you do that?',
])('"%s" leans on what came before', (text) => {
  expect(leansOnEarlier(text)).toBe(true);
});

test.each([
  'Why is your product so expensive?',
  'Is there a free trial?',
  'Why do you want this job?',
  'Do you think that we could finish in March?',
  'What is TCP?',
  'How does garbage collection work?',
])('"%s" stands on its own', (text) => {
  expect(leansOnEarlier(text)).toBe(false);
});
