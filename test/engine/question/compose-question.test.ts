import { expect, test } from 'vitest';
import { leansOnEarlier } from '../../../engine/question/compose-question.ts';

test.each([
  'And why?',
  'What about the enterprise plan?',
  'How does it scale?',
  'And the price?',
  'Can you do that?',
  'What was the outcome?',
  'Is blockchain part of this model?',
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
  'Why do we need one-hot encoding?',
  'Is it possible to cancel a contract early?',
])('"%s" stands on its own', (text) => {
  expect(leansOnEarlier(text)).toBe(false);
});
