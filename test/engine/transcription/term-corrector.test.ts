import { expect, test } from 'vitest';
import { loadRealWords } from '../../../engine/transcription/real-words.ts';
import { createTermCorrector } from '../../../engine/transcription/term-corrector.ts';

const TERMS =
  `Veloria, Grafana, Terraform, MongoDB Atlas, Brightwell, Notion, Orion, Monday, Ingrid, Customer Success,
  OKR, VPN, GDPR, SLO, APR`.split(/,\s+/);
const correct = createTermCorrector(TERMS, await loadRealWords());

test.each([
  ['Does valoria scale?', 'Does Veloria scale?'],
  ['We watch it in graffana, mostly.', 'We watch it in Grafana, mostly.'],
  ['We use terra form for that.', 'We use Terraform for that.'],
  ['It runs on mongo DB atlas.', 'It runs on MongoDB Atlas.'],
  ['What is valoria’s price?', 'What is Veloria’s price?'],
  ['What does a BP in do?', 'What does a VPN do?'],
  ['What does GDP or mean?', 'What does GDPR mean?'],
  ['Who writes the O KR?', 'Who writes the OKR?'],
])('"%s" is written as "%s"', (heard, written) => {
  expect(correct(heard)).toBe(written);
});

test.each([
  'The reform of the terrain was formal.',
  'The bridge was well lit.',
  'The SLA was met.',
  'Our ESG goals are in the deck.',
  'Victoria asked for it.',
  'Is the server up? Grand. And a half.',
  'How   is it going?',
  'I gave the notion a lot of thought.',
  'Is customer success a team?',
  'It runs in C or in Rust.',
  'We do m and a deals.',
  'The atm is broken, and the atms are old.',
  'They live in Nigeria.',
  'Ask our VP in Berlin.',
  'Is it the GDP or the growth?',
  'That was a PR campaign.',
])('"%s" stays as it is', (text) => {
  expect(correct(text)).toBe(text.replaceAll(/\s+/g, ' '));
});

test('a contraction is a real word, with either apostrophe, and gives way to no name', async () => {
  const correctNames = createTermCorrector(['Kant', 'Iveco', 'Elle'], await loadRealWords());
  for (const text of ["We can't do that.", 'We can’t do that.', 'I’ve seen it.', "I'll go."]) {
    expect(correctNames(text)).toBe(text);
  }
});

test('without terms nothing is touched', async () => {
  expect(createTermCorrector([], await loadRealWords())('Does valoria scale?')).toBe('Does valoria scale?');
});
