import { fitPlatt } from '../../engine/question/calibration.ts';
import { completenessFeaturesOf } from '../../engine/question/completeness-features.ts';
import { SPARSE_END_SLOT_COUNT } from '../../engine/question/feature-hash.ts';
import type { Platt } from '../../engine/question/question-model.ts';
import { shapeOf } from '../../engine/question/sentence-shape.ts';
import type { Example } from './examples.ts';
import { linearScore, trainLogisticRegression } from './logistic-regression.ts';
import type { LinearModel } from './logistic-regression.ts';

export interface CompletenessModel {
  readonly linear: LinearModel;
  readonly platt: Platt;
  /** Area under the ROC curve on prefixes of conversations never trained on. */
  readonly rocAuc: number;
}

interface Prefix {
  readonly sparse: readonly number[];
  readonly isWhole: boolean;
  readonly weight: number;
  readonly fold: number;
}

const PENALTY = 1;
const MAX_CUT_COUNT = 5;
/** Fragments are no whole utterances, whatever the transcript says. */
const BROKEN_OFF_ACTS = new Set(['fra', 'stl']);

/** Learns from growing prefixes of every utterance which of them are the whole. */
export function trainCompleteness(examples: readonly Example[]): CompletenessModel {
  const prefixes = examples.flatMap(prefixesOf);
  const scores = Array.from<number>({ length: prefixes.length }).fill(0);
  for (const fold of new Set(prefixes.map((prefix) => prefix.fold))) {
    const model = train(prefixes.filter((prefix) => prefix.fold !== fold));
    for (const [index, prefix] of prefixes.entries()) {
      if (prefix.fold === fold) scores[index] = linearScore(model, prefix.sparse);
    }
  }
  const labels = prefixes.map((prefix) => prefix.isWhole);
  // Whole and cut count the same here too.
  const balanced = prefixes.flatMap((prefix, index) => Array.from({ length: prefix.weight }, () => index));
  const platt = fitPlatt(
    balanced.map((index) => scores[index] as number),
    balanced.map((index) => labels[index] as boolean),
  );
  return { linear: train(prefixes), platt, rocAuc: rocAuc(scores, labels) };
}

/** The model alone, for use as a feature. */
export function trainEndings(examples: readonly Example[]): LinearModel {
  return train(examples.flatMap(prefixesOf));
}

function prefixesOf(example: Example): Prefix[] {
  const words = example.source.utterance.text.split(/\s+/);
  const { row } = example.source;
  if (BROKEN_OFF_ACTS.has(row.act ?? '') || row.ambiguous === 'incomplete' || words.length < 3) return [];
  const cutCount = Math.min(MAX_CUT_COUNT, words.length - 1);
  // Evenly spread cuts, each of which leaves at least one word out.
  const cuts = Array.from({ length: cutCount }, (_, index) =>
    Math.ceil(((index + 1) * (words.length - 1)) / cutCount),
  );
  // Whole and cut count the same, so that 0.5 means "as likely as not" whatever the number of cuts.
  return [...new Set(cuts), words.length].map((wordCount) => ({
    sparse: completenessFeaturesOf(shapeOf(words.slice(0, wordCount).join(' '))),
    isWhole: wordCount === words.length,
    weight: wordCount === words.length ? cutCount : 1,
    fold: example.fold,
  }));
}

function train(prefixes: readonly Prefix[]): LinearModel {
  return trainLogisticRegression(
    prefixes.map((prefix) => prefix.sparse),
    prefixes.map((prefix) => prefix.isWhole),
    prefixes.map((prefix) => prefix.weight / MAX_CUT_COUNT),
    { slotCount: SPARSE_END_SLOT_COUNT, penalty: PENALTY, iterationCount: 50 },
  );
}

/** The Mann–Whitney statistic: how often a whole utterance scores above a cut one. */
function rocAuc(scores: readonly number[], labels: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const positives = labels.filter(Boolean).length;
  let rankSum = 0;
  for (const [rank, index] of order.entries()) if (labels[index] === true) rankSum += rank + 1;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}
