import { expect, test } from 'vitest';
import { findFacts } from '../../../engine/call/find-facts.ts';

const found = (said: string): readonly string[] =>
  findFacts(said).map(({ kind, text }) => `${kind}: ${text}`);

test.each([
  [
    'We have 85 technicians in Rotterdam, and the lease ends on 30 June 2027.',
    ['number: 85 technicians', 'name: Rotterdam', 'date: 30 June 2027'],
  ],
  [
    'I will email you the draft by Tuesday. It is $12,500 with a 15% discount.',
    [
      'commitment: I will email you the draft by Tuesday',
      'date: by Tuesday',
      'number: $12,500',
      'number: 15%',
    ],
  ],
  [
    'Priya Raman will confirm the budget next quarter.',
    [
      'name: Priya Raman',
      'commitment: Priya Raman will confirm the budget next quarter',
      'date: next quarter',
    ],
  ],
  [
    'It handles two thousand requests, and the pilot starts on the eighteenth.',
    ['number: two thousand requests', 'date: the eighteenth'],
  ],
  ['We met in 2019 and shipped in Q2 2021.', ['date: 2019', 'date: Q2 2021']],
  [
    'Wir melden uns bis Freitag. Frau Schneider hat 14 Standorte.',
    [
      'commitment: Wir melden uns bis Freitag',
      'date: bis Freitag',
      'name: Schneider',
      'number: 14 Standorte',
    ],
  ],
  [
    'Vamos a entregar el informe el próximo jueves por 900 euros.',
    [
      'commitment: Vamos a entregar el informe el próximo jueves por 900 euros',
      'date: el próximo jueves',
      'number: 900 euros',
    ],
  ],
  [
    'Je vais vous envoyer le devis demain, environ 40 pages.',
    [
      'commitment: Je vais vous envoyer le devis demain, environ 40 pages',
      'date: demain',
      'number: 40 pages',
    ],
  ],
  [
    'Vamos confirmar o preço na quinta-feira.',
    ['commitment: Vamos confirmar o preço na quinta-feira', 'date: na quinta-feira'],
  ],
  [
    '佐藤さんが明日、50人分の席を手配します。',
    ['name: 佐藤', 'commitment: 佐藤さんが明日、50人分の席を手配します', 'date: 明日', 'number: 50人'],
  ],
])('%s states %j', (said, facts) => {
  expect(found(said)).toEqual(facts);
});

test.each([
  'Is it 40 people?',
  'Can you send it by Friday?',
  'One of us may look at it, and that will add some cost.',
  'It runs over HTTP/2 and IPv6, so that is fine.',
  'Okay. Right, sounds good to me.',
  'Das ist ein gutes Angebot für die Kunden.',
])('%s states nothing', (said) => {
  expect(found(said)).toEqual([]);
});

test('a fact comes with the sentence that states it', () => {
  expect(findFacts('Thanks for that. The price is 300 euros. Anything else?')).toEqual([
    { kind: 'number', text: '300 euros', sentence: 'The price is 300 euros.' },
  ]);
});

test('a speech without any full stop is read to its end', () => {
  const filler = 'and so we went on and on about it '.repeat(60);
  const found = findFacts(`we have 40 engineers ${filler}and we pay 900 euros ${filler}until next Friday`);
  expect(found.map(({ text }) => text)).toEqual(['40 engineers', '900 euros', 'until next Friday']);
});

test('of a speech of thousands of sentences the newest count', () => {
  expect(
    findFacts(`We have 40 engineers. ${'Right. '.repeat(5_000)}We pay 900 euros.`).map(({ text }) => text),
  ).toEqual(['900 euros']);
});
