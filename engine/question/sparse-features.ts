import { hashOf, mixed, SPARSE_SLOT_COUNT, slotOf } from './feature-hash.ts';
import type { Utterance } from './question-detector.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { wordClassOf } from './word-class.ts';
import { wordsOf } from './words.ts';

/** Groups of word features, each of which can be left out to see what it adds. */
export const SPARSE_GROUPS = ['words', 'start', 'end', 'skeleton', 'turn'] as const;
export type SparseGroup = (typeof SPARSE_GROUPS)[number];

/** Of a long utterance only its two ends are read: questions show there, and the time stays bounded. */
const MAX_END_WORD_COUNT = 24;

/**
 * Slots of the n-gram features of an utterance, without repeats. Words are hashed once and the hashes
 * combined, which is several times as fast as hashing joined words.
 * @param shape of `utterance.text`.
 */
export function sparseFeaturesOf(
  utterance: Utterance,
  shape: SentenceShape,
  groups: ReadonlySet<SparseGroup> = ALL_GROUPS,
): number[] {
  const slots = new Set<number>();
  const emit: Emit = (hash) => void slots.add(slotOf(hash, SPARSE_SLOT_COUNT));
  const words = endsOf(wordsOf(utterance.text)).map(hashOf);
  const core = endsOf(shape.core).map(hashOf);
  if (groups.has('words')) emitNgrams('n-gram', words, 3, emit);
  if (groups.has('start')) emitStart(words, core, emit);
  if (groups.has('end')) emitEnd(words, core, emit);
  if (groups.has('skeleton')) emitSkeleton(shape, emit);
  if (groups.has('turn')) emitTurn(utterance, shape, words, core, emit);
  return [...slots];
}

const ALL_GROUPS: ReadonlySet<SparseGroup> = new Set(SPARSE_GROUPS);

type Emit = (hash: number) => void;
type Hashes = readonly number[];

function emitNgrams(kind: string, hashes: Hashes, longestCount: number, emit: Emit): void {
  const seed = hashOf(kind);
  for (let start = 0; start < hashes.length; start += 1) {
    let hash = seed;
    const end = Math.min(hashes.length, start + longestCount);
    for (let index = start; index < end; index += 1) {
      hash = mixed(hash, hashes[index] as number);
      emit(hash);
    }
  }
}

function emitStart(words: Hashes, core: Hashes, emit: Emit): void {
  for (const count of [1, 2, 3]) {
    emit(joined('start', words.slice(0, count)));
    emit(joined('core start', core.slice(0, count)));
  }
  const length = lengthClassOf(core.length);
  emit(joined('core 1 length', [core[0] ?? 0, length]));
  emit(joined('core 2 length', [core[0] ?? 0, core[1] ?? 0, length]));
}

function emitEnd(words: Hashes, core: Hashes, emit: Emit): void {
  const last = words.at(-1) ?? 0;
  for (const count of [1, 2, 3]) emit(joined('end', words.slice(-count)));
  emit(joined('end length', [last, lengthClassOf(words.length)]));
  emit(joined('core start end', [core[0] ?? 0, last]));
}

function emitSkeleton(shape: SentenceShape, emit: Emit): void {
  const classes = endsOf(shape.words).map((word) => hashOf(wordClassOf(word)));
  const coreClasses = endsOf(shape.core).map((word) => hashOf(wordClassOf(word)));
  emitNgrams('skeleton', classes, 4, emit);
  for (const count of [2, 3, 4, 5]) emit(joined('skeleton start', coreClasses.slice(0, count)));
  for (const count of [2, 3]) emit(joined('skeleton end', classes.slice(-count)));
  if (coreClasses.length <= MAX_WHOLE_SKELETON_COUNT) emit(joined('skeleton whole', coreClasses));
}

const MAX_WHOLE_SKELETON_COUNT = 7;

function emitTurn(utterance: Utterance, shape: SentenceShape, words: Hashes, core: Hashes, emit: Emit): void {
  const before = utterance.previous.at(-1);
  const relation = before === undefined ? 1 : before.channel === utterance.channel ? 2 : 3;
  const length = lengthClassOf(shape.words.length);
  emit(joined('relation', [relation]));
  emit(joined('relation opening', [relation, hashOf(shape.opening)]));
  emit(joined('relation core', [relation, core[0] ?? 0]));
  emit(joined('relation length', [relation, length]));
  if (!before) return;
  const said = wordsOf(before.text);
  const lastSaid = hashOf(said.at(-1) ?? '');
  emit(joined('before first', [relation, hashOf(said[0] ?? '')]));
  emit(joined('before last', [relation, lastSaid]));
  emit(joined('before last start', [lastSaid, words[0] ?? 0]));
  emit(joined('before length', [relation, lengthClassOf(said.length), length]));
}

function joined(kind: string, hashes: Hashes): number {
  return hashes.reduce(mixed, seedOf(kind));
}

const seeds = new Map<string, number>();

function seedOf(kind: string): number {
  const known = seeds.get(kind);
  if (known !== undefined) return known;
  const seed = hashOf(kind);
  seeds.set(kind, seed);
  return seed;
}

function endsOf(words: readonly string[]): readonly string[] {
  if (words.length <= 2 * MAX_END_WORD_COUNT) return words;
  return [...words.slice(0, MAX_END_WORD_COUNT), ...words.slice(-MAX_END_WORD_COUNT)];
}

/** Exact up to four, then coarser and coarser. */
function lengthClassOf(wordCount: number): number {
  if (wordCount <= 4) return wordCount;
  if (wordCount <= 7) return 5;
  return wordCount <= 14 ? 8 : 15;
}
