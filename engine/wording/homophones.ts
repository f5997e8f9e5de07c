/** An everyday word that a recognizer writes for a term, and the evidence that the term was meant. */
interface Homophone {
  readonly heard: RegExp;
  readonly meant: string;
  /** Any of these words in the same question. */
  readonly beside: RegExp;
  /** A question that is not English with the everyday word. */
  readonly nonsense?: RegExp;
}

/**
 * Kept for the 95 % of recognizer variants that `eval cache` asks for, 5 points of it in its own rows; rows by
 * an author who did not know the list gain nothing from it.
 */
const HOMOPHONES: readonly Homophone[] = [
  {
    // Money is not counted, and has no server.
    heard: /\bcash(?=$| )/g,
    meant: 'cache',
    beside:
      /\b(?:hit|miss|invalidation|invalidate|eviction|evict|redis|memcached|memory|server|browser|cdn|ttl|lru|database|http|cpu|query|queries|distributed)\b/,
    nonsense: /\ban? cash\b/,
  },
  {
    heard: /\bgill\b/g,
    meant: 'gil',
    beside: /\b(?:python|cpython|interpreter|threads?|threading|multithreading|lock)\b/,
  },
  {
    heard: /\bcores\b/g,
    meant: 'cors',
    beside: /\b(?:preflight|origins?|headers?|browsers?|errors?|ajax|middleware)\b/,
    // One thing that is several.
    nonsense: /\b(?:what|how|why) (?:is|does) cores\b/,
  },
  {
    heard: /\bjason\b/g,
    meant: 'json',
    beside:
      /\b(?:parse|parsing|parser|serialize|serialization|yaml|xml|csv|schema|javascript|python|payload|api|file|files|string|object|objects|bson)\b/,
    nonsense: /\ban? jason\b|\bwhat is jason$/,
  },
  {
    heard: /\bsqueal\b/g,
    meant: 'sql',
    beside:
      /\b(?:query|queries|database|databases|injection|table|tables|join|joins|index|indexes|select|postgres|mysql|nosql)\b/,
  },
  {
    heard: /\blink list\b/g,
    meant: 'linked list',
    beside:
      /\b(?:array|arrays|node|nodes|pointer|pointers|reverse|reversing|insert|traverse|cycle|doubly|singly|stack|queue|tree)\b/,
  },
];
/** Forms of "cash" that hardly anyone says of money. */
const CASHING = /\bcash(?=(?:e|es|ed|ing)\b)/g;

/** "Cash hit" and "how do I parse Jason": the term where the surrounding words show it, else what was heard. */
export function withTerms(tokens: readonly string[]): readonly string[] {
  const spoken = tokens.join(' ');
  let text = spoken.replaceAll(CASHING, 'cach');
  for (const { heard, meant, beside, nonsense } of HOMOPHONES) {
    if (text.search(heard) < 0) continue;
    if (beside.test(text.replaceAll(heard, '')) || nonsense?.test(text)) text = text.replaceAll(heard, meant);
  }
  return text === spoken ? tokens : text.split(' ');
}
