import { conceptsOf } from './concepts.ts';
import { classifyQuestion } from './question-kind.ts';
import { questionTokens } from './question-tokens.ts';
import { KIND_WORDS, RELATIONAL_WORDS, STOP_WORDS } from './question-vocabulary.ts';

/** A question in the forms in which it is compared with others, from strict to lenient. */
export interface QuestionForm {
  /** Same kind of question, same words in the same order, however they were spelled or split. */
  readonly exactKey: string;
  /** Same kind, same words; their order is brought to one where it is no part of the meaning. */
  readonly sortedKey: string;
  /** Same kind, same stems of the words that decide; words that decide nothing may differ. */
  readonly nearKey: string | undefined;
  readonly tokens: readonly string[];
  /** Has no meaning without what was said before: "and why?", "how does that one work?". */
  readonly leans: boolean;
}

/** Kinds that ask about a noun phrase, where "an index in a database" is "a database index". */
const NOUN_KINDS: ReadonlySet<string> = new Set(['define', 'purpose', 'work', 'expand']);

export function questionForm(text: string): QuestionForm {
  const all = questionTokens(text);
  const { kind, parts } = classifyQuestion(all);
  const isNoun = NOUN_KINDS.has(kind) || kind === 'differ';
  const sides = parts.map((part) =>
    part.filter((token, index) => (isNoun && index === 0) || !STOP_WORDS.has(token)),
  );
  const tokens = sides.flat();
  // "Stack Overflow" is not "a stack overflow": a title is not compared with common nouns.
  const prefix = `${kind}${kind === 'define' && isTitle(text) ? '^' : ''}:`;
  const turned = NOUN_KINDS.has(kind) ? turnAround(tokens) : undefined;
  const sorted = parts.length > 1 ? [...new Set(tokens)].sort() : (turned ?? tokens);
  const concepts =
    parts.length > 1
      ? decisiveOfSides(sides)
      : tokens.length === 1
        ? tokens
        : turnAllAround(conceptsOf(tokens));
  return {
    exactKey:
      prefix +
      sides
        .map((side) => side.join(''))
        .sort()
        .join('|'),
    sortedKey: prefix + sorted.join(' '),
    nearKey: concepts.length === 0 ? undefined : prefix + concepts.join(' '),
    tokens,
    leans: leansOnContext(all, tokens),
  };
}

/** "Index in database" → "database index"; undefined unless there is exactly one such preposition. */
function turnAround(tokens: readonly string[]): readonly string[] | undefined {
  const at = tokens.findIndex((token, index) => index > 0 && PREPOSITION.test(token));
  const rest = tokens.slice(at + 1);
  if (at < 0 || rest.length === 0 || rest.some((token) => PREPOSITION.test(token))) return undefined;
  return /^(?:in|of)$/.test(tokens[at] ?? '') ? [...rest, ...tokens.slice(0, at)] : undefined;
}

/** "Price of plans for teams" → "team plan price": what follows "of", "in" or "for" stands before what it belongs to. */
function turnAllAround(tokens: readonly string[]): readonly string[] {
  const at = tokens.findLastIndex((token, index) => index > 0 && /^(?:of|in|for|within)$/.test(token));
  if (at < 0 || at === tokens.length - 1) return tokens;
  return [...tokens.slice(at + 1), ...turnAllAround(tokens.slice(0, at))];
}

/** What sets the two sides apart; "request" goes from "PUT requests" where both sides keep something else. */
function decisiveOfSides(sides: readonly (readonly string[])[]): readonly string[] {
  const bare = sides.map((side) => side.filter((token) => !KIND_WORDS.has(token)));
  const areDistinct = new Set(bare.map((side) => side.join(' '))).size === sides.length;
  const kept = areDistinct && bare.every((side) => side.length > 0) ? bare : sides;
  return [...new Set(kept.flat())].sort();
}

const PREPOSITION = /^(?:in|of|on|at|for|to|from|into|by|with|without|between|over|under|about|as|than)$/;
const FOLLOW_UP_START = /^(?:(?:and|but|so|or|okay|ok|then) )*(?:(?:what|how) about|why not|and if|or if)\b/;
const POINTER =
  /\b(?:former|latter|above|else|others?|(?:previous|another)(?= (?:one|way|example|question|point|answer|topic|slide|thing)\b|$)|again|same|such|elaborate|more detail|more details)\b/;
const DEMONSTRATIVE =
  /\b(?:that|this|these|those)(?:$| (?:is|was|are|were|one|mean|work|way|case|approach|question|point|example|idea|part|step|problem|do|does|would|can|help|matter|happen|different|better|differ|compare|true|right|correct|so|really)\b)/;
const SUBJECT_POINTER =
  /\b(?:would|does|do|is|was|did|can|could|should|will|are|were) (?:this|that|these|those)\b(?! (?:quarter|year|week|month|morning|call|team|company|role|job|position|product)\b)/;
const DUMMY_IT =
  /\b(?:is|was|would|does|did) it (?:(?:be )?(?:better|best|worth|possible|necessary|important|good|bad|ok|okay|safe|hard|easy|common|useful|true|mean|make|take|feel|like|ever|always|a)\b)/;

function leansOnContext(all: readonly string[], tokens: readonly string[]): boolean {
  const spoken = all.join(' ');
  if (
    tokens.every((token) => RELATIONAL_WORDS.has(token)) ||
    FOLLOW_UP_START.test(spoken) ||
    POINTER.test(spoken)
  )
    return true;
  if (SUBJECT_POINTER.test(spoken)) return true;
  if (DEMONSTRATIVE.test(spoken.replaceAll(/\b(?:mean|so|now|given|know|say|think|sure) that\b/g, '')))
    return true;
  if (/\b(?:it|they|them|he|she|him|her|there)$/.test(spoken)) return true;
  const pronoun = DUMMY_IT.test(spoken)
    ? -1
    : all.findIndex((token) => /^(?:it|they|them|he|she|its|him)$/.test(token));
  return pronoun >= 0 && all.slice(0, pronoun).filter((token) => tokens.includes(token)).length < 2;
}

/** Two capitalised words in a row in a sentence that has a beginning of its own, without an article. */
function isTitle(text: string): boolean {
  return /^\p{Lu}\p{Ll}*\b.*?(?<!\b(?:a|an|the))\s\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+/u.test(text);
}
