import { hashOf, SPARSE_END_SLOT_COUNT, slotOf } from './feature-hash.ts';
import { AUXILIARIES, CONJUNCTIONS } from './lexicon.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { wordClassOf } from './word-class.ts';

/** Words that open a clause which another one may still follow. */
const CLAUSE_OPENERS = new Set([
  ...CONJUNCTIONS,
  'when',
  'while',
  'since',
  'so',
  'which',
  'who',
  'where',
  'as',
  'until',
  'before',
  'after',
]);
const MAX_CLAUSE_WORDS = 6;
const MAX_AUXILIARY_COUNT = 3;
const SHORT_UTTERANCE_WORDS = 3;

/**
 * Slots of the features that indicate whether a sentence may end where it does: its last words, its length, and how
 * far its last clause has come.
 */
export function completenessFeaturesOf(shape: SentenceShape): number[] {
  const { words, core, opening } = shape;
  const classes = words.slice(-4).map(wordClassOf);
  const last = words.at(-1) ?? '';
  const lastClass = classes.at(-1) ?? '';
  const length = core.length <= 4 ? String(core.length) : core.length <= 8 ? '5' : '9';
  const opener = words.findLastIndex((word) => CLAUSE_OPENERS.has(word));
  const openerWord = words[opener] ?? '';
  const clause = opener < 0 ? '-' : Math.min(MAX_CLAUSE_WORDS, words.length - 1 - opener);
  const auxiliaryCount = words.filter((word) => AUXILIARIES.has(word)).length;
  const keys = [
    `1 ${last}`,
    `2 ${words.slice(-2).join(' ')}`,
    `3 ${words.slice(-3).join(' ')}`,
    `c1 ${lastClass}`,
    `c2 ${classes.slice(-2).join(' ')}`,
    `c3 ${classes.slice(-3).join(' ')}`,
    `c4 ${classes.join(' ')}`,
    `o ${opening}`,
    `ol ${opening} ${length}`,
    `oc ${opening} ${lastClass}`,
    `lc ${length} ${lastClass}`,
    `f ${core[0] ?? ''} ${lastClass}`,
    `n ${lengthClass(words.length)}`,
    `w ${words[0] ?? ''}`,
    `a ${Math.min(MAX_AUXILIARY_COUNT, auxiliaryCount)} ${opening}`,
    `s ${openerWord} ${clause}`,
    `sc ${openerWord} ${lastClass}`,
    words.length <= SHORT_UTTERANCE_WORDS ? `all ${words.join(' ')}` : '',
  ];
  return [...new Set(keys.map((key) => slotOf(hashOf(key), SPARSE_END_SLOT_COUNT)))];
}

function lengthClass(wordCount: number): string {
  if (wordCount <= 6) return String(wordCount);
  if (wordCount <= 9) return '7';
  return wordCount <= 14 ? '10' : '15';
}
