import { classifyQuestion } from './question-kind.ts';
import { leanOf, type Lean } from './question-lean.ts';
import { questionTokens } from './question-tokens.ts';
import { STOP_WORDS } from './question-vocabulary.ts';

/**
 * A question in the forms in which it is compared, from strict to lenient. Self-contained questions share an answer
 * where they have a key in common; keys make an index, so that a question need not be compared with every answer.
 */
export interface QuestionForm {
  /** Same kind of question, same words in the same order, however they were spelled or split. */
  readonly exactKey: string;
  /** Same kind, same words, sorted where their order does not change the meaning. */
  readonly sortedKey: string;
  readonly lean: Lean;
}

/** Kinds that ask about a noun phrase, where "an index in a database" is "a database index". */
const NOUN_KINDS: ReadonlySet<string> = new Set(['define', 'purpose', 'work', 'expand']);

/** What was said in a call only answers questions in that call; an antecedent must stand alone. */
export function isSelfContained(question: QuestionForm, antecedent?: QuestionForm): boolean {
  if (antecedent === undefined) return question.lean === 'nothing';
  return question.lean !== 'call' && antecedent.lean === 'nothing';
}

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
  const turned = NOUN_KINDS.has(kind) && !PLURAL_BEHIND_OF.test(text) ? turnAround(tokens) : undefined;
  const sorted = parts.length > 1 ? [...new Set(tokens)].sort() : (turned ?? tokens);
  return {
    exactKey:
      prefix +
      sides
        .map((side) => side.join(' ').replaceAll(NOT_BETWEEN_NUMBERS, ''))
        .sort()
        .join('|'),
    sortedKey: prefix + sorted.join(' '),
    lean: leanOf(text),
  };
}

/** "Index in database" → "database index"; undefined unless there is exactly one such preposition. */
function turnAround(tokens: readonly string[]): readonly string[] | undefined {
  const at = tokens.findIndex((token, index) => index > 0 && PREPOSITION.test(token));
  const rest = tokens.slice(at + 1);
  if (at < 0 || rest.length === 0 || rest.some((token) => PREPOSITION.test(token))) return undefined;
  return /^(?:in|of)$/.test(tokens[at] ?? '') ? [...rest, ...tokens.slice(0, at)] : undefined;
}

/** Words may be split anywhere, but "10 2" is not 102. */
const NOT_BETWEEN_NUMBERS = /(?<!\d) | (?!\d)/g;
/** "The number of invoices" is not "the invoice number". */
const PLURAL_BEHIND_OF = /\bof (?:[a-z]+ ){0,2}[a-z]+s\b/i;
const PREPOSITION = /^(?:in|of|on|at|for|to|from|into|by|with|without|between|over|under|about|as|than)$/;

/** Two capitalised words in a row without an article, after a capitalised first word. */
function isTitle(text: string): boolean {
  return /^\p{Lu}\p{Ll}*\b.*?(?<!\b(?:a|an|the))\s\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+/u.test(text);
}
