import { foldNumbers } from '../../engine/wording/number-words.ts';

const FILLER_WORDS = new Set('um umm uh uhm er erm ah mm mmm hmm hm mhm mmhmm uhhuh and'.split(' '));
const ORDINALS: ReadonlyMap<string, string> = new Map(
  `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
   fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`
    .split(/\s+/)
    .map((word, index) => [word, ordinalText(index + 1)]),
);
const CURRENCIES: Readonly<Record<string, string>> = { $: 'dollars', '£': 'pounds', '€': 'euros' };

/**
 * The words of a text as a word error rate compares them: lower case, no punctuation, numbers in one form,
 * letters of an acronym together, British spellings as American ones, without fillers and "and".
 */
export function spokenWords(text: string): string[] {
  const words = readSigns(joinLetters(text.replaceAll('’', "'")))
    .toLowerCase()
    .replaceAll(/\b(?:mm|uh)-(?:hmm|mm|huh)\b/g, ' ')
    .replaceAll("'", '')
    .split(/[^\p{L}\p{N}.]+/u)
    .map((word) => word.replaceAll(/^\.+|\.+$/g, ''))
    .flatMap((word) => (/^\d+(?:\.\d+)*$/.test(word) ? [word] : word.split('.')))
    .filter((word) => word !== '' && !FILLER_WORDS.has(word));
  return foldNumbers(words).map((word) => ORDINALS.get(word) ?? americanSpelling(word));
}

/** The words of two texts with compounds written alike: "data base" is "database" where the other has it so. */
export function alikeWords(
  parts: readonly string[],
  hypothesis: string,
): { readonly said: readonly string[][]; readonly heard: string[] } {
  const said = parts.map(spokenWords);
  const heard = spokenWords(hypothesis);
  const known = { said: new Set(said.flat()), heard: new Set(heard) };
  return {
    said: said.map((words) => joinCompounds(words, known.heard)),
    heard: joinCompounds(heard, known.said),
  };
}

export interface WordAlignment {
  /** Words of the reference that were heard as they are, by index. */
  readonly isHeard: readonly boolean[];
  /** Smallest number of words to add, take out or change (Levenshtein). */
  readonly errorCount: number;
}

/** Aligns two lists of words at the least number of errors; a library's distance would not say which were heard. */
export function alignWords(said: readonly string[], heard: readonly string[]): WordAlignment {
  const width = heard.length + 1;
  const costs = new Uint32Array((said.length + 1) * width);
  for (let column = 0; column < width; column += 1) costs[column] = column;
  for (let row = 1; row <= said.length; row += 1) {
    costs[row * width] = row;
    for (let column = 1; column < width; column += 1) {
      const above = (row - 1) * width + column;
      const isSame = said[row - 1] === heard[column - 1];
      const replaced = (costs[above - 1] ?? 0) + (isSame ? 0 : 1);
      costs[row * width + column] = Math.min(
        replaced,
        (costs[above] ?? 0) + 1,
        (costs[row * width + column - 1] ?? 0) + 1,
      );
    }
  }
  const isHeard = said.map(() => false);
  let row = said.length;
  let column = heard.length;
  while (row > 0 && column > 0) {
    const cost = costs[row * width + column] ?? 0;
    const isSame = said[row - 1] === heard[column - 1];
    if (cost === (costs[(row - 1) * width + column - 1] ?? 0) + (isSame ? 0 : 1)) {
      isHeard[row - 1] = isSame;
      row -= 1;
      column -= 1;
    } else if (cost === (costs[(row - 1) * width + column] ?? 0) + 1) row -= 1;
    else column -= 1;
  }
  return { isHeard, errorCount: costs.at(-1) ?? 0 };
}

/** "A P I" and "A.P.I." as "API"; "A" and "I" alone are words. */
function joinLetters(text: string): string {
  return text.replaceAll(/\b(?:\p{Lu}(?:\.\s?|\s)){1,5}\p{Lu}\b/gu, (letters) =>
    letters.replaceAll(/[.\s]/g, ''),
  );
}

/** Amounts, shares, times and thousands as they are said. */
function readSigns(text: string): string {
  return text
    .replaceAll(
      /([$£€])\s?(\d[\d.,]*\d|\d)/g,
      (_, sign: string, amount: string) => `${amount} ${CURRENCIES[sign]}`,
    )
    .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')
    .replaceAll(/(\d{1,2}):00\b/g, '$1')
    .replaceAll('%', ' percent ')
    .replaceAll(/per cent\b/gi, 'percent')
    .replaceAll(/\bmr\.?(?=\s)/gi, 'mister')
    .replaceAll(/\bo\.?k\.?(?=\W|$)/gi, 'okay');
}

function americanSpelling(word: string): string {
  return word
    .replace(/(?<=\w{3})is(e[drs]?|ing|ations?)$/, 'iz$1')
    .replace(/(?<=\w{3})our(?=s?$|ed$|ing$|ite|able)/, 'or')
    .replace(/(?<=\w{3})tre(s?)$/, 'ter$1');
}

function joinCompounds(words: readonly string[], known: ReadonlySet<string>): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const pair = `${words[index]}${words[index + 1] ?? ''}`;
    const isCompound = index + 1 < words.length && known.has(pair) && !known.has(words[index] ?? '');
    joined.push(isCompound ? pair : (words[index] ?? ''));
    if (isCompound) index += 1;
  }
  return joined;
}

function ordinalText(value: number): string {
  const suffix = value === 1 ? 'st' : value === 2 ? 'nd' : value === 3 ? 'rd' : 'th';
  return `${value}${suffix}`;
}
