import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useAnswerCommands } from '../../../renderer/hud/use-answer-commands.ts';
import { showTurn, viewStore } from '../../../renderer/parts/view-state.ts';
import { askedTurns, type AskedTurn } from '../../../renderer/session/selectors.ts';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { callHook } from '../call-hook.tsx';
import { after } from '../render.tsx';

const STATE = after(answeredTurn);
const [turn] = askedTurns(STATE) as [AskedTurn];
const { turnId } = turn;
let copied: string[];

beforeEach(() => {
  copied = [];
  viewStore.setState(viewStore.getInitialState(), true);
  const writeText = (text: string): Promise<void> => Promise.resolve(void copied.push(text));
  vi.stubGlobal('navigator', { clipboard: { writeText } });
});
afterEach(() => vi.unstubAllGlobals());

const stage = (shown: AskedTurn | undefined) => {
  const { value: commands, sent } = callHook(() => useAnswerCommands(shown), STATE);
  return { commands, sent };
};

test('what is asked of the engine is about the answer on the card', () => {
  const { commands, sent } = stage(turn);
  commands.judge('good');
  commands.askAgain();
  commands.wish('shorter');
  commands.stop();
  expect(sent).toEqual([
    { type: 'give-feedback', turnId, verdict: 'good' },
    { type: 'regenerate', turnId },
    { type: 'ask', text: 'Give the same answer in half as many words.', aboutTurnId: turnId },
    { type: 'cancel' },
  ]);
});

test('each wish has words of its own', () => {
  const { commands, sent } = stage(turn);
  for (const wish of ['shorter', 'more', 'example'] as const) commands.wish(wish);
  expect(new Set(sent.map((command) => ('text' in command ? command.text : ''))).size).toBe(3);
});

test('the bullets are copied as a list, and noted once they are', async () => {
  stage(turn).commands.copy();
  await expect.poll(() => viewStore.getState().copiedTurnId).toBe(turnId);
  expect(copied).toEqual([turn.answer.bullets.map((bullet) => `• ${bullet}`).join('\n')]);
});

test('a copy that the browser refuses is not noted', async () => {
  const writeText = vi.fn(() => Promise.reject(new Error('denied')));
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  stage(turn).commands.copy();
  await Promise.allSettled(writeText.mock.results.map(({ value }) => value));
  expect(viewStore.getState().copiedTurnId).toBeUndefined();
});

test('the card is left, and without one only stopping does something', () => {
  showTurn(turnId);
  const { commands, sent } = stage(undefined);
  commands.dismiss();
  commands.judge('bad');
  commands.askAgain();
  commands.wish('more');
  commands.copy();
  expect([sent, copied, viewStore.getState().shownTurnId]).toEqual([[], [], turnId]);
  commands.stop();
  expect(sent).toEqual([{ type: 'cancel' }]);
  stage(turn).commands.dismiss();
  expect(viewStore.getState().shownTurnId).toBeUndefined();
});
