import { expect, test } from 'vitest';
import type { ScriptStep } from '../../fakes/scripted-chat-model.ts';
import { DONE } from '../../fakes/scripted-chat-model.ts';
import { createAnswerRig } from './answer-rig.ts';

/** 40 tokens a second, what a small model reaches on two cores. */
const TOKEN_MS = 25;
const FIRST_WORD_BUDGET_MS = 60;

function spoken(tokens: readonly string[]): readonly ScriptStep[] {
  return [...tokens.flatMap((say) => [{ waitMs: TOKEN_MS }, { say }]), DONE];
}

test.each([
  ['a list item', ['-', ' Use', ' an', ' index', '\n', '-', ' Cache', ' reads'], 'Use'],
  ['an item that begins like one of the examples', ['-', ' An', ' array', ' is', ' fixed'], 'An'],
  ['a number', ['1', '.', ' Split', ' the', ' table', '\n'], 'Split'],
  ['bold', ['-', ' **', 'Split', '**', ' the', ' table', '\n'], 'Split'],
  ['prose', ['TCP', ' keeps', ' the', ' order', '.', ' It', ' resends', '.'], 'TCP'],
])('the first word of %s is published at once, and no word is taken back', async (_, tokens, word) => {
  const rig = await createAnswerRig(() => spoken(tokens));
  rig.ask('What would you do?');
  for (let step = 0; step <= tokens.length; step += 1) await rig.clock.advance(TOKEN_MS);
  const shown = rig.events.flatMap((event) => (event.type === 'answer-extended' ? [event] : []));
  const completed = rig.events.find((event) => event.type === 'answer-completed');
  const firstTokenAtMs = completed?.timing.firstTokenAtMs ?? Number.NaN;
  expect(shown[0]?.bullets).toEqual([word]);
  expect((shown[0]?.atMs ?? Infinity) - firstTokenAtMs).toBeLessThanOrEqual(FIRST_WORD_BUDGET_MS);
  for (const [index, { bullets }] of shown.entries()) {
    const before = shown[index - 1]?.bullets.join('\n') ?? '';
    expect(bullets.join('\n').startsWith(before)).toBe(true);
  }
  await rig.close();
});
