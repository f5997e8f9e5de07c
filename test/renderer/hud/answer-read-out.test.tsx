import { expect, test } from 'vitest';
import { AnswerReadOut } from '../../../renderer/hud/answer-read-out.tsx';
import { answeredTurn, streamingTurn } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

const streaming = after(streamingTurn, { nowMs: 10_000 });

test('the question and its finished bullets are read out, never one that still grows', () => {
  const { text } = show(<AnswerReadOut />, streaming, { shownTurnId: 's1' });
  expect(text).toContain('How would you design a rate limiter?');
  expect(text).toContain('Keep counters in Redis, so all nodes agree');
  expect(text).not.toContain('Return 429 with');
});

test('an older answer is not read out, nor one that has been there for a while', () => {
  const both = after([...answeredTurn, ...streamingTurn], { nowMs: 10_000 });
  expect(show(<AnswerReadOut />, both, { shownTurnId: 'a1' }).text).toBe('');
  const later = { ...streaming, nowMs: 14_001 };
  expect(show(<AnswerReadOut />, later, { shownTurnId: 's1' }).text).toBe('');
});

test('its place is always on the page', () => {
  expect(show(<AnswerReadOut />).html).toContain('aria-live="polite"');
});
