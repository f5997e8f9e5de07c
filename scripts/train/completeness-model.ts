import { fitPlatt } from '../../engine/question/calibration.ts';
import { completenessFeaturesOf } from '../../engine/question/completeness-features.ts';
import { SPARSE_END_SLOT_COUNT } from '../../engine/question/feature-hash.ts';
import type { Platt } from '../../engine/question/question-model.ts';
import { shapeOf } from '../../engine/question/sentence-shape.ts';
import { wordsOf } from '../../engine/question/words.ts';
import type { Example } from './examples.ts';
import { linearScore, trainLogisticRegression } from './logistic-regression.ts';
import type { LinearModel } from './logistic-regression.ts';

export interface CompletenessModel {
  readonly linear: LinearModel;
  readonly platt: Platt;
  /** Area under the ROC curve on prefixes of conversations never trained on. */
  readonly rocAuc: number;
  /** The same where the cut is at a comma, a dash or a hesitation: there speakers pause. Absent without such cuts. */
  readonly rocAucAtPauses?: number;
}

interface Prefix {
  readonly sparse: readonly number[];
  readonly place: 'end' | 'pause' | 'anywhere';
  readonly fold: number;
}

const PENALTY = 1;
const MAX_CUT_COUNT = 5;
/** A recognizer's text may end anywhere; but an endpoint is only ever decided at a pause. */
const WEIGHTS: Readonly<Record<Prefix['place'], number>> = { end: 1, pause: 1, anywhere: 0.3 };
/** Copies of a prefix of weight 1 where a fit takes no weights. */
const COPY_COUNT = 10;
/** Fragments are not whole utterances, whatever the transcript says. */
const BROKEN_OFF_ACTS = new Set(['fra', 'stl']);
const PAUSE = /[,;:—–…]|\s-+\s|\.\.\.|\b(?:um|uh|er)\b/gi;

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
  const weights = balancedWeights(prefixes);
  const copies = weights.flatMap((weight, index) =>
    Array.from({ length: Math.round(COPY_COUNT * weight) }, () => index),
  );
  const platt = fitPlatt(
    copies.map((index) => scores[index] as number),
    copies.map((index) => prefixes[index]?.place === 'end'),
  );
  const atPauses = [...prefixes.keys()].filter((index) => prefixes[index]?.place !== 'anywhere');
  const hasPauses = prefixes.some(({ place }) => place === 'pause');
  return {
    linear: train(prefixes),
    platt,
    rocAuc: rocAuc(
      scores,
      prefixes.map(({ place }) => place === 'end'),
    ),
    ...(hasPauses && {
      rocAucAtPauses: rocAuc(
        atPauses.map((index) => scores[index] as number),
        atPauses.map((index) => prefixes[index]?.place === 'end'),
      ),
    }),
  };
}

/** The model alone, for use as a feature. */
export function trainEndings(examples: readonly Example[]): LinearModel {
  return train(examples.flatMap(prefixesOf));
}

function prefixesOf({ source, fold }: Example): Prefix[] {
  const { row, utterance } = source;
  const words = utterance.text.split(/\s+/).filter((word) => word !== '');
  if (BROKEN_OFF_ACTS.has(row.act ?? '') || row.ambiguous === 'incomplete' || words.length === 0) return [];
  const prefixOf = (text: string, place: Prefix['place']): Prefix => ({
    sparse: completenessFeaturesOf(shapeOf(text)),
    place,
    fold,
  });
  const pauses = pausesOf(row.text).filter((before) => before.length < words.length);
  const cutCount = Math.min(MAX_CUT_COUNT, words.length - 1);
  // Evenly spread cuts, each of which leaves at least one word out.
  const cuts = Array.from({ length: cutCount }, (_, index) =>
    Math.ceil(((index + 1) * (words.length - 1)) / cutCount),
  );
  return [
    prefixOf(utterance.text, 'end'),
    ...pauses.map((before) => prefixOf(before.join(' '), 'pause')),
    ...[...new Set(cuts)].map((wordCount) => prefixOf(words.slice(0, wordCount).join(' '), 'anywhere')),
  ];
}

/** What was said before each place where speakers are likely to pause: commas, dashes and hesitations. */
function pausesOf(text: string): string[][] {
  const befores = [...text.matchAll(PAUSE)].map(({ index }) => wordsOf(text.slice(0, index)));
  return befores.filter((before, index) => before.length > (befores[index - 1]?.length ?? 0));
}

/** Whole and cut count the same, so that 0.5 means "as likely as not" whatever the number of cuts. */
function balancedWeights(prefixes: readonly Prefix[]): number[] {
  const weightOf = (isEnd: boolean): number =>
    prefixes.reduce((sum, { place }) => sum + ((place === 'end') === isEnd ? WEIGHTS[place] : 0), 0);
  const cutWeight = weightOf(true) / weightOf(false);
  return prefixes.map(({ place }) => WEIGHTS[place] * (place === 'end' ? 1 : cutWeight));
}

function train(prefixes: readonly Prefix[]): LinearModel {
  return trainLogisticRegression(
    prefixes.map((prefix) => prefix.sparse),
    prefixes.map((prefix) => prefix.place === 'end'),
    balancedWeights(prefixes),
    { slotCount: SPARSE_END_SLOT_COUNT, penalty: PENALTY, iterationCount: 60 },
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
