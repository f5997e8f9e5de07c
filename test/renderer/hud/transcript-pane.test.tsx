import { expect, test } from 'vitest';
import { TranscriptPane } from '../../../renderer/hud/transcript-pane.tsx';
import type { Turn } from '../../../renderer/session/state.ts';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { capturing } from '../moments.ts';
import { after, show } from '../render.tsx';

const turn = (change: Partial<Turn> = {}): Turn => ({
  turnId: 't1',
  channel: 'them',
  speech: 'ended',
  text: 'It works.',
  volatile: '',
  isFinal: true,
  isDropped: false,
  ...change,
});
const shown = (...turns: readonly Turn[]) => show(<TranscriptPane />, after([], { turns }));

test('each line has its place, its side and what can be done about it', () => {
  const { html, buttons } = show(<TranscriptPane />, after(answeredTurn));
  expect(html).toContain('id="line-a1"');
  expect(html).toContain('data-channel="them"');
  expect(html).toContain('data-passed="not-a-question"');
  expect(buttons).toEqual(['Show the answer', 'Answer it']);
});

test('words that may still change are dimmed behind those that stand', () => {
  const { html } = shown(turn({ text: 'How do you', volatile: 'test this', isFinal: false }));
  expect(html).toContain('How do you<span class="volatile"> test this</span>');
  expect(html).toContain('data-final="false"');
});

test('what is incomplete, late or lost is said behind the words', () => {
  const plain = shown(turn()).text;
  const notes = [turn({ isIncomplete: true }), turn({ isLate: true }), turn({ text: '', lostMs: 3_000 })].map(
    (each) => shown(each).text,
  );
  expect(new Set([plain, ...notes]).size).toBe(4);
  expect(notes[2]).toContain('3.0s of sound lost');
});

test('why a question was left alone is said; of other words it is not', () => {
  expect(shown(turn({ passed: 'repeat' })).html).toContain('class="passed"');
  expect(shown(turn({ passed: 'not-a-question' })).html).not.toContain('class="passed"');
});

test('what was dropped is not shown, and an empty transcript says what will be there', () => {
  const empty = shown(turn({ isDropped: true }));
  expect(empty.html).not.toContain('<li');
  expect(empty.html).not.toContain('tabindex="0"');
  expect(empty.text).not.toBe(show(<TranscriptPane />, after([capturing({ isDemo: true })])).text);
});

test('markup in what is said is text', () => {
  expect(shown(turn({ text: '<img src=x>' })).html).not.toContain('<img');
});
