import { expect, test } from 'vitest';
import { asksToConfirm } from '../../../engine/question/confirmation.ts';
import type { Utterance } from '../../../engine/question/question-detector.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

const ANSWERED: Utterance['previous'] = [
  { text: 'What does it cost?', channel: 'them' },
  { text: 'Twenty pounds per user and month.', channel: 'me' },
];

const asks = (text: string, previous: Utterance['previous'] = []): boolean =>
  asksToConfirm({ text, channel: 'them', isPartial: false, previous }, shapeOf(text));

test.each([
  'And you have worked with Terraform before.',
  'So you wrote the importer yourself.',
  'And we don’t need to change our firewall.',
  'So the training is included.',
])('"%s" asks for a yes', (text) => {
  expect(asks(text)).toBe(true);
});

test('a remark on what was answered asks for a yes only of who has just answered', () => {
  expect(asks('So that’s a monthly fee.', ANSWERED)).toBe(true);
  expect(asks('So we can stop it at any time.', ANSWERED)).toBe(true);
  expect(asks('So that’s a monthly fee.')).toBe(false);
  expect(asks('So that’s a monthly fee.', ANSWERED.slice(1))).toBe(false);
});

test.each([
  'So that’s great.',
  'And that’s all from me.',
  'So that’s basically how it works.',
  'So you can reach me on extension nine.',
  'And then you open the page with the settings and look at the second table.',
  'We don’t need to change our firewall.',
])('"%s" tells something', (text) => {
  expect(asks(text, ANSWERED)).toBe(false);
});
