import type { Utterance } from './question-detector.ts';
import { probabilityByRules } from './rules-detector.ts';
import { shapeOf, type SentenceShape } from './sentence-shape.ts';

/** Probability of a statement in form that asks the other side to confirm it. */
export const CONFIRMATION_PROBABILITY = 0.6;

/** Longer ones tell something. */
const MAX_WORD_COUNT = 12;
const MIN_WORD_COUNT = 4;

/** "And you've used …", "so you wrote …": what only the other one can know. */
const OF_THE_OTHER =
  /^(?:so|and) you(?:(?:'ve| have)(?: \w+)? (?:\w+(?:ed|en)|used|built|done|led|run|been|made|sold|taught|dealt|had)|'re (?!going\b|saying\b)\w+ing| are (?!going\b|saying\b)\w+ing| did not| didn't| haven't| were| worked| wrote| built| used| led| ran| moved| studied| managed)\b/;
/** "And I won't lose …", "so we don't need to …": what the speaker is in for. */
const OF_CONSEQUENCES =
  /^(?:so|and) (?:then )?(?:i|we) (?:won't|will not|wouldn't|don't (?:have|need) to|do not (?:have|need) to)\b/;
/** "And single sign-on is included", "so the app isn't part of phase one". */
const OF_SCOPE =
  /^(?:so|and) (?:\S+ ){1,6}(?:is|are|isn't|aren't|is not|are not) (?:also |already |still )?(?:included|supported|available|covered|required|optional|part of)\b/;
/** "So that's an annual contract", "so we can turn it off at any time". */
const OF_WHAT_WAS_SAID =
  /^(?:so|and) (?:then )?(?:that's|that is|that would be|it's|it is|it doesn't|it won't|there's no|there is no|there are no|i can|we can|i can't|we can't|i could|we could)\b/;
/** "So that's great": a comment, which asks nothing. */
const COMMENT =
  /\b(?:good|great|fine|okay|ok|perfect|helpful|clear|enough|nice|interesting|cool|funny|lovely|sensible|reassuring|fair|plan|point|all|it|me|works|sense|true|right|hard|idea|thing|problem|easy|fun|here|there|now|say|done)$/;

/**
 * Whether a statement in form asks for a yes: about what only the other one can know, or, in a talk in which
 * the speaker asks and the other one answers, about what was just said.
 */
export function asksToConfirm(utterance: Utterance, shape: SentenceShape): boolean {
  const { words, opening } = shape;
  if (opening !== 'plain' || words.length < MIN_WORD_COUNT || words.length > MAX_WORD_COUNT) return false;
  const said = words.join(' ');
  if (COMMENT.test(said)) return false;
  if (OF_THE_OTHER.test(said) || OF_CONSEQUENCES.test(said) || OF_SCOPE.test(said)) return true;
  return OF_WHAT_WAS_SAID.test(said) && wasJustAnswered(utterance);
}

/** The speaker asked, and the other one has spoken since. */
function wasJustAnswered({ previous, channel }: Utterance): boolean {
  const askedAt = previous.findLastIndex(
    (turn) => turn.channel === channel && probabilityByRules(shapeOf(turn.text)) >= 0.5,
  );
  return askedAt >= 0 && previous.slice(askedAt + 1).some((turn) => turn.channel !== channel);
}
