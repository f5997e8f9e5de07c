/** A row of a sparse binary matrix: the slots that are on. */
export type SparseRow = readonly number[];

export interface LinearModel {
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * L2-regularised logistic regression by L-BFGS (Nocedal & Wright, algorithm 7.4) with backtracking.
 * Each row is scaled to unit length, so that long utterances do not count more.
 * @param sampleWeights one per row.
 * @param penalty strength of the L2 term, per unit of total sample weight one.
 */
export function trainLogisticRegression(
  rows: readonly SparseRow[],
  labels: readonly boolean[],
  sampleWeights: readonly number[],
  options: { readonly slotCount: number; readonly penalty: number; readonly iterationCount: number },
): LinearModel {
  const { slotCount, penalty } = options;
  // Only slots that occur are worth a weight: the problem is solved in their compact numbering.
  const { compactRows, slots } = compact(rows, slotCount);
  const size = slots.length + 1;
  const biasIndex = size - 1;
  const scales = compactRows.map((row) => 1 / Math.sqrt(Math.max(1, row.length)));
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let loss = 0;
    for (let index = 0; index < compactRows.length; index += 1) {
      const row = compactRows[index] as Int32Array;
      const scale = scales[index] as number;
      let sum = 0;
      for (let at = 0; at < row.length; at += 1) sum += point[row[at] as number] as number;
      const margin = sum * scale + (point[biasIndex] as number);
      const target = labels[index] ? 1 : 0;
      const weight = sampleWeights[index] as number;
      loss += weight * (Math.max(margin, 0) - target * margin + Math.log1p(Math.exp(-Math.abs(margin))));
      const slope = weight * (1 / (1 + Math.exp(-margin)) - target);
      const scaled = slope * scale;
      for (let at = 0; at < row.length; at += 1) gradient[row[at] as number]! += scaled;
      gradient[biasIndex]! += slope;
    }
    for (let index = 0; index < biasIndex; index += 1) {
      const value = point[index] as number;
      loss += 0.5 * penalty * value * value;
      gradient[index]! += penalty * value;
    }
    return loss;
  };
  const solution = minimise(objective, size, options.iterationCount);
  const weights = new Float64Array(slotCount);
  slots.forEach((slot, index) => (weights[slot] = solution[index] as number));
  return { weights, bias: solution[biasIndex] as number };
}

/** The log-odds that `model` gives to `row`. */
export function linearScore(model: LinearModel, row: SparseRow): number {
  let sum = 0;
  for (const slot of row) sum += model.weights[slot] ?? 0;
  return sum / Math.sqrt(Math.max(1, row.length)) + model.bias;
}

function compact(
  rows: readonly SparseRow[],
  slotCount: number,
): { compactRows: Int32Array[]; slots: number[] } {
  const numberOfSlot = new Int32Array(slotCount).fill(-1);
  const slots: number[] = [];
  const compactRows = rows.map((row) =>
    Int32Array.from(row, (slot) => {
      if (numberOfSlot[slot] === -1) numberOfSlot[slot] = slots.push(slot) - 1;
      return numberOfSlot[slot] as number;
    }),
  );
  return { compactRows, slots };
}

const MEMORY_COUNT = 8;

function minimise(
  objective: (point: Float64Array, gradient: Float64Array) => number,
  size: number,
  iterationCount: number,
): Float64Array {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let loss = objective(point, gradient);
  const steps: { move: Float64Array; change: Float64Array; rho: number }[] = [];
  for (let iteration = 0; iteration < iterationCount; iteration += 1) {
    const direction = descentDirection(gradient, steps);
    const slope = dot(direction, gradient);
    let stepSize = iteration === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let next = point;
    let nextLoss = Number.POSITIVE_INFINITY;
    const nextGradient = new Float64Array(size);
    for (let attempt = 0; attempt < 20; attempt += 1, stepSize /= 2) {
      next = point.map((value, index) => value + stepSize * (direction[index] as number));
      nextLoss = objective(next, nextGradient);
      if (nextLoss <= loss + 1e-4 * stepSize * slope) break;
    }
    const gain = loss - nextLoss;
    if (!(gain > 0)) break;
    const move = next.map((value, index) => value - (point[index] as number));
    const change = nextGradient.map((value, index) => value - (gradient[index] as number));
    const curvature = dot(move, change);
    if (curvature > 1e-10) {
      steps.push({ move, change, rho: 1 / curvature });
      if (steps.length > MEMORY_COUNT) steps.shift();
    }
    point = next;
    gradient = nextGradient;
    loss = nextLoss;
    if (gain < 1e-6 * Math.max(1, Math.abs(loss))) break;
  }
  return point;
}

/** The two-loop recursion. */
function descentDirection(
  gradient: Float64Array,
  steps: readonly { move: Float64Array; change: Float64Array; rho: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const alphas: number[] = [];
  for (const { move, change, rho } of steps.toReversed()) {
    const alpha = rho * dot(move, direction);
    alphas.push(alpha);
    addScaled(direction, change, -alpha);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = dot(last.move, last.change) / dot(last.change, last.change);
    for (let index = 0; index < direction.length; index += 1) direction[index]! *= scale;
  }
  for (const { move, change, rho } of steps) {
    const beta = rho * dot(change, direction);
    addScaled(direction, move, (alphas.pop() ?? 0) - beta);
  }
  return direction;
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < first.length; index += 1)
    sum += (first[index] as number) * (second[index] as number);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, scale: number): void {
  for (let index = 0; index < target.length; index += 1) target[index]! += scale * (source[index] as number);
}
