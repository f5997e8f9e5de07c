import type { ClosingMark } from './words.ts';
import { closingMarkOf, normalisedWords } from './words.ts';
import {
  AUXILIARIES,
  DETERMINERS,
  DIRECTIVE_VERBS,
  DROPPED_SUBJECT_FOLLOWERS,
  OPENERS,
  OPENING_PHRASES,
  REPORTING_WORDS,
  SUBJECT_PRONOUNS,
  TAG_ENDINGS,
  WH_WORDS,
} from './lexicon.ts';

/** How the clause begins, once openers ("so", "well", "i mean") are set aside. */
export type Opening =
  | 'wh-inverted'
  | 'wh-bare'
  | 'wh-clause'
  | 'relative'
  | 'exclamation'
  | 'inverted'
  | 'directive'
  | 'follow-up'
  | 'plain'
  | 'empty';

/** What word order alone says about a sentence. */
export interface SentenceShape {
  /** Normalised words: lower case, fillers dropped, "what's" opened. */
  readonly words: readonly string[];
  /** `words` without the openers. */
  readonly core: readonly string[];
  readonly opening: Opening;
  /** A second clause further on asks ("…, can you tell us more", "…, what does that mean"). */
  readonly asksWithin: boolean;
  /** "I was wondering if…", "my question is…", "maybe you could share…". */
  readonly isIndirect: boolean;
  /** "…, right", "…, isn't it". */
  readonly hasTag: boolean;
  /** "…is it like A or B". */
  readonly offersChoice: boolean;
  /** A reported question, not an asked one: "he asked what we do". */
  readonly isReported: boolean;
  readonly mark: ClosingMark;
}

