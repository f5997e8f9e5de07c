import { denseFeaturesOf } from '../../engine/question/dense-features.ts';
import { shapeOf } from '../../engine/question/sentence-shape.ts';
import type { SentenceShape } from '../../engine/question/sentence-shape.ts';
import { SPARSE_GROUPS, sparseFeaturesOf } from '../../engine/question/sparse-features.ts';
import type { SparseGroup } from '../../engine/question/sparse-features.ts';
import type { LabelledUtterance } from './dataset.ts';

/** Folds of the cross-validation; the rows of one conversation (or interview topic) share one. */
export const FOLD_COUNT = 5;

/** A labelled utterance as the learner sees it. */
export interface Example {
  readonly source: LabelledUtterance;
  readonly shape: SentenceShape;
  readonly sparse: readonly number[];
  readonly dense: readonly number[];
  readonly label: boolean;
  readonly weight: number;
  readonly fold: number;
  /** Interview, written and copied rows: their share of questions is made, so they never calibrate. */
  readonly isByDesign: boolean;
}

/** There are few of them, and they are what the product is for. */
const INTERVIEW_WEIGHT = 1.5;
/** A doubtful label teaches half as much, and so does a copy. */
const AMBIGUOUS_WEIGHT = 0.5;

function weightOf({ row }: LabelledUtterance, shape: SentenceShape): number {
  // "Tell us about…" is a question to this product, and none where a question mark was the label.
  if (shape.opening === 'directive' && row.act?.startsWith('punct:') === true) return 0;
  if (row.fold === undefined) return INTERVIEW_WEIGHT;
  return row.ambiguous === undefined && row.source !== 'copy' ? 1 : AMBIGUOUS_WEIGHT;
}

export function examplesOf(
  rows: readonly LabelledUtterance[],
  groups: ReadonlySet<SparseGroup> = new Set(SPARSE_GROUPS),
): Example[] {
  return rows.map((source) => {
    const shape = shapeOf(source.utterance.text);
    return {
      source,
      shape,
      sparse: sparseFeaturesOf(source.utterance, shape, groups),
      dense: denseFeaturesOf(source.utterance, shape),
      label: source.row.question,
      weight: weightOf(source, shape),
      fold: source.row.fold ?? foldOfTopic(source),
      isByDesign: source.row.fold === undefined || source.row.source === 'copy',
    };
  });
}

/** Copies without what was said before: a first utterance, or a partial one, is judged without. */
export function copiesWithoutContext(rows: readonly LabelledUtterance[]): LabelledUtterance[] {
  return rows
    .filter((_, index) => index % COPY_EVERY === 0)
    .map(({ row, utterance }) => ({
      row: { ...row, id: `${row.id}-alone`, source: 'copy' },
      utterance: { ...utterance, previous: [] },
    }));
}

const COPY_EVERY = 6;

/** The same topic always lands in the same fold, so that no near-copy is on both sides. */
function foldOfTopic({ row }: LabelledUtterance): number {
  const key = row.topic ?? row.conv ?? row.id;
  let hash = 0;
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % FOLD_COUNT;
}
