import { foldNumbers } from './number-words.ts';
import {
  A_ACRONYMS,
  ARTICLES,
  FILLERS,
  NO_PLURAL,
  PHRASES,
  STOP_WORDS,
  TERMS,
} from './question-vocabulary.ts';
import { isKnownWord } from './common-words.ts';
import { nearestTerm } from './term-slips.ts';

const MAX_PHRASE_WORD_COUNT = 4;
/** Nobody asks longer questions aloud; what follows is not compared. */
const MAX_TOKEN_COUNT = 80;
const STUTTERED =
  /^(?:what|how|why|when|who|where|is|are|do|does|did|the|an?|i|we|you|can|could|would|of|to|in|and|it|so|my|your|our)$/;
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

/** Words of a question in one spelling: lower case, contractions open, numbers in digits, slips mended. */
export function questionTokens(text: string): string[] {
  const rawTokens = openContractions(text.normalize('NFKC').toLowerCase()).match(
    /\d+(?:\.\d+)+|\d+[a-z]*|[\p{L}\p{M}]+\d*(?:[\p{L}\p{M}]+\d*)*/gu,
  );
  const spelled = (rawTokens ?? [])
    .slice(0, MAX_TOKEN_COUNT)
    .flatMap((token) => SPOKEN_CONTRACTIONS.get(token)?.split(' ') ?? [token]);
  const numbered = foldNumbers(joinLetters(subjectFirst(withoutStutter(spelled))));
  const joined = joinPieces(numbered.filter((token) => !FILLERS.has(token)));
  const phrased = withoutArticles(foldPhrases(joined));
  return joinTerms(phrased.map(singular)).map((token) => nearestTerm(token) ?? token);
}

/** One spelling for singular and plural, British and American. */
function singular(token: string): string {
  const word = token.replace(/is(ation|ations|e|ed|ing|er|able)$/, (whole, ending: string, at: number) =>
    at >= 4 ? `iz${ending}` : whole,
  );
  if (word.length < 4 || NO_PLURAL.has(word) || !word.endsWith('s')) return word;
  if (/(?:ss|us|is|os)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sse|xe|che|she|zze)s$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function openContractions(lowered: string): string {
  const signed = /[=+#%$€&/,.]/.test(lowered) ? spellSigns(lowered) : lowered;
  const text = signed.replaceAll(/[’‘`´]/g, "'");
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
    .replaceAll('&', ' and ')
    .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')
    .replaceAll(/(?<=\d)\/(?=\d)/g, ' ');
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

/** "t c p" is one word; the article before "u r l" is not part of it. */
function joinLetters(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < tokens.length;) {
    let end = index;
    while (/^[a-z]$/.test(tokens[end] ?? '')) end += 1;
    if (end - index >= 2) {
      const letters = tokens.slice(index, end).join('');
      const hasArticle = letters.length >= 3 && letters.startsWith('a') && !A_ACRONYMS.has(letters);
      joined.push(hasArticle ? letters.slice(1) : letters);
      index = end;
    } else {
      joined.push(tokens[index] ?? '');
      index += 1;
    }
  }
  return joined;
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

/** A known word that was heard as a piece and a rest that are none: "pay ment", "an droid". */
function joinPieces(tokens: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    const next = tokens[index + 1];
    const isPiece =
      next !== undefined &&
      /^\p{L}+$/u.test(next) &&
      /^\p{L}+$/u.test(token) &&
      (next.length > 2 || token.length > 2) &&
      (!isKnownWord(singular(token)) || !isKnownWord(singular(next))) &&
      isKnownWord(singular(token + next));
    joined.push(isPiece ? token + next : token);
    if (isPiece) index += 1;
  }
  return joined;
}

/** Compound terms that were written apart. */
function joinTerms(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    const compound = token + (tokens[index + 1] ?? ' ');
    if (token.length > 1 && TERMS.has(compound)) {
      joined.push(compound);
      index += 1;
    } else {
      joined.push(token);
    }
  }
  return joined;
}
