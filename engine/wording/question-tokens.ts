import { foldNumbers } from './number-words.ts';
import {
  ARTICLES,
  EMPTY_WORDS,
  FILLERS,
  NO_PLURAL,
  PHRASES,
  RELATIONS,
  STOP_WORDS,
} from './question-vocabulary.ts';
import { joinLetters } from './spelled-letters.ts';

const MAX_PHRASE_WORD_COUNT = 4;
/** No one asks longer questions aloud; the rest is not compared. */
const MAX_TOKEN_COUNT = 80;
const STUTTERED =
  /^(?:what|how|why|when|who|where|is|are|do|does|did|the|an?|i|we|you|can|could|would|of|to|in|and|it|so|my|your|our)$/;
const DEFINITE = /^(?:the|your|our|my|their|his|her|its)$/;
const ENDS_PHRASE =
  /^(?:in|of|on|at|for|to|from|into|by|with|without|between|over|under|about|as|than|per|and|or|if|when|that|who|which|is|are|was|were|do|does|did|can|could|will|would|should|must|have|has|had|you|we|they|i|it|he|she|mean|work|stand|vs|versus)$/;
const CONSONANT_WORD = /^[bcdfgjklmnpqrstvwxz](?=[a-z]*[aeiouy])[a-z]{4,}$/;
const NAME_AFTER_ARTICLE = /^(?:in|of|on|at|for|to|it|us|or|not|if|what|how|why|who|when)$/;
const IS_AFTER = /\b(what|who|where|when|why|how|that|it|there|here|he|she|let)'s\b/g;
const SPOKEN_CONTRACTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    whats: 'what is',
    hows: 'how is',
    wheres: 'where is',
    whos: 'who is',
    dont: 'do not',
    doesnt: 'does not',
    didnt: 'did not',
    isnt: 'is not',
    arent: 'are not',
    cant: 'can not',
    cannot: 'can not',
    couldnt: 'could not',
    shouldnt: 'should not',
    wouldnt: 'would not',
    youd: 'you would',
    youre: 'you are',
    gonna: 'going to',
    wanna: 'want to',
  }),
);

/** Operators that are never punctuation. */
const OPERATOR = '!=+|(?<=\\d)!(?=\\s*\\S)|->|(?<=\\b[a-z])--|--(?=[a-z]\\b)|&&|[\\p{Sm}*^]+';
/** "-" and "/" between numbers or variables, and a sign: elsewhere they join words. */
const SIGN =
  '(?<=\\d\\s*)[-/](?=\\s*(?:\\d|[a-z]\\b))|(?<=\\b[a-z]\\s+)[-/](?=\\s+(?:\\d|[a-z]\\b))' +
  '|(?<=\\b[a-z])-(?=\\d)|(?<![\\p{L}\\p{N})])-(?=\\d)|(?<=\\d\\s*)&(?=\\s*\\d)';
const PARENTHESIS = '(?<=[-+*/^]\\s*)\\(|\\)(?=\\s*[-+*/^])';
const NUMBER_OR_WORD = '\\d+(?:[.,]\\d+)+|\\d+[a-z]*|[\\p{L}\\p{M}]+\\d*(?:[\\p{L}\\p{M}]+\\d*)*';
const TOKEN = new RegExp(`${NUMBER_OR_WORD}|${OPERATOR}|${SIGN}|${PARENTHESIS}`, 'gu');
const SUPERSCRIPT = /(?=[⁰¹²³⁴-⁹])/g;

/** Words of a question in one spelling: lower case, contractions open, numbers in digits, slips corrected. */
export function questionTokens(text: string): string[] {
  const lowered = text.replaceAll(SUPERSCRIPT, '^').normalize('NFKC').toLowerCase();
  const rawTokens = openContractions(lowered).match(TOKEN);
  const spelled = (rawTokens ?? [])
    .slice(0, MAX_TOKEN_COUNT)
    .flatMap((token) => SPOKEN_CONTRACTIONS.get(token)?.split(' ') ?? [token]);
  const numbered = foldNumbers(joinLetters(subjectFirst(withoutStutter(spelled))));
  // "mm" may be a hesitation; as millimetres it must not get lost.
  const meant = numbered.filter(
    (token) => token === 'mm' || (!FILLERS.has(token) && !EMPTY_WORDS.has(token)),
  );
  return withoutArticles(foldNumber(foldPhrases(meant)));
}

/**
 * Singular and plural are one, except for the head of a noun phrase that is definite: "the contract terms" are
 * not "the contract term". Of what only relates to something else ("the benefits of") the number means nothing.
 */
