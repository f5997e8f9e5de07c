import { readFile } from 'node:fs/promises';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { QuestionDetector } from './question-detector.ts';
import type { QuestionModelFile } from './question-model.ts';
import { FEATURE_SET, questionModelSchema } from './question-model.ts';
import { readCalibration } from './calibration-file.ts';
import { createRulesDetector } from './rules-detector.ts';
import { createTrainedDetector } from './trained-detector.ts';

/**
 * The trained detector with the user's recalibration when there is one; the rules when the weights are
 * missing or do not fit their schema. `name` says which one it is.
 */
export async function loadQuestionDetector(deps: {
  /** The weights file. */
  readonly path: string;
  /** The user's recalibration, if any was fitted. */
  readonly calibrationPath?: string;
  readonly sensitivity: () => number;
  readonly log: Logger;
}): Promise<QuestionDetector> {
  try {
    const model = await readQuestionModel(deps.path);
    const calibration = await readCalibration(deps.calibrationPath, model);
    return createTrainedDetector(model, { calibration: () => calibration, sensitivity: deps.sensitivity });
  } catch (error) {
    deps.log.warn('question weights unusable, rules stand in', { error });
    return createRulesDetector();
  }
}

/** @throws EngineError 'question-detector-unavailable' when the file is missing or does not fit its schema. */
export async function readQuestionModel(path: string): Promise<QuestionModelFile> {
  try {
    const model = questionModelSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    assertConsistent(model);
    return model;
  } catch (cause) {
    throw new EngineError(
      'question-detector-unavailable',
      'The weights of the question detector are missing or damaged.',
      'Install Sotto again, or train them with `npm run train`.',
      { cause },
    );
  }
}

function assertConsistent({ featureSet, linear, trees, completeness }: QuestionModelFile): void {
  if (featureSet !== FEATURE_SET) throw new RangeError('weights of other features');
  for (const { weights, slotCount } of [linear, completeness.linear]) {
    if (Buffer.from(weights, 'base64').length !== slotCount) throw new RangeError('weights cut short');
  }
  const nodeCount = trees.value.length;
  const isNode = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < nodeCount;
  const areSound =
    [trees.feature, trees.threshold, trees.left, trees.right].every((list) => list.length === nodeCount) &&
    trees.roots.every(isNode) &&
    // Children come after their parent, so that a walk always ends.
    trees.left.every(
      (left, node) =>
        left === -1 ||
        (isNode(left) && left > node && isNode(trees.right[node] ?? -1) && (trees.right[node] ?? -1) > node),
    );
  if (!areSound) throw new RangeError('trees damaged');
}
