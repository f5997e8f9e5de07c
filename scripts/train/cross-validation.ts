import { fitPlatt } from '../../engine/question/calibration.ts';
import type { OperatingPoint, Platt } from '../../engine/question/question-model.ts';
import { plattProbability } from '../../engine/question/question-model.ts';
import type { Example } from './examples.ts';
import { averagePrecision, expectedCalibrationError, metricsAt } from './metrics.ts';

/** One wrongly passed question costs as much as this many needless answers. */
export const MISS_COST_RATIO = 2;
/** With calibrated probabilities the expected cost is least at 1 / (1 + cost ratio). */
export const CHOSEN_THRESHOLD = 1 / (1 + MISS_COST_RATIO);

/** Figures of one set of rows. */
export interface SetMetrics {
  readonly n: number;
  readonly positives: number;
  /** Positive ratio: the average precision of random scores. */
  readonly baseline: number;
  readonly prAuc: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly ece: number;
}

export function setMetrics(
  probabilities: readonly number[],
  labels: readonly boolean[],
  threshold: number,
): SetMetrics {
  const positives = labels.filter(Boolean).length;
  return {
    n: labels.length,
    positives,
    baseline: labels.length === 0 ? 0 : positives / labels.length,
    prAuc: averagePrecision(probabilities, labels),
    ...metricsAt(threshold, probabilities, labels),
    ece: expectedCalibrationError(probabilities, labels),
  };
}

/** Calibrated probabilities of which neither the score nor the calibration saw the row's fold. */
export function crossCalibrate(examples: readonly Example[], logOdds: readonly number[]): number[] {
  const platts = new Map<number, Platt>();
  for (const { fold } of examples) {
    if (platts.has(fold)) continue;
    const others = indicesOf(examples, (example) => !example.isByDesign && example.fold !== fold);
    platts.set(fold, calibrationOf(examples, logOdds, others));
  }
  return examples.map(({ fold }, index) =>
    plattProbability(platts.get(fold) ?? IDENTITY, logOdds[index] as number),
  );
}

/** The calibration to ship: fitted on all rows of conversations, by out-of-fold scores. */
export function calibrate(examples: readonly Example[], logOdds: readonly number[]): Platt {
  return calibrationOf(
    examples,
    logOdds,
    indicesOf(examples, (example) => !example.isByDesign),
  );
}

/** The trade-off between found questions and needless answers on clean rows of conversations. */
export function operatingPoints(
  examples: readonly Example[],
  probabilities: readonly number[],
): OperatingPoint[] {
  const clean = indicesOf(examples, isCleanConversation);
  const scores = clean.map((index) => probabilities[index] as number);
  const labels = clean.map((index) => (examples[index] as Example).label);
  return THRESHOLDS.map((threshold) => {
    const { precision, recall } = metricsAt(threshold, scores, labels);
    const negatives = labels.filter((label) => !label).length;
    const alarms = scores.filter((score, index) => labels[index] === false && score >= threshold).length;
    return {
      threshold,
      recall: round(recall),
      precision: round(precision),
      falseAlarmRate: round(alarms / negatives),
    };
  });
}

export function isCleanConversation(example: Example): boolean {
  return !example.isByDesign && example.source.row.ambiguous === undefined;
}

export function indicesOf(examples: readonly Example[], isWanted: (example: Example) => boolean): number[] {
  return examples.flatMap((example, index) => (isWanted(example) ? [index] : []));
}

const IDENTITY: Platt = { slope: 1, intercept: 0 };
const THRESHOLDS = Array.from({ length: 49 }, (_, index) => (index + 1) / 50);

function calibrationOf(
  examples: readonly Example[],
  logOdds: readonly number[],
  indices: readonly number[],
): Platt {
  return fitPlatt(
    indices.map((index) => logOdds[index] as number),
    indices.map((index) => (examples[index] as Example).label),
  );
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
