import { expect, test } from 'vitest';
import { asksByForm } from '../../../engine/question/asking-form.ts';
import type { Utterance } from '../../../engine/question/question-detector.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

const ANSWERED: Utterance['previous'] = [
  { text: 'What does it cost?', channel: 'them' },
  { text: 'Twenty pounds per user and month.', channel: 'me' },
];

const asks = (text: string, previous: Utterance['previous'] = []): boolean =>
  asksByForm({ text, channel: 'them', isPartial: false, previous }, shapeOf(text));

test.each([
  'And you have worked with Terraform before.',
  'So you wrote the importer yourself.',
  'Mm-hmm, yeah, and you have worked with Terraform before.',
  'Okay, so you wrote the importer yourself.',
  'Mm-tom’s yet, and you have worked with Terraform before.',
  'Hem, yet so you built the importer yourself.',
  'That makes sense, and the training is included.',
  'And we don’t need to change our firewall.',
  'So the training is included.',
  'You’re comfortable with night shifts, then.',
  'I was hoping you could tell me how returns work.',
  'My question is whether we can keep our addresses.',
  'What I’m trying to find out is how you’d test that.',
  'Before we go on, who is going to own the rollout.',
  'We’re on the small plan, so what changes for us.',
  'How come it’s slower.',
  'And how much of the time is left.',
  'How many people are on your side.',
  'That’s clear then could you walk us through the rollout.',
  'We have a date now will you please summarise what’s open.',
])('"%s" asks whatever its words weigh', (text) => {
  expect(asks(text)).toBe(true);
});

test('a remark on what was answered asks for a yes only of who has just answered', () => {
  expect(asks('So that’s a monthly fee.', ANSWERED)).toBe(true);
  expect(asks('So we can stop it at any time.', ANSWERED)).toBe(true);
  expect(asks('And the data stays in Spain.', ANSWERED)).toBe(true);
  expect(asks('So that’s a monthly fee.')).toBe(false);
  expect(asks('So that’s a monthly fee.', ANSWERED.slice(1))).toBe(false);
});

test.each([
  'So that’s great.',
  'Yeah, and that’s great.',
  'Okay, so that’s all from me.',
  'Thank you, and you have been very patient.',
  'It was late and you were asleep.',
  'Yeah, so you can reach me on extension nine.',
  'Yes, and then you open the page with the settings and look at the second table.',
  'How long the move would take is unclear.',
  'How much that is is up to you.',
  'I asked him if you could tell us more.',
  'And that’s all from me.',
  'So that’s why we’re looking around.',
  'So I’ll send you the contract tomorrow.',
  'They asked whether we would like to know how it works.',
  'We spent a year trying to figure out how to do that.',
  'When we started, nobody knew how to do it.',
  'So that’s basically how it works.',
  'So you can reach me on extension nine.',
  'And then you open the page with the settings and look at the second table.',
  'We don’t need to change our firewall.',
])('"%s" tells something', (text) => {
  expect(asks(text, ANSWERED)).toBe(false);
});
