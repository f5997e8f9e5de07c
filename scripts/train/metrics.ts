/** Area under the precision-recall curve as average precision; ties are counted as one step, and 0 without positives. */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number {
  const order = descending(scores);
  const positives = order.filter((index) => labels[index] === true).length;
  if (positives === 0) return 0;
  let found = 0;
  let sum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    let inStep = 0;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) {
      inStep += Number(labels[order[end] ?? 0] === true);
      end += 1;
    }
    found += inStep;
    sum += (inStep * found) / end;
    start = end;
  }
  return sum / positives;
}

export interface ThresholdMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** A score at or above `threshold` says yes. Precision of nothing found counts as 0. */
export function metricsAt(
  threshold: number,
  scores: ArrayLike<number>,
  labels: ArrayLike<boolean>,
): ThresholdMetrics {
  let hits = 0;
  let misses = 0;
  let alarms = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const isFound = (scores[index] ?? 0) >= threshold;
    if (labels[index] === true) {
      if (isFound) hits += 1;
      else misses += 1;
    } else if (isFound) alarms += 1;
  }
  return {
    precision: hits + alarms === 0 ? 0 : hits / (hits + alarms),
    recall: hits + misses === 0 ? 0 : hits / (hits + misses),
    f1: hits === 0 ? 0 : (2 * hits) / (2 * hits + misses + alarms),
  };
}

export interface ReliabilityBin {
  readonly fromProbability: number;
  readonly rowCount: number;
  readonly meanProbability: number;
  readonly positiveRatio: number;
}

/** Ten bins of equal width; empty ones are left out. */
export function reliabilityOf(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<boolean>,
): ReliabilityBin[] {
  const bins = Array.from({ length: BIN_COUNT }, () => ({ rows: 0, sum: 0, positives: 0 }));
  for (let index = 0; index < probabilities.length; index += 1) {
    const probability = probabilities[index] ?? 0;
    const bin = bins[Math.min(BIN_COUNT - 1, Math.floor(probability * BIN_COUNT))];
    if (!bin) continue;
    bin.rows += 1;
    bin.sum += probability;
    bin.positives += Number(labels[index] === true);
  }
  return bins.flatMap((bin, index) =>
    bin.rows === 0
      ? []
      : [
          {
            fromProbability: index / BIN_COUNT,
            rowCount: bin.rows,
            meanProbability: bin.sum / bin.rows,
            positiveRatio: bin.positives / bin.rows,
          },
        ],
  );
}

const BIN_COUNT = 10;

/** Expected calibration error: |mean probability − positive ratio| over the bins, weighted by their rows. */
export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<boolean>,
): number {
  const bins = reliabilityOf(probabilities, labels);
  const total = bins.reduce((sum, bin) => sum + bin.rowCount, 0);
  return bins.reduce(
    (sum, bin) => sum + (bin.rowCount / total) * Math.abs(bin.meanProbability - bin.positiveRatio),
    0,
  );
}

/** Cohen's kappa of two labels on the same rows. */
export function cohensKappa(first: readonly boolean[], second: readonly boolean[]): number {
  const total = first.length;
  const agreed = first.filter((label, index) => label === second[index]).length / total;
  const firstRatio = first.filter(Boolean).length / total;
  const secondRatio = second.filter(Boolean).length / total;
  const byChance = firstRatio * secondRatio + (1 - firstRatio) * (1 - secondRatio);
  return byChance === 1 ? 1 : (agreed - byChance) / (1 - byChance);
}

function descending(scores: ArrayLike<number>): number[] {
  return Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
  );
}
