import { expect, test } from 'vitest';
import { isWorthAnswering } from '../../../engine/question/answer-worth.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

const isWorthy = (text: string): boolean => isWorthAnswering(shapeOf(text).core.join(' '));

test.each([
  'Can you hear me?',
  'Can everybody see my screen?',
  'How are you today?',
  'How is it going?',
  'Am I on mute?',
  'Is everyone here?',
  'Does that make sense?',
  'Can I share my screen?',
  'Could you repeat the question?',
  'Sorry?',
  'Who knows?',
  'Right?',
])('"%s" needs no bullets', (text) => {
  expect(isWorthy(text)).toBe(false);
});

test.each([
  'How are you planning to scale it?',
  'Can you see the benefits of event sourcing?',
  'How do you handle data privacy?',
  'Do you have any questions for us?',
  'Is there a free trial?',
  'Why?',
])('"%s" does', (text) => {
  expect(isWorthy(text)).toBe(true);
});
