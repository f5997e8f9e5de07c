import { expect, test } from 'vitest';
import { AnswerMenu } from '../../../renderer/hud/answer-menu.tsx';
import { askedTurns, type AskedTurn } from '../../../renderer/session/selectors.ts';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

const [turn] = askedTurns(after(answeredTurn)) as [AskedTurn];
const shown = (change: Partial<AskedTurn> = {}) => show(<AnswerMenu id="m" turn={{ ...turn, ...change }} />);

test('it offers what is seldom wanted, and says how the answer came about', () => {
  const { text, buttons } = shown();
  expect(buttons.length).toBeGreaterThan(3);
  expect(text).toContain('llama3.2:3b');
  expect(text).toContain('212ms to first bullet');
});

test('only what was detected can have been no question, and a verdict is marked', () => {
  const typed = shown({ question: { text: 'What?', origin: 'typed' } });
  expect(typed.buttons).toHaveLength(shown().buttons.length - 1);
  expect(shown({ verdict: 'not-a-question' }).html).toContain('aria-pressed="true"');
});

test('what is not known is not said', () => {
  const { model: _model, latencyMs: _latencyMs, ...rest } = turn.answer;
  expect(shown({ answer: { ...rest, firstBulletMs: null } }).html).toContain('figures"></p>');
});
