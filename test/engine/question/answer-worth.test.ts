import { expect, test } from 'vitest';
import { isWorthAnswering, repeatsTheOther } from '../../../engine/question/answer-worth.ts';
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
  'How are you doing today?',
  'How was your holiday?',
  'Did you have a nice trip?',
  'Shall we get going?',
  'Who wouldn’t want a shorter queue?',
  'Why does everything always break on release day?',
  'What could possibly go wrong?',
  'Famous last words, right?',
  'Who knew it would be that easy?',
  'Can you believe it’s December already?',
  'Where does the time go?',
  'How’s the weather over there?',
  'Did you find us all right?',
  'Do you mind if I take notes?',
  'Can I, um, can I ask about that?',
  'May I ask something?',
  'How hard can it be, right?',
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
  'What could go wrong with a rolling update?',
  'Who hasn’t signed the contract yet?',
  'How are you doing code reviews?',
  'How was the migration tested?',
  'Who has access to the backups?',
  'Did you find the cause of the outage?',
  'Why is it always read from the replica?',
  'What happens if we don’t get the permissions right?',
  'How do we set the limits right?',
  'Can I ask about the renewal price?',
])('"%s" does', (text) => {
  expect(isWorthy(text)).toBe(true);
});

test('words that the other one has just said are repeated to think about them', () => {
  const previous = [{ text: 'Most customers are live in six weeks.', channel: 'me' as const }];
  const repeats = (text: string): boolean =>
    repeatsTheOther({ text, channel: 'them', isPartial: false, previous }, shapeOf(text));
  expect(repeats('Six weeks?')).toBe(true);
  expect(repeats('Which customers?')).toBe(false);
  expect(repeats('Eight weeks?')).toBe(false);
});
