import { expect, test } from 'vitest';
import { reversalOf } from '../../../renderer/session/reversal.ts';
import type { Turn } from '../../../renderer/session/state.ts';

const turn = (turnId: string, text: string, channel: Turn['channel'] = 'them'): Turn => ({
  turnId,
  channel,
  speech: 'ended',
  text,
  volatile: '',
  isFinal: true,
  isDropped: false,
});
const question = turn('q', 'What does the small plan cost?');

test.each([
  'Sorry, I meant the large plan.',
  'No, wait, the yearly one.',
  'Actually for ten people.',
  'Nein, ich meinte den großen Tarif.',
  'Perdón, quise decir el grande.',
  'Let me rephrase that.',
  'I take that back.',
  'Never mind, I found it.',
  'Oh, strike that.',
  'Moment, besser gesagt der große.',
  'Je me corrige, le grand.',
  'Desculpe, queria dizer o grande.',
  'いえ、訂正します。',
])('words that take the question back are evidence: %s', (words) => {
  expect(reversalOf(question, [question, turn('n', words)])).toBe(words);
});

test.each([
  'And what about support?',
  'No problem.',
  'Sorry, go on.',
  'That is actually fine.',
  'I mean it.',
  'Moment bitte.',
])('other words are none: %s', (words) => {
  expect(reversalOf(question, [question, turn('n', words)])).toBeUndefined();
});

test('only the asker takes a question back, and only soon', () => {
  const takesBack = 'Sorry, I meant the large plan.';
  expect(reversalOf(question, [question, turn('n', takesBack, 'me')])).toBeUndefined();
  const between = ['1', '2', '3'].map((id) => turn(id, 'Right.'));
  expect(reversalOf(question, [question, ...between, turn('n', takesBack)])).toBeUndefined();
});
