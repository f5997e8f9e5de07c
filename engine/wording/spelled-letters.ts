import { A_ACRONYMS } from './question-vocabulary.ts';

/** How letters are said; a recognizer writes them in many ways. */
const LETTER_NAMES: ReadonlyMap<string, string> = new Map(
  `a:ay b:bee,be c:cee,see,sea d:dee e:ee f:eff,ef g:gee h:aitch i:eye j:jay k:kay l:ell,el m:em n:en o:oh
  p:pee,pea q:cue,queue r:ar,are s:ess t:tee,tea u:you v:vee x:ex y:why z:zee,zed`
    .split(/\s+/)
    .flatMap((entry) => {
      const [letter = '', names = ''] = entry.split(':');
      return names.split(',').map((name) => [name, letter] as const);
    }),
);
/** Names that are words too: they are letters only beside one that is none. */
const AMBIGUOUS = /^(?:a|i|o|be|bee|see|sea|eye|oh|pea|cue|queue|are|tea|you|why|ex)$/;
const NOUN = /^(?:bee|sea|eye|pea|tea)$/;
const FUNCTION_WORD_IN_FRONT = /^(?:are|you|why)$/;
const FUNCTION_WORD_BEHIND = /^(?:are|be|why)$/;
/** "Can I", "to be", "you see": what stands before makes a verb or a pronoun of the first letter. */
const MAKES_WORD = /^(?:can|could|do|did|should|would|may|must|will|to|you|we|they|if|when)$/;
const NEXT_OF_WORD = /^(?:the|an?|it|that|this|my|your|our|use|used|have|are|do|did|can|want|need|would)$/;
/** A few letters that were joined already: "bee gp". */
const CHUNK = /^(?!vs$)[b-df-hj-np-tv-z]{2,4}$/;

/** "T c p", "bee gp" and "sea eye see dee" are one word; the article before "u r l" is not part of it. */
export function joinLetters(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < tokens.length;) {
    const end = endOfLetters(tokens, index);
    if (end === index) {
      joined.push(tokens[index] ?? '');
      index += 1;
    } else {
      const letters = tokens.slice(index, end).map(letterOf).join('');
      const hasArticle = tokens[index] === 'a' && letters.length >= 3 && !A_ACRONYMS.has(letters);
      joined.push(hasArticle ? letters.slice(1) : letters);
      index = end;
    }
  }
  return joined;
}

/** Index behind the run of letters that begins here; `startIndex` when none does. */
function endOfLetters(tokens: readonly string[], startIndex: number): number {
  const first = tokens[startIndex] ?? '';
  if (!isLetter(first) || FUNCTION_WORD_IN_FRONT.test(first)) return startIndex;
  if (AMBIGUOUS.test(first) && MAKES_WORD.test(tokens[startIndex - 1] ?? '')) return startIndex;
  if (first === 'oh' && startIndex === 0) return startIndex;
  let end = startIndex;
  while (isLetter(tokens[end] ?? '')) end += 1;
  while (FUNCTION_WORD_BEHIND.test(tokens[end - 1] ?? '')) end -= 1;
  // "A t m see the card", "b g p you use": a verb or a pronoun where something follows.
  if (/^(?:you|see)$/.test(tokens[end - 1] ?? '') && NEXT_OF_WORD.test(tokens[end] ?? '')) end -= 1;
  const run = tokens.slice(startIndex, end);
  if (run.length < 2 || (run.length === 2 && first === 'a' && !A_ACRONYMS.has(run.join(''))))
    return startIndex;
  const hasChunk = run.some((token) => CHUNK.test(token));
  const isSpelled = run.some(
    (token) => !CHUNK.test(token) && (!AMBIGUOUS.test(token) || (hasChunk && NOUN.test(token))),
  );
  return isSpelled ? end : startIndex;
}

function isLetter(token: string): boolean {
  return /^[a-z]$/.test(token) || LETTER_NAMES.has(token) || CHUNK.test(token);
}

function letterOf(token: string): string {
  return LETTER_NAMES.get(token) ?? token;
}
