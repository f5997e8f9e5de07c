import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FactsPanel } from '../../../renderer/facts/facts-panel.tsx';
import type { StatedFact } from '../../../renderer/session/state.ts';
import { after, show } from '../render.tsx';

const fact = (more: Partial<StatedFact> = {}): StatedFact => ({
  kind: 'number',
  text: '300 euros',
  sentence: 'It costs 300 euros.',
  turnId: 'a',
  channel: 'them',
  sinceCallBeganMs: 725_000,
  ...more,
});
const shown = (facts: readonly StatedFact[]) => show(<FactsPanel />, after([], { facts }));

let isOnPage: boolean;
beforeEach(() => {
  isOnPage = false;
  const line = { checkVisibility: () => true };
  vi.stubGlobal('document', { querySelector: () => (isOnPage ? line : null) });
  vi.stubGlobal('CSS', { escape: String });
});
afterEach(() => vi.unstubAllGlobals());

test('facts stand by kind, the newest first, with their sentence and their place in the call', () => {
  const { text, html } = shown([
    fact(),
    fact({ text: '20 %', sentence: 'Less 20 %.', turnId: 'b' }),
    fact({ kind: 'date', text: 'Monday', sentence: 'On Monday.' }),
  ]);
  expect([...html.matchAll(/<h3>([^<]*)</g)].map(([, kind]) => kind)).toEqual(['facts.date', 'facts.number']);
  expect(text.indexOf('20 %')).toBeLessThan(text.indexOf('300 euros'));
  expect(text).toContain('Them 12:05 It costs 300 euros.');
});

test('a sentence that is the fact itself is not said twice, and seconds have two digits', () => {
  const { text } = shown([fact({ sentence: '300 euros', sinceCallBeganMs: 65_900 })]);
  expect(text.match(/300 euros/g)).toHaveLength(1);
  expect(text).toContain('1:05');
});

test('its place can be shown while its line is on the page', () => {
  expect(shown([fact()]).buttons).toHaveLength(1);
  isOnPage = true;
  expect(shown([fact()]).buttons).toHaveLength(2);
});

test('that nothing was stated yet is said', () => {
  expect(shown([]).text).toContain('facts.none');
  expect(shown([fact()]).text).not.toContain('facts.none');
});
