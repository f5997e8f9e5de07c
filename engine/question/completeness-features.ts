import { hashOf, SPARSE_END_SLOT_COUNT, slotOf } from './feature-hash.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { wordClassOf } from './word-class.ts';

/** Slots of the features that tell whether a sentence may end where it does: its last words and its length. */
export function completenessFeaturesOf(shape: SentenceShape): number[] {
  const { words, core, opening } = shape;
  const classes = words.slice(-4).map(wordClassOf);
  const last = words.at(-1) ?? '';
  const length = core.length <= 4 ? String(core.length) : core.length <= 8 ? '5' : '9';
  const keys = [
    `1 ${last}`,
    `2 ${words.slice(-2).join(' ')}`,
    `c1 ${classes.slice(-1).join(' ')}`,
    `c2 ${classes.slice(-2).join(' ')}`,
    `c3 ${classes.slice(-3).join(' ')}`,
    `c4 ${classes.join(' ')}`,
    `o ${opening}`,
    `ol ${opening} ${length}`,
    `oc ${opening} ${classes.slice(-1).join(' ')}`,
    `lc ${length} ${classes.slice(-1).join(' ')}`,
    `f ${core[0] ?? ''} ${classes.slice(-1).join(' ')}`,
  ];
  return [...new Set(keys.map((key) => slotOf(hashOf(key), SPARSE_END_SLOT_COUNT)))];
}