function foldNumber(tokens: readonly string[]): string[] {
  let isDefinite = false;
  return tokens.map((token, index) => {
    // Right behind "does" stands the subject, and what ends it is the verb: "does your pricing works".
    if (DEFINITE.test(token)) isDefinite = !/^(?:do|does|did)$/.test(tokens[index - 1] ?? '');
    else if (ENDS_PHRASE.test(token)) isDefinite = false;
    const next = tokens[index + 1];
    const isHead = isDefinite && (next === undefined || ENDS_PHRASE.test(next));
    const folded = singular(token);
    return isHead && !RELATIONS.has(folded) ? spelling(token) : folded;
  });
}

/** British as American: "optimise", "signalling", "colour". */
function spelling(token: string): string {
  if (token.length < 6) return token;
  return token
    .replace(/(?<=.{4})is(?=(?:ation|ations|e|ed|ing|er|able)$)/, 'iz')
    .replace(/(?<=[aeiou][a-z]*[^aeiou][ae])ll(?=(?:ing|ed|er)$)/, 'l')
    .replace(/(?<=.{3})our(?=s?$)/, 'or');
}

function singular(token: string): string {
  const word = spelling(token);
  if (word.length < 4 || NO_PLURAL.has(word) || !word.endsWith('s')) return word;
  if (/(?:ss|us|is|os)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sse|xe|che|she|zze)s$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function openContractions(lowered: string): string {
  const signed = /[=+#%$€£&/,.−–\u2044]/.test(lowered) ? spellSigns(lowered) : lowered;
  const text = signed.replaceAll(/[’‘`´]/g, "'").replaceAll(/\bdouble (?:you|u)\b/g, 'w');
  if (!text.includes("'")) return text;
  return text
    .replaceAll(/\bcan't\b/g, 'can not')
    .replaceAll(/\bwon't\b/g, 'will not')
    .replaceAll(/n't\b/g, ' not')
    .replaceAll(IS_AFTER, '$1 is')
    .replaceAll(/'s\b/g, '')
    .replaceAll(/'d\b/g, ' would')
    .replaceAll(/'ll\b/g, ' will')
    .replaceAll(/'re\b/g, ' are')
    .replaceAll(/'ve\b/g, ' have')
    .replaceAll(/'m\b/g, ' am');
}

function spellSigns(lowered: string): string {
  return lowered
    .replaceAll('===', ' triple equals ')
    .replaceAll('==', ' double equals ')
    .replaceAll('c++', ' cpp ')
    .replaceAll(/\b([cf])#/g, '$1sharp ')
    .replaceAll(/(?<=\w)\.js\b/g, ' ')
    .replaceAll(/(^|\s)\.net\b/g, ' dotnet ')
    .replaceAll('%', ' percent ')
    .replaceAll('$', ' dollar ')
    .replaceAll('€', ' euro ')
    .replaceAll('£', ' pound ')
    .replaceAll(/[−–]/g, '-')
    .replaceAll('\u2044', '/')
    .replaceAll(/(?<!&|\d\s*)&(?!&)/g, ' and ')
    .replaceAll(/(?<![\d,])(\d{1,3}(?:,\d{3})+)(?![\d,])/g, (number) => number.replaceAll(',', ''))
    .replaceAll(/(?<![\w.])\.(?=\d)/g, '0.');
}

/** "Why don't you" is "why do you not". */
function subjectFirst(tokens: readonly string[]): string[] {
  const ordered = [...tokens];
  for (let index = 1; index + 1 < ordered.length; index++) {
    const subject = ordered[index + 1] ?? '';
    if (ordered[index] === 'not' && /^(?:you|we|they|i|he|she|it)$/.test(subject)) {
      ordered.splice(index, 2, subject, 'not');
    }
  }
  return ordered;
}

function foldPhrases(tokens: readonly string[]): string[] {
  const folded: string[] = [];
  for (let index = 0; index < tokens.length;) {
    let length = Math.min(MAX_PHRASE_WORD_COUNT, tokens.length - index);
    let target: readonly string[] | undefined;
    for (; length > 0; length--) {
      target = PHRASES.get(tokens.slice(index, index + length).join(' '));
      if (target) break;
    }
    if (target) folded.push(...target.filter((token) => token !== ''));
    else folded.push(tokens[index] ?? '');
    index += Math.max(1, length);
  }
  return folded;
}

/** "A for loop" and "the US" are no "loop" and no "us": a function word behind an article is a name. */
function withoutArticles(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, index) => {
    // "An droid": no article stands so before a consonant.
    if (tokens[index - 1] === 'an' && CONSONANT_WORD.test(token)) return [`an${token}`];
    if (ARTICLES.has(token)) return [];
    const isName =
      ARTICLES.has(tokens[index - 1] ?? '') && (STOP_WORDS.has(token) || NAME_AFTER_ARTICLE.test(token));
    return [isName ? `=${token}` : token];
  });
}

/** "What what is": function words that were said twice in a row. */
function withoutStutter(tokens: readonly string[]): readonly string[] {
  return tokens.filter((token, index) => token !== tokens[index - 1] || !STUTTERED.test(token));
}
