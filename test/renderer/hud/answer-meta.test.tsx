import { expect, test } from 'vitest';
import { AnswerMeta } from '../../../renderer/hud/answer-meta.tsx';
import { askedTurns, type AskedTurn } from '../../../renderer/session/selectors.ts';
import type { TurnAnswer } from '../../../renderer/session/state.ts';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

function shown(change: Partial<TurnAnswer> = {}, isNewest = true, state = after(answeredTurn)) {
  const [turn] = askedTurns(state) as [AskedTurn];
  return show(
    <AnswerMeta turn={{ ...turn, answer: { ...turn.answer, ...change } }} isNewest={isNewest} />,
    state,
  );
}

test('how the answer came about is on it, and a whole one says no more', () => {
  const { html, text } = shown();
  expect(html).toContain('data-path="speculated"');
  expect(html).not.toContain('data-ending');
  expect(text).not.toBe('');
});

test.each(['failed', 'interrupted', 'superseded', 'capped'] as const)('one that is %s says so', (phase) => {
  expect(shown({ phase }).html).toContain(`data-ending="${phase}"`);
});

test('an old answer is marked, and newer bullets wait for a press', () => {
  const stale = shown({ isStale: true, freshBullets: ['newer'] });
  expect(stale.text.length).toBeGreaterThan(shown().text.length);
  expect(stale.buttons).toHaveLength(1);
  expect(shown().buttons).toEqual([]);
});

test('while nothing is there it says what is waited for, and how long from the second second on', () => {
  const waiting = (elapsedMs: number) =>
    shown({ phase: 'waiting', bullets: [], waiting: { reason: 'thinking', elapsedMs, receivedAtMs: 0 } });
  expect(waiting(0).html).toContain('class="wait"');
  expect(waiting(0).html).not.toContain('figures');
  expect(waiting(3_000).text).toMatch(/3\s?s/);
  expect(shown({ phase: 'waiting', bullets: [] }, false).html).not.toContain('class="wait"');
});

test('a question for the user alone says whether the profile has anything for it', () => {
  const without = shown({ asksUser: true }).text;
  const state = after(answeredTurn);
  expect(without).not.toBe(shown().text);
  expect(shown({ asksUser: true }, true, { ...state, settings: undefined }).text).toBe(without);
});

test('words that take the question back are shown beside it', () => {
  const state = after([
    ...answeredTurn,
    {
      type: 'transcript.completed',
      turnId: 'a3',
      channel: 'them',
      text: 'Actually, I meant tasks.',
      startMs: 6_000,
      endMs: 7_000,
    },
  ]);
  expect(shown({}, true, state).html).toContain('data-ending="reversed"');
  expect(shown({}, true, state).names.join()).toContain('I meant tasks');
});
