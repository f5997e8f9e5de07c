import { fitPlatt } from './calibration.ts';
import type { Platt } from './question-model.ts';
import { plattProbability } from './question-model.ts';
import type { Calibration } from './trained-detector.ts';

/** A user's verdict on one judged utterance. */
export interface Label {
  /** Log-odds of the shipped model, before calibration. */
  readonly logOdds: number;
  readonly isQuestion: boolean;
}

export const MIN_LABEL_COUNT = 50;
/** With fewer labels of one kind there is no telling where to draw the line. */
const MIN_LABEL_COUNT_PER_KIND = 5;
/** Every fourth label is held back for validation. */
const LABELS_PER_HELD_BACK = 4;
/** The shipped calibration counts like this many labels: users label what went wrong, not a fair sample. */
const SHIPPED_WEIGHT = 20;
/** A missed question costs twice as much as a needless answer, as in training. */
const MISS_COST_RATIO = 2;
const THRESHOLD_CANDIDATES = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

/**
 * Fits calibration and threshold to labels. The held-back quarter decides: unless the fit is at least as good
 * as the shipped one there, in log loss and in cost, nothing changes.
 * @returns undefined when there are too few labels or the fit is no better.
 */
export function recalibrate(labels: readonly Label[], shipped: Calibration): Calibration | undefined {
  const asked = labels.filter((label) => label.isQuestion).length;
  if (labels.length < MIN_LABEL_COUNT) return undefined;
  if (Math.min(asked, labels.length - asked) < MIN_LABEL_COUNT_PER_KIND) return undefined;
  const heldBack = labels.filter((_, index) => index % LABELS_PER_HELD_BACK === LABELS_PER_HELD_BACK - 1);
  const fitted = labels.filter((_, index) => index % LABELS_PER_HELD_BACK !== LABELS_PER_HELD_BACK - 1);
  const platt = fitPlatt(
    fitted.map((label) => label.logOdds),
    fitted.map((label) => label.isQuestion),
    { prior: shipped.platt, priorWeight: SHIPPED_WEIGHT },
  );
  const candidate = { platt, threshold: bestThreshold(fitted, platt, shipped.threshold) };
  const isBetter =
    logLoss(heldBack, candidate.platt) < logLoss(heldBack, shipped.platt) &&
    costOf(heldBack, candidate) <= costOf(heldBack, shipped);
  return isBetter ? candidate : undefined;
}

/** Cost of the mistakes, in needless answers. */
export function costOf(labels: readonly Label[], { platt, threshold }: Calibration): number {
  return labels.reduce((cost, { logOdds, isQuestion }) => {
    const isFound = plattProbability(platt, logOdds) >= threshold;
    if (isFound === isQuestion) return cost;
    return cost + (isQuestion ? MISS_COST_RATIO : 1);
  }, 0);
}

/** The shipped threshold, unless another saves one needless answer per twenty labels. */
function bestThreshold(labels: readonly Label[], platt: Platt, shippedThreshold: number): number {
  let best = shippedThreshold;
  let least = costOf(labels, { platt, threshold: shippedThreshold }) - labels.length / 20;
  for (const threshold of THRESHOLD_CANDIDATES) {
    const cost = costOf(labels, { platt, threshold });
    if (cost < least) [best, least] = [threshold, cost];
  }
  return best;
}

export function logLoss(labels: readonly Label[], platt: Platt): number {
  const sum = labels.reduce((total, { logOdds, isQuestion }) => {
    const probability = plattProbability(platt, logOdds);
    return total - Math.log(Math.max(1e-12, isQuestion ? probability : 1 - probability));
  }, 0);
  return sum / labels.length;
}
