import type { Platt } from './question-model.ts';

/**
 * Platt scaling by Newton's method, with Platt's own smoothed targets so that a few labels cannot make it
 * certain (Platt 1999; Lin, Lin & Weng 2007).
 * @param prior pulls towards it with the weight of `priorWeight` labels; the identity by default.
 */
export function fitPlatt(
  logOdds: readonly number[],
  labels: readonly boolean[],
  options: { readonly prior?: Platt; readonly priorWeight?: number } = {},
): Platt {
  const prior = options.prior ?? { slope: 1, intercept: 0 };
  const priorWeight = options.priorWeight ?? 1e-3;
  const positives = labels.filter(Boolean).length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (labels.length - positives + 2);
  let { slope, intercept } = prior;
  for (let iteration = 0; iteration < MAX_ITERATION_COUNT; iteration += 1) {
    let slopeGradient = priorWeight * (slope - prior.slope);
    let interceptGradient = priorWeight * (intercept - prior.intercept);
    let slopeCurvature = priorWeight;
    let interceptCurvature = priorWeight;
    let crossCurvature = 0;
    for (let index = 0; index < labels.length; index += 1) {
      const score = logOdds[index] as number;
      const probability = 1 / (1 + Math.exp(-(slope * score + intercept)));
      const error = probability - (labels[index] ? high : low);
      const curvature = Math.max(1e-9, probability * (1 - probability));
      slopeGradient += error * score;
      interceptGradient += error;
      slopeCurvature += curvature * score * score;
      interceptCurvature += curvature;
      crossCurvature += curvature * score;
    }
    const determinant = slopeCurvature * interceptCurvature - crossCurvature * crossCurvature;
    const slopeStep = (interceptCurvature * slopeGradient - crossCurvature * interceptGradient) / determinant;
    const interceptStep = (slopeCurvature * interceptGradient - crossCurvature * slopeGradient) / determinant;
    slope = Math.max(MIN_SLOPE, slope - slopeStep);
    intercept -= interceptStep;
    if (Math.abs(slopeStep) + Math.abs(interceptStep) < 1e-8) break;
  }
  return { slope, intercept };
}

const MAX_ITERATION_COUNT = 100;
/** A slope at or below zero would turn the scores upside down. */
const MIN_SLOPE = 0.05;
