import type { Utterance } from './question-detector.ts';
import { probabilityByRules } from './rules-detector.ts';
import { shapeOf, type SentenceShape } from './sentence-shape.ts';

/** Probability of a sentence that asks by a form for which the conversations trained on hold hardly any example. */
export const ASKING_FORM_PROBABILITY = 0.6;

/** Longer statements inform rather than ask. */
const MAX_WORD_COUNT = 12;
const MIN_WORD_COUNT = 3;

/** "And you've used …", "so you wrote …": what only the other person can know. */
const OF_THE_OTHER =
  /^(?:so|and) you(?:(?:'ve| have)(?: \w+)? (?:\w+(?:ed|en)|used|built|done|led|run|been|made|sold|taught|dealt|had)|(?:'re| are) (?:not )?(?:(?!going\b|saying\b)\w+ing|based|comfortable|familiar|happy|responsible|used|able|available)| did not| didn't| (?:don't|do not) (?:have any|have an?|do|offer|support)| haven't| were| worked| wrote| built| used| led| ran| moved| studied| managed)\b/;
/** "And I won't lose …", "so we don't need to …": what the speaker is in for. */
const OF_CONSEQUENCES =
  /^(?:so|and) (?:then )?(?:i|we) (?:won't|will not|wouldn't|don't (?:have|need) to|do not (?:have|need) to)\b/;
/** "And single sign-on is included", "so the app isn't part of phase one". */
const OF_SCOPE =
  /^(?:so|and) (?:\S+ ){1,6}(?:is|are|isn't|aren't|is not|are not) (?:also |already |still )?(?:included|supported|available|covered|required|optional|part of)\b/;
/** "You're fine with that, then". */
const CONCLUDED =
  /^(?:so |and )?(?:you|you're|you've|it's|that's|that is|it is|there's|there is|there are)\b.* then$/;
/** "So that's an annual contract", "and the data stays in Germany": checked with the person who just said so. */
const OF_WHAT_WAS_SAID =
  /^(?:so|and) (?:(?:i|we) (?:can|can't|could|get|keep|pay|need|have to)|i'd|we'd|(?:it|that|there)'s|(?!then\b|i\b|we\b|i'\w+|we'\w+|he\b|she\b|you\b|yeah\b|yes\b|no\b|my\b|our\b|let\b|if\b|when\b|because\b|as\b|for\b|in\b|on\b|at\b)(?:\S+ ){1,5}?(?:is|are|isn't|aren't|can|can't|will|won't|would|doesn't|don't|includes?|means?|stays?|works?|runs?|comes?|needs?|costs?|covers?|gets?|goes|keeps?|supports?|starts?|ends?|has)|(?:your|that|this|it|nobody|everyone|everything|the \w+) (?:(?!the\b)\w+ )?\w{3,}[^s\W]s)\b/;
/** "Yeah, okay, and …": the answer is taken in before the next thing is asked in the same breath. */
const TAKEN_IN =
  /^(?:(?:yeah|yes|yep|okay|ok|right|great|good|nice|sure|cool|fine|lovely|perfect|excellent|brilliant|interesting|alright|all right|i see|got it|makes sense|fair enough|that (?:makes sense|is (?:good|great|fair|helpful))) )+(?=(?:so|and) )/;
/** "Mm-tom's yet, and you've used …": a nod that a recognizer took for words of its own. */
const MISHEARD_NOD =
  /^(?!(?:thanks?|sorry|it|that|this|there|i|we|they|he|she|you)\b)(?:\S+ ){1,3}(?=(?:so|and) you\b)/;
/** "So that's great", "and that's why we're looking": a comment, which asks nothing. */
const COMMENT =
  /\b(?:that(?:'s| is) (?:\w+ )?(?:why|what|where|how|when|who|because|exactly|basically|pretty much|good|great|nice|helpful)|that (?:makes|sounds|looks|helps|covers|works|said|being)|i think|sort of|kind of|basically)\b|\b(?:good|great|fine|okay|ok|perfect|helpful|clear|enough|nice|interesting|cool|funny|lovely|sensible|reassuring|fair|plan|point|all|it|me|works|sense|true|right|hard|idea|thing|problem|easy|fun|here|there|now|say|done|know|see|today)$/;
/** "I was hoping you could tell me …", "my question is whether …", "what I'd like to understand is …". */
const INDIRECT =
  /\b(?:hoping (?:that )?you (?:can|could|might)|curious to (?:hear|know|see|learn)|(?:my|one|the other|another) question (?:is|was|would be) (?:if|whether|how|what|why|when|where|who|which)|(?:i|i'd|i'm|we'd)(?: \w+){0,2} (?:like|love|trying|want|need|keen) to (?:know|understand|hear|figure out|find out|work out|learn)(?: more)?(?: is| about)? (?:if|whether|how(?! to\b)|what|why|when|where|who|which)|we'd need to know is|what (?:i|we) (?:don't|do not|can't|cannot) (?:get|understand|see) is (?:why|how|what|where|who|when))\b/;
/** A clause first, then its question: "before we move on, who owns the migration". */
const AFTER_CLAUSE =
  /^(?:before|after|if|when|since|once|while|given|assuming|suppose|say|let's say) .*\b(?:what|who|where|why|how|which) (?:is|are|do|does|did|would|will|can|could|should) (?:you|we|i|they|he|she|it|the|that|this|our|my|your|there|going|responsible)\b|^(?:before|after|if|when|once|while|given|assuming|suppose|say) .*\b(?:what happens|what changes|who (?:pays|owns|decides|gets))\b/;
/** "We're on the old plan, so what changes for us". */
const AFTER_REASON = /,? so (?:what|who|where|why|how|which) \S+ \S+/i;
const MAX_CLAUSE_WORD_COUNT = 20;
const OF_AMOUNT =
  /^(?:how come|(?:roughly|approximately|about|exactly) how (?:many|much|long|often|big|soon|far)) \S+/;
/** "And how much of the budget is left": whatever mark a recognizer puts behind it. */
const OF_WHAT_IS_LEFT =
  /^how (?:much|many) (?!(?:that|this|it|the|you|we|they|i|he|she|an?|our|your|their|my)\b)(?:\S+ ){1,5}?(?:is|are|was|were|will|would|has|have|had|can|could)\b(?! (?:up to|beyond|unclear|not clear|unknown|anyone's|another|the question|a question))/;
/** "We have a plan then, could you sum up the next steps": what was said before it needs no full stop. */
const RUN_ON =
  /(?<!\b(?:if|that|what|how|when|where|which|why|who|whether|because|until|unless|as|than|nor|only|whenever|wherever) )\b(?:could|can|would|will) you (?:please |just |maybe |quickly |briefly |perhaps )?(?:sum|summari[sz]e|walk|tell|explain|describe|show|give|share|send|talk|help|clarify|elaborate|confirm|outline|remind|name|list|compare|expand|go (?:over|through)|take (?:me|us))\b/;
/** "One thing I wanted to check, does it work on …". */
const ANNOUNCED =
  /\b(?:i (?:just )?wanted to (?:check|ask|know)|quick (?:question|one)|one (?:thing|question)|silly question)(?: but| is|,)? (?:do|does|did|is|are|can|could|will|would|what|how|who|when|where|why|which)\b/;

/** Whether a sentence asks by its form, whatever the weights of its words. */
export function asksByForm(utterance: Utterance, shape: SentenceShape): boolean {
  const said = shape.words.join(' ');
  if (INDIRECT.test(said) || ANNOUNCED.test(said)) return true;
  if (shape.isReported) return false;
  const core = shape.core.join(' ');
  if (OF_AMOUNT.test(core) || RUN_ON.test(said)) return true;
  if (OF_WHAT_IS_LEFT.test(core) && shape.words.length <= MAX_WORD_COUNT) return true;
  if (AFTER_CLAUSE.test(said) && shape.words.length <= MAX_CLAUSE_WORD_COUNT) return true;
  return AFTER_REASON.test(utterance.text) || asksToConfirm(utterance, shape);
}

/**
 * Whether a statement in form asks for a yes: about what only the other one can know, or, in a talk in which
 * the speaker asks and the other one answers, about what was just said.
 */
function asksToConfirm(utterance: Utterance, { words, opening }: SentenceShape): boolean {
  const said = words.join(' ').replace(TAKEN_IN, '');
  const wordCount = said.split(' ').length;
  if (opening !== 'plain' || wordCount < MIN_WORD_COUNT || wordCount > MAX_WORD_COUNT) return false;
  if (COMMENT.test(said)) return false;
  if (OF_THE_OTHER.test(said.replace(MISHEARD_NOD, ''))) return true;
  if ([OF_CONSEQUENCES, OF_SCOPE, CONCLUDED].some((form) => form.test(said))) return true;
  return OF_WHAT_WAS_SAID.test(said) && wasJustAnswered(utterance);
}

/** The speaker asked, and the other one has spoken since. */
function wasJustAnswered({ previous, channel }: Utterance): boolean {
  const askedAt = previous.findLastIndex(
    (turn) => turn.channel === channel && probabilityByRules(shapeOf(turn.text)) >= 0.5,
  );
  return askedAt >= 0 && previous.slice(askedAt + 1).some((turn) => turn.channel !== channel);
}
