import { z } from 'zod';
import { driftFeatureSchema } from '../protocol/drift-feature.ts';
import { completenessFeaturesOf } from './completeness-features.ts';
import { DENSE_FEATURES, denseFeaturesOf } from './dense-features.ts';
import { hashOf } from './feature-hash.ts';
import type { Utterance } from './question-detector.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { SPARSE_GROUPS, sparseFeaturesOf } from './sparse-features.ts';

/** Tens of thousands of them: one check for each list takes a tenth of the time of a schema for each number. */
const numbers = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((number) => Number.isFinite(number)),
);

/** Log-odds to probability: 1 / (1 + exp(−(slope × logOdds + intercept))) (Platt 1999). */
export const plattSchema = z.strictObject({ slope: z.number().positive(), intercept: z.number() });
export type Platt = z.infer<typeof plattSchema>;

export const treesSchema = z.strictObject({
  base: z.number(),
  /** Index of each tree's root in the arrays below. */
  roots: numbers,
  feature: numbers,
  threshold: numbers,
  /** Index of the left child, −1 at a leaf; the right one follows it. */
  left: numbers,
  right: numbers,
  value: numbers,
});

export const linearSchema = z.strictObject({
  slotCount: z.int().min(1),
  bias: z.number(),
  /** Weight of one step of the 8-bit weights. */
  step: z.number(),
  /** Signed 8-bit weights, one per slot, base64. */
  weights: z.base64(),
});

/** What a stretch of feature values usually looks like: the share of values in each bin. */
export const referenceSchema = z.strictObject({
  name: driftFeatureSchema,
  /** Upper edges of all bins but the last. */
  edges: numbers,
  shares: numbers,
});
export type Reference = z.infer<typeof referenceSchema>;

/** One point of the out-of-fold trade-off. */
export const operatingPointSchema = z.strictObject({
  threshold: z.number(),
  recall: z.number(),
  precision: z.number(),
  /** Share of non-questions that trigger. */
  falseAlarmRate: z.number(),
});
export type OperatingPoint = z.infer<typeof operatingPointSchema>;

/** The weights file `assets/question-detector.json`. */
export const questionModelSchema = z.strictObject({
  format: z.literal('sotto-question-detector'),
  version: z.literal(1),
  trainedOn: z.iso.date(),
  dataHashes: z.record(z.string(), z.string()),
  codeVersion: z.string(),
  /** The features that the weights belong to, see `FEATURE_SET`. */
  featureSet: z.string(),
  linear: linearSchema,
  trees: treesSchema,
  /** How much of the linear log-odds is added to those of the trees. */
  linearShare: z.number(),
  platt: plattSchema,
  /** Added to the log-odds of a text that the recognizer closed with a question mark or another mark. */
  punctuation: z.strictObject({ questionMark: z.number(), otherMark: z.number() }),
  threshold: z.number().min(0).max(1),
  completeness: z.strictObject({ linear: linearSchema, platt: plattSchema }),
  operatingPoints: z.array(operatingPointSchema).min(2),
  utterancesPerHour: z.number().positive(),
  references: z.array(referenceSchema),
  metrics: z.record(z.string(), z.record(z.string(), z.number())),
});
export type QuestionModelFile = z.infer<typeof questionModelSchema>;

export interface LinearScorer {
  (slots: readonly number[]): number;
}

export function linearScorerOf(file: z.infer<typeof linearSchema>): LinearScorer {
  const weights = new Int8Array(Buffer.from(file.weights, 'base64'));
  return (slots) => {
    let sum = 0;
    for (const slot of slots) sum += weights[slot] ?? 0;
    return (sum * file.step) / Math.sqrt(Math.max(1, slots.length)) + file.bias;
  };
}

/** Changes whenever the features do, so that weights of other features are refused. */
export const FEATURE_SET = `v3-${hashOf([...SPARSE_GROUPS, ...DENSE_FEATURES.map((feature) => feature.name)].join()) >>> 0}`;

export interface QuestionScorer {
  /** Uncalibrated log-odds that the words of `utterance` ask; its punctuation is not looked at. */
  (utterance: Utterance, shape: SentenceShape): number;
}

/** Trees on dense features, the completeness score and the linear log-odds, plus a share of those log-odds. */
export function questionScorerOf(
  file: Pick<QuestionModelFile, 'linear' | 'trees' | 'linearShare' | 'completeness'>,
): QuestionScorer {
  const linear = linearScorerOf(file.linear);
  const endings = linearScorerOf(file.completeness.linear);
  const trees = treeScorerOf(file.trees);
  return (utterance, shape) => {
    const linearLogOdds = linear(sparseFeaturesOf(utterance, shape));
    const dense = denseFeaturesOf(utterance, shape);
    dense.push(endings(completenessFeaturesOf(shape)), linearLogOdds);
    return trees(dense) + file.linearShare * linearLogOdds;
  };
}

function treeScorerOf(file: z.infer<typeof treesSchema>): (row: readonly number[]) => number {
  const roots = Int32Array.from(file.roots);
  const feature = Uint16Array.from(file.feature);
  const threshold = Float64Array.from(file.threshold);
  const left = Int32Array.from(file.left);
  const right = Int32Array.from(file.right);
  const value = Float64Array.from(file.value);
  return (values) => {
    const row = new Float64Array(values);
    let sum = file.base;
    for (let tree = 0; tree < roots.length; tree += 1) {
      let node = roots[tree] as number;
      while ((left[node] as number) >= 0) {
        const isLeft = (row[feature[node] as number] as number) < (threshold[node] as number);
        node = (isLeft ? left[node] : right[node]) as number;
      }
      sum += value[node] as number;
    }
    return sum;
  };
}

export function plattProbability(platt: Platt, logOdds: number): number {
  return 1 / (1 + Math.exp(-(platt.slope * logOdds + platt.intercept)));
}
