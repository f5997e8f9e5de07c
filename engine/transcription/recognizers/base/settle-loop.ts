import { bareWord, wordsOf } from '../../../wording/bare-words.ts';
import type { Recognition } from './transcriber.ts';
import { withoutLoops } from '../../../wording/word-loops.ts';

/** The fastest talkers keep below 25 characters a second. */
const MAX_CHARACTERS_PER_SECOND = 35;
/** Shorter texts say nothing about the rate: a clip may be cut close to the word. */
const MIN_HURRIED_CHARACTERS = 20;
/** More rounds of one group are asked about again; people do say "no, no". */
const LOOP_LIMITS = { wordCount: 2, numberCount: Number.POSITIVE_INFINITY };
/** A whole text that is one sentence again and again; shorter ones are said twice in life. */
const MIN_SENTENCE_WORDS = 3;

/** A pass of a model that writes one word after the other. */
interface Pass extends Recognition {
  /** It may have had more to say: it wrote as much as it is allowed to, which is how loops end too. */
  readonly isCutShort?: boolean;
}

/**
 * Models that write one word after the other may fall into a loop. A pass that sounds like one is run once
 * more in another way; what two different passes hear alike was spoken; every other loop is cut to one round.
 * @param again the same audio, read in another way.
 */
export async function settleLoop<One extends Pass>(
  first: One,
  audioMs: number,
  again: () => Promise<One>,
): Promise<One> {
  if (!first.isCutShort && !isLoop(first.text, audioMs)) return first;
  const second = await again();
  const computeMs = first.computeMs + second.computeMs;
  const isAgreed = bareText(first.text) === bareText(second.text) && !isHurried(second.text, audioMs);
  if (isAgreed || !isLoop(second.text, audioMs)) return { ...second, computeMs };
  const round = oneRound(second.text);
  return { ...second, text: isHurried(round, audioMs) ? '' : round, computeMs };
}

/** The text repeats itself, or is more than anybody says in that time. */
export function isLoop(text: string, audioMs: number): boolean {
  return isHurried(text, audioMs) || oneRound(text) !== text;
}

function isHurried(text: string, audioMs: number): boolean {
  return text.length > Math.max(MIN_HURRIED_CHARACTERS, (audioMs / 1_000) * MAX_CHARACTERS_PER_SECOND);
}

/** The text without the rounds that follow the first; the last one may have been cut off. */
function oneRound(text: string): string {
  const words = wordsOf(text);
  const bare = words.map(bareWord);
  for (let period = MIN_SENTENCE_WORDS; period < bare.length; period += 1) {
    const repeatedCount = bare.length - period;
    if (repeatedCount < period / 2) break;
    if (bare.slice(period).every((word, index) => word === bare[index]))
      return words.slice(0, period).join(' ');
  }
  return withoutLoops(text, LOOP_LIMITS);
}

function bareText(text: string): string {
  return wordsOf(text).map(bareWord).join(' ');
}
