import { expect, test } from 'vitest';
import { EarlierQuestions } from '../../../renderer/hud/earlier-questions.tsx';
import { answeredTurn, streamingTurn } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

test('questions stand newest first, with their first bullet, and the one on the card is marked', () => {
  const { html, buttons } = show(<EarlierQuestions />, after([...answeredTurn, ...streamingTurn]), {
    shownTurnId: 'a1',
  });
  expect(buttons).toEqual([
    'How would you design a rate limiter? Token bucket per API key, refilled at a steady rate',
    'What is the difference between a process and a thread? A process has its own memory; threads share one',
  ]);
  expect(html.indexOf('aria-current="true"')).toBeGreaterThan(html.indexOf('rate limiter'));
});

test('an answer without bullets, and a call without questions, say so', () => {
  expect(show(<EarlierQuestions />, after(streamingTurn.slice(0, 2))).buttons[0]).not.toBe(
    'How would you design a rate limiter?',
  );
  const empty = show(<EarlierQuestions />);
  expect([empty.buttons, empty.html.includes('class="hint"')]).toEqual([[], true]);
});
