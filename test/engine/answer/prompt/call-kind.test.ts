import { expect, test } from 'vitest';
import { callKindOf, type CallKind } from '../../../../engine/answer/prompt/call-kind.ts';

test.each<[CallKind, readonly string[]]>([
  ['interview', ['Job interview', 'Vorstellungsgespräch', 'entretien d’embauche', '面接']],
  ['support', ['Help desk', 'Kundendienst', 'soporte técnico', 'サポート']],
  ['sales', ['Sales call', 'Vertrieb', 'Verkäufer', 'ventas', '営業']],
  ['meeting', ['Sprint planning', 'Besprechung', 'réunion', '会議']],
  ['general', ['', 'A chat with my aunt', 'seldom']],
])('%s is known by its words in each language', (kind, topics) => {
  expect(topics.map((topic) => [topic, callKindOf({ topic, role: '' })])).toEqual(
    topics.map((topic) => [topic, kind]),
  );
});

test('the topic says more than the role, and the role more than nothing', () => {
  expect(callKindOf({ topic: 'Stand-up', role: 'Sales engineer' })).toBe('meeting');
  expect(callKindOf({ topic: 'The quarter', role: 'Sales engineer' })).toBe('sales');
});

test('an interview for a sales job is an interview', () => {
  expect(callKindOf({ topic: 'Interview for a sales position', role: '' })).toBe('interview');
});
