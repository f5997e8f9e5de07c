import { SPARSE_SLOT_COUNT, slotOf } from './feature-hash.ts';
import type { Utterance } from './question-detector.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { wordsOf } from './words.ts';
import { wordClassOf } from './word-class.ts';

/** Groups of word features, each of which can be left out to see what it adds. */
export const SPARSE_GROUPS = ['words', 'start', 'end', 'skeleton', 'turn'] as const;
export type SparseGroup = (typeof SPARSE_GROUPS)[number];

/** Of a long utterance only its two ends are read: questions show there, and the time stays bounded. */
const MAX_END_WORD_COUNT = 24;

/**
 * Slots of the n-gram features of an utterance, without repeats.
 * @param shape of `utterance.text`.
 */
export function sparseFeaturesOf(
  utterance: Utterance,
  shape: SentenceShape,
  groups: ReadonlySet<SparseGroup> = ALL_GROUPS,
): number[] {
  const slots = new Set<number>();
  const emit = (key: string): void => void slots.add(slotOf(key, SPARSE_SLOT_COUNT));
  const words = endsOf(wordsOf(utterance.text));
  if (groups.has('words')) emitWords(words, emit);
  if (groups.has('start')) emitStart(words, shape.core, emit);
  if (groups.has('end')) emitEnd(words, shape.core, emit);
  if (groups.has('skeleton')) emitSkeleton(endsOf(shape.words), endsOf(shape.core), emit);
  if (groups.has('turn')) emitTurn(utterance, shape, emit);
  return [...slots];
}

const ALL_GROUPS: ReadonlySet<SparseGroup> = new Set(SPARSE_GROUPS);

type Emit = (key: string) => void;

function emitWords(words: readonly string[], emit: Emit): void {
  for (const [index, word] of words.entries()) {
    emit(`1 ${word}`);
    const second = words[index + 1];
    if (second === undefined) break;
    emit(`2 ${word} ${second}`);
    const third = words[index + 2];
    if (third !== undefined) emit(`3 ${word} ${second} ${third}`);
  }
}

function emitStart(words: readonly string[], core: readonly string[], emit: Emit): void {
  for (const count of [1, 2, 3]) {
    emit(`w${count} ${words.slice(0, count).join(' ')}`);
    emit(`c${count} ${core.slice(0, count).join(' ')}`);
  }
  emit(`cl ${core[0] ?? ''} ${bucketOf(core.length)}`);
  emit(`c2l ${core.slice(0, 2).join(' ')} ${bucketOf(core.length)}`);
}

function emitEnd(words: readonly string[], core: readonly string[], emit: Emit): void {
  for (const count of [1, 2, 3]) emit(`e${count} ${words.slice(-count).join(' ')}`);
  emit(`el ${words.at(-1) ?? ''} ${bucketOf(words.length)}`);
  emit(`ce ${core[0] ?? ''} ${words.at(-1) ?? ''}`);
}

function emitSkeleton(words: readonly string[], core: readonly string[], emit: Emit): void {
  const classes = words.map(wordClassOf);
  const coreClasses = classes.slice(classes.length - core.length);
  for (const [index, first] of classes.entries()) {
    const rest = classes.slice(index + 1, index + 4);
    if (rest.length > 0) emit(`k2 ${first} ${rest[0]}`);
    if (rest.length > 1) emit(`k3 ${first} ${rest[0]} ${rest[1]}`);
    if (rest.length > 2) emit(`k4 ${first} ${rest.join(' ')}`);
  }
  for (const count of [2, 3, 4, 5]) emit(`ks${count} ${coreClasses.slice(0, count).join(' ')}`);
  for (const count of [2, 3]) emit(`ke${count} ${classes.slice(-count).join(' ')}`);
  if (coreClasses.length <= 7) emit(`ka ${coreClasses.join(' ')}`);
}

function emitTurn(utterance: Utterance, shape: SentenceShape, emit: Emit): void {
  const before = utterance.previous.at(-1);
  const relation = before === undefined ? 'none' : before.channel === utterance.channel ? 'same' : 'other';
  emit(`t ${relation}`);
  emit(`to ${relation} ${shape.opening}`);
  emit(`tc ${relation} ${shape.core[0] ?? ''}`);
  emit(`tl ${relation} ${bucketOf(shape.words.length)}`);
  if (!before) return;
  const said = wordsOf(before.text);
  emit(`pf ${relation} ${said.slice(0, 1).join(' ')}`);
  emit(`pl ${relation} ${said.slice(-1).join(' ')}`);
  emit(`pe ${said.slice(-1).join(' ')} ${shape.words[0] ?? ''}`);
  emit(`ps ${relation} ${bucketOf(said.length)} ${bucketOf(shape.words.length)}`);
}

function endsOf(words: readonly string[]): readonly string[] {
  if (words.length <= 2 * MAX_END_WORD_COUNT) return words;
  return [...words.slice(0, MAX_END_WORD_COUNT), ...words.slice(-MAX_END_WORD_COUNT)];
}

function bucketOf(wordCount: number): string {
  if (wordCount <= 4) return String(wordCount);
  if (wordCount <= 7) return '5';
  return wordCount <= 14 ? '8' : '15';
}
