import type { OperatingPoint, QuestionModelFile } from './question-model.ts';

/** What a position of the sensitivity slider means on data. */
export interface SensitivityMeaning {
  /** Probability from which an utterance counts as a question. */
  readonly threshold: number;
  /** e.g. `finds 7 of 10 questions, about 9 needless answers an hour`. */
  readonly text: string;
}

/** The slider's ends move the log-odds of the threshold by this much: 0.5 → 0.05 or 0.95. */
const HALF_SPAN_LOG_ODDS = 3;

/** @param sensitivity 0 finds everything, 0.5 is the threshold chosen on data, 1 only what is certain. */
export function thresholdAt(sensitivity: number, chosenThreshold: number): number {
  const shift = (2 * sensitivity - 1) * HALF_SPAN_LOG_ODDS;
  return 1 / (1 + ((1 - chosenThreshold) / chosenThreshold) * Math.exp(-shift));
}

/** @param model the one whose out-of-fold trade-off the text describes. */
export function sensitivityMeaning(
  sensitivity: number,
  model: Pick<QuestionModelFile, 'operatingPoints' | 'utterancesPerHour'>,
  chosenThreshold: number,
): SensitivityMeaning {
  const threshold = thresholdAt(sensitivity, chosenThreshold);
  const point = nearestPoint(model.operatingPoints, threshold);
  const perHour = point.falseAlarmRate * model.utterancesPerHour;
  const found = Math.round(point.recall * 10);
  const needless =
    perHour < 1 ? 'less than one needless answer' : `about ${Math.round(perHour)} needless answers`;
  return { threshold, text: `finds ${found} of 10 questions, ${needless} an hour` };
}

function nearestPoint(points: readonly OperatingPoint[], threshold: number): OperatingPoint {
  const distance = (point: OperatingPoint): number => Math.abs(point.threshold - threshold);
  return points.reduce((best, point) => (distance(point) < distance(best) ? point : best));
}
