import { SPARSE_SLOT_COUNT } from '../../engine/question/feature-hash.ts';
import { boostedScore, trainBoostedTrees } from './boosted-trees.ts';
import type { BoostedTrees, BoostingOptions } from './boosted-trees.ts';
import type { Example } from './examples.ts';
import { linearScore, trainLogisticRegression } from './logistic-regression.ts';
import type { LinearModel } from './logistic-regression.ts';
import { trainEndings } from './completeness-model.ts';
import { completenessFeaturesOf } from '../../engine/question/completeness-features.ts';

export interface StackedOptions {
  readonly linearPenalty: number;
  readonly linearShare: number;
  readonly boosting: BoostingOptions;
}

export const STACKED_OPTIONS: StackedOptions = {
  linearPenalty: 0.15,
  linearShare: 0.5,
  boosting: {
    treeCount: 300,
    leafCount: 8,
    learningRate: 0.04,
    minLeafHessian: 3,
    penalty: 5,
    rowShare: 0.6,
    featureShare: 0.3,
    seed: 1,
  },
};

export interface StackedModel {
  readonly linear: LinearModel;
  /** Distinguishes whole sentences from cut ones. */
  readonly endings: LinearModel;
  readonly trees: BoostedTrees;
  readonly linearShare: number;
}

/**
 * A logistic regression on word n-grams, and trees on the dense features and its log-odds. The trees learn
 * from log-odds of rows that the regression had not seen: it is cross-fitted over the folds of `examples`.
 */
export function trainStackedModel(examples: readonly Example[], options = STACKED_OPTIONS): StackedModel {
  const linear = trainLinear(examples, options.linearPenalty);
  const crossFitted = outOfFold(
    examples,
    (training) => trainLinear(training, options.linearPenalty),
    (model, example) => linearScore(model, example.sparse),
  );
  const endings = trainEndings(examples);
  const trees = trainBoostedTrees(
    examples.map((example, index) => [
      ...example.dense,
      endingScore(endings, example),
      crossFitted[index] as number,
    ]),
    examples.map((example) => example.label),
    examples.map((example) => example.weight),
    options.boosting,
  );
  return { linear, endings, trees, linearShare: options.linearShare };
}

/** Uncalibrated log-odds. */
export function stackedScore(model: StackedModel, example: Example): number {
  const linear = linearScore(model.linear, example.sparse);
  return (
    boostedScore(model.trees, [...example.dense, endingScore(model.endings, example), linear]) +
    model.linearShare * linear
  );
}

/** Scores each example with the model trained on the other folds. */
export function outOfFold<Model>(
  examples: readonly Example[],
  train: (training: readonly Example[]) => Model,
  score: (model: Model, example: Example) => number,
): number[] {
  const scores = Array.from<number>({ length: examples.length }).fill(0);
  for (const fold of new Set(examples.map((example) => example.fold))) {
    const model = train(examples.filter((example) => example.fold !== fold));
    for (const [index, example] of examples.entries()) {
      if (example.fold === fold) scores[index] = score(model, example);
    }
  }
  return scores;
}

function endingScore(endings: LinearModel, example: Example): number {
  return linearScore(endings, completenessFeaturesOf(example.shape));
}

function trainLinear(examples: readonly Example[], penalty: number): LinearModel {
  return trainLogisticRegression(
    examples.map((example) => example.sparse),
    examples.map((example) => example.label),
    examples.map((example) => example.weight),
    { slotCount: SPARSE_SLOT_COUNT, penalty, iterationCount: 60 },
  );
}
