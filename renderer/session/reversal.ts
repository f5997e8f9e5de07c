import { wordsOf } from './selectors.ts';
import type { Turn } from './state.ts';

/** How many turns after a question may still take it back. */
const REACH_TURNS_COUNT = 3;

/** Words with which people take back what they have just said, at the start of a turn. */
const TAKES_BACK = new RegExp(
  `^(?:(?:oh|no|sorry|ah|hm+|äh|nein|moment|perd[oó]n|pardon|non|não|desculp\\w*|いえ|いや)[,.!、\\s]+)*(?:${[
    'actually|(?:no,? )?wait|scratch that|strike that|correction|i mean(?:t\\b| the\\b)|what i meant|i misspoke|rather\\b',
    'let me (?:rephrase|correct)|i (?:take|took) (?:that|it) back|forget (?:that|it|what i)|never ?mind|i should have said',
    'quatsch|korrektur|ich meinte?\\b|ich korrigiere|vergessen sie das|vergiss das|besser gesagt|vielmehr',
    'en realidad|mejor dicho|quise decir|quiero decir|quería decir|me corrijo|olvíd[ea]lo|corrección',
    'en fait|plutôt|je voulais dire|je me corrige|oubliez|oublie ça|rectification',
    'na verdade|quer dizer|quis dizer|queria dizer|ou melhor|me corrijo|esque[çc][ae] isso|correção',
    'いや|訂正|すみません、?正しくは|言い直し|間違えました',
  ].join('|')})`,
  'i',
);

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