const INDIRECT =
  /\b(?:wondering (?:if|whether|what|how|why|when)|(?:would|'d) (?:like|love) to (?:know|ask|understand|hear)|curious (?:if|what|how|why|about|whether)|(?:want|wanted) to (?:ask|know|understand) |(?:if|maybe|perhaps) you (?:can|could|would|might) (?:\w+ ){0,2}(?:tell|share|give|explain|elaborate|talk|walk|describe|comment|provide|speak|remind|clarify|update|help)|help (?:me|us) understand|any (?:thoughts|idea|ideas|guidance|update|updates|comments|color|colour) (?:on|about|how|what|why|regarding))\b/;
const FOLLOW_UP =
  /^(?:why|why not|why is that|how|how so|how come|how exactly|what else|when|where|who|which one|which ones|such as|like what|in what way|for example|for instance|(?:what|how) about(?: .*)?|what if(?: .*)?|what then|then what)$/;
const REQUEST_TO_TELL =
  /^(?:(?:tell|remind) (?:me|us)|(?:walk|talk|take) (?:me|us) (?:through|about|over)|talk (?:about|through|more|a bit|a little)|speak (?:to|about)|say more|show (?:me|us) how|(?:share|give) (?:me |us )?(?:an?|some|your|the|more|one) (?:\w+ ){0,2}(?:examples?|overview|idea|summary|insights?|details?|thoughts|story|time|experience|update|sense|colou?r)|let us know|let me know (?:what|how|if|why|when))\b/;
const ASKING_AUXILIARIES = new Set([...AUXILIARIES].filter((word) => word !== 'have' && word !== 'had'));
const RELATIVE_WORDS = new Set(['which', 'who', 'where', 'when', 'whose']);

export function shapeOf(text: string): SentenceShape {
  const words = normalisedWords(text);
  const core = withoutOpeners(words);
  const opening = openingOf(core);
  const joined = words.join(' ');
  const asksWithin = opening !== 'empty' && findInnerQuestion(core);
  return {
    words,
    core,
    opening,
    asksWithin,
    isIndirect: INDIRECT.test(joined),
    hasTag: hasTag(words),
    offersChoice: words.indexOf('or') > 1 && words.indexOf('or') < words.length - 1,
    isReported: isReported(words),
    mark: closingMarkOf(text),
  };
}

function withoutOpeners(words: readonly string[]): readonly string[] {
  let start = 0;
  for (;;) {
    const phrase = OPENING_PHRASES.find((candidate) => matchesAt(words, start, candidate));
    if (phrase) start += phrase.length;
    else if (OPENERS.has(words[start] ?? '')) start += 1;
    else return words.slice(start);
  }
}

function matchesAt(words: readonly string[], startIndex: number, phrase: readonly string[]): boolean {
  return phrase.every((word, index) => words[startIndex + index] === word);
}

function openingOf(core: readonly string[]): Opening {
  const [first, second] = core;
  if (first === undefined) return 'empty';
  const joined = core.join(' ');
  if (core.length <= 8 && FOLLOW_UP.test(joined)) return 'follow-up';
  if (WH_WORDS.has(first)) return whOpening(core);
  if (AUXILIARIES.has(first) && second !== undefined && isInversion(first, second)) return 'inverted';
  const isToTell =
    REQUEST_TO_TELL.test(joined) && !/^give \w+ an? (?:moment|second|minute|sec)\b/.test(joined);
  if (isToTell || (DIRECTIVE_VERBS.has(first) && core.length > 1)) return 'directive';
  // "In Java, what is…": a short frame, then the question.
  const framed = core.findIndex((word, index) => index > 0 && index <= 4 && WH_WORDS.has(word));
  if (framed > 0 && /^(?:in|for|on|from|if|with|to|at|regarding)$/.test(first)) {
    if (whOpening(core.slice(framed)) === 'wh-inverted') return 'wh-inverted';
  }
  return 'plain';
}

function whOpening(core: readonly string[]): Opening {
  const [first = '', second] = core;
  if (second === undefined) return 'wh-bare';
  if (first === 'what' && (second === 'a' || second === 'an')) return 'exclamation';
  if (ASKING_AUXILIARIES.has(second) || second === 'have' || second === 'had') {
    const isRelative = RELATIVE_WORDS.has(first) && first !== 'where' && first !== 'when' && first !== 'who';
    return isRelative ? 'relative' : 'wh-inverted';
  }
  if (SUBJECT_PRONOUNS.has(second) || DETERMINERS.has(second)) {
    return RELATIVE_WORDS.has(first) ? 'relative' : 'wh-clause';
  }
  if (first === 'when' || first === 'where') return 'relative';
  const auxiliary = core.findIndex((word, index) => index > 1 && index <= 6 && ASKING_AUXILIARIES.has(word));
  if (auxiliary > 0) {
    const before = core.slice(1, auxiliary);
    if (!before.some((word) => SUBJECT_PRONOUNS.has(word))) return 'wh-inverted';
    return 'wh-clause';
  }
  return first === 'which' ? 'relative' : 'wh-bare';
}

function isInversion(first: string, second: string): boolean {
  if (SUBJECT_PRONOUNS.has(second)) return true;
  if (DROPPED_SUBJECT_FOLLOWERS.has(second)) return false;
  // "Do companies…", "have any of you…", but not "do the simple thing", "have a look", "don't worry".
  if (first === 'do') return second === 'people' || /[^s]s$/.test(second);
  if (first === 'have')
    return second === 'any' || second === 'all' || second === 'both' || second === 'people';
  return !/^(?:don't|had|may|might|must)$/.test(first);
}

/** "…, can you", "…, what is": an auxiliary before its pronoun, not where a wh-clause or comparison puts it. */
function findInnerQuestion(core: readonly string[]): boolean {
  return core.some((word, index) => {
    const next = core[index + 1];
    if (index === 0 || next === undefined) return false;
    const before = core[index - 1] ?? '';
    // "Rose, do you think…": a name may stand before the question.
    if (index === 1 && (next !== 'you' || !isName(before))) return false;
    if (WH_WORDS.has(word) && ASKING_AUXILIARIES.has(next)) {
      return SUBJECT_PRONOUNS.has(core[index + 2] ?? '') || DETERMINERS.has(core[index + 2] ?? '');
    }
    if (!ASKING_AUXILIARIES.has(word) || !/^(?:you|we|they|he|she|it|there|i)$/.test(next)) return false;
    return !/^(?:so|neither|nor|than|as|only|never|i|you|we|they|he|she|it|what|that)$/.test(before);
  });
}

function isName(word: string): boolean {
  return (
    !SUBJECT_PRONOUNS.has(word) && !WH_WORDS.has(word) && !AUXILIARIES.has(word) && !DETERMINERS.has(word)
  );
}

function hasTag(words: readonly string[]): boolean {
  const isKnown = TAG_ENDINGS.some((tag) => {
    const start = words.length - tag.length;
    return start >= 2 && matchesAt(words, start, tag);
  });
  if (isKnown) return true;
  const [auxiliary = '', pronoun = ''] = words.slice(-2);
  return words.length >= 5 && auxiliary.endsWith("n't") && SUBJECT_PRONOUNS.has(pronoun);
}

function isReported(words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (index === 0) return false;
    const isWh = WH_WORDS.has(word) || word === 'if' || word === 'whether';
    const before = words[index - 1] ?? '';
    if (isWh && REPORTING_WORDS.has(before)) return true;
    return (
      isWh && REPORTING_WORDS.has(words[index - 2] ?? '') && /^(?:me|us|him|her|them|you|about)$/.test(before)
    );
  });
}
