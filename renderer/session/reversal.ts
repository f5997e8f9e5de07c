import { wordsOf } from './selectors.ts';
import type { Turn } from './state.ts';

/** How many turns after a question may still take it back. */
const REACH_TURNS_COUNT = 3;

/** Words with which people take back what they have just said, at the start of a turn. */
const TAKES_BACK =
  /^(?:(?:oh|no|sorry|ah|äh|nein|perd[oó]n|pardon|non|não|desculp\w*)[,.!\s]+)*(?:actually|wait|scratch that|correction|i meant?\b|i misspoke|rather\b|quatsch|korrektur|ich meinte?\b|en realidad|mejor dicho|quise decir|quiero decir|en fait|plutôt|je voulais dire|na verdade|quer dizer|ou melhor|いや|訂正|すみません、?正しくは)/i;

/**
 * What the asker said soon after the question that takes it back.
 * @returns undefined without such evidence.
 */
export function reversalOf(question: Turn, turns: readonly Turn[]): string | undefined {
  const index = turns.findIndex(({ turnId }) => turnId === question.turnId);
  if (index === -1 || question.question?.origin === 'typed') return undefined;
  return turns
    .slice(index + 1, index + 1 + REACH_TURNS_COUNT)
    .filter(({ channel, isDropped }) => channel === question.channel && !isDropped)
    .map(wordsOf)
    .find((words) => TAKES_BACK.test(words));
}
