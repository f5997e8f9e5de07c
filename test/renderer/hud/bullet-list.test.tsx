import { expect, test } from 'vitest';
import { BulletList } from '../../../renderer/hud/bullet-list.tsx';
import type { TurnAnswer } from '../../../renderer/session/state.ts';
import { show } from '../render.tsx';

const ANSWER: TurnAnswer = {
  phase: 'streaming',
  question: 'What?',
  bullets: ['one', 'two'],
  bulletsAtMs: 0,
  firstBulletMs: 1,
  isStale: false,
};
const shown = (change: Partial<TurnAnswer> = {}, isNewest = true) =>
  show(<BulletList turnId="t" answer={{ ...ANSWER, ...change }} isNewest={isNewest} />);
const pendingCount = (html: string): number => html.split('bullet pending').length - 1;

test('room is kept for the bullets that are still to come, and only for those', () => {
  expect(shown().text).toBe('one two');
  expect(pendingCount(shown().html)).toBe(2);
  expect(pendingCount(shown({ phase: 'complete' }).html)).toBe(0);
  expect(pendingCount(shown({}, false).html)).toBe(0);
  expect(pendingCount(shown({ bullets: ['1', '2', '3', '4', '5'] }).html)).toBe(0);
});

test('an answer that failed says why and what to do, also where the cause is not known any more', () => {
  const failure = { code: 'busy', message: 'It is busy.', remedy: 'Wait for it.' } as const;
  expect(shown({ phase: 'failed', failure }).text).toContain('It is busy. Wait for it.');
  expect(shown({ phase: 'failed' }).html).toContain('role="alert"');
  expect(shown({ phase: 'complete', failure }).html).not.toContain('role="alert"');
});
