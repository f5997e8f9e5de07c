import { quantileEdges } from '../../engine/base/percentiles.ts';
import { seededRandom } from '../../test/fakes/seeded-random.ts';

/** One regression tree in arrays: an inner node tests `feature < threshold`, a leaf has `left` −1. */
export interface Tree {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly value: number[];
}

export interface BoostedTrees {
  readonly base: number;
  readonly trees: readonly Tree[];
}

export interface BoostingOptions {
  readonly treeCount: number;
  readonly leafCount: number;
  readonly learningRate: number;
  readonly minLeafHessian: number;
  readonly penalty: number;
  readonly rowShare: number;
  readonly featureShare: number;
  readonly seed: number;
}

const BIN_COUNT = 64;

/** Gradient-boosted trees on the logistic loss, with histograms and leaf-wise growth (as in LightGBM). */
export function trainBoostedTrees(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  sampleWeights: readonly number[],
  options: BoostingOptions,
): BoostedTrees {
  const random = seededRandom(options.seed);
  const featureCount = rows[0]?.length ?? 0;
  const edges = Array.from({ length: featureCount }, (_, feature) =>
    binEdges(rows.map((row) => row[feature] ?? 0)),
  );
  const binned = edges.map((featureEdges, feature) =>
    Uint8Array.from(rows, (row) => binOf(featureEdges, row[feature] ?? 0)),
  );
  const weightSum = sampleWeights.reduce((sum, weight) => sum + weight, 0);
  const positiveSum = sampleWeights.reduce((sum, weight, index) => sum + (labels[index] ? weight : 0), 0);
  const base = Math.log(positiveSum / (weightSum - positiveSum));
  const scores = new Float64Array(rows.length).fill(base);
  const gradients = new Float64Array(rows.length);
  const hessians = new Float64Array(rows.length);
  const trees: Tree[] = [];
  for (let round = 0; round < options.treeCount; round += 1) {
    for (let index = 0; index < rows.length; index += 1) {
      const probability = 1 / (1 + Math.exp(-(scores[index] as number)));
      const weight = sampleWeights[index] as number;
      gradients[index] = weight * (probability - (labels[index] ? 1 : 0));
      hessians[index] = weight * probability * (1 - probability);
    }
    const sampled = Int32Array.from(rows.keys()).filter(() => random() < options.rowShare);
    const features = [...edges.keys()].filter(() => random() < options.featureShare);
    const tree = growTree({ binned, edges, gradients, hessians, features, rows: sampled }, options);
    trees.push(tree);
    for (const [index, row] of rows.entries()) scores[index]! += treeValue(tree, row);
  }
  return { base, trees };
}

/** The log-odds that `model` gives to `row`. */
export function boostedScore(model: BoostedTrees, row: readonly number[]): number {
  return model.trees.reduce((sum, tree) => sum + treeValue(tree, row), model.base);
}

function treeValue(tree: Tree, row: readonly number[]): number {
  let node = 0;
  while ((tree.left[node] as number) >= 0) {
    const isLeft = (row[tree.feature[node] as number] ?? 0) < (tree.threshold[node] as number);
    node = (isLeft ? tree.left[node] : tree.right[node]) as number;
  }
  return tree.value[node] as number;
}

interface GrowthInput {
  readonly binned: readonly Uint8Array[];
  readonly edges: readonly (readonly number[])[];
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly features: readonly number[];
  readonly rows: Int32Array;
}

interface Split {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
}

interface Leaf {
  readonly node: number;
  readonly rows: Int32Array;
  readonly split: Split | undefined;
}

function growTree(input: GrowthInput, options: BoostingOptions): Tree {
  const tree: Tree = { feature: [], threshold: [], left: [], right: [], value: [] };
  const addLeaf = (rows: Int32Array): Leaf => {
    let gradient = 0;
    let hessian = 0;
    for (const row of rows) {
      gradient += input.gradients[row] as number;
      hessian += input.hessians[row] as number;
    }
    const node = tree.value.push((-options.learningRate * gradient) / (hessian + options.penalty)) - 1;
    tree.feature.push(0);
    tree.threshold.push(0);
    tree.left.push(-1);
    tree.right.push(-1);
    return { node, rows, split: bestSplit(input, rows, gradient, hessian, options) };
  };
  let leaves = [addLeaf(input.rows)];
  while (leaves.length < options.leafCount) {
    const best = leaves.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
    if (!best.split || best.split.gain <= 0) break;
    const { feature, bin } = best.split;
    const column = input.binned[feature] as Uint8Array;
    tree.feature[best.node] = feature;
    tree.threshold[best.node] = input.edges[feature]?.[bin] ?? 0;
    const left = addLeaf(best.rows.filter((row) => (column[row] as number) <= bin));
    const right = addLeaf(best.rows.filter((row) => (column[row] as number) > bin));
    tree.left[best.node] = left.node;
    tree.right[best.node] = right.node;
    leaves = [...leaves.filter((leaf) => leaf !== best), left, right];
  }
  return tree;
}

function bestSplit(
  input: GrowthInput,
  rows: Int32Array,
  gradient: number,
  hessian: number,
  options: BoostingOptions,
): Split | undefined {
  if (hessian < 2 * options.minLeafHessian) return undefined;
  let best: Split | undefined;
  const parent = (gradient * gradient) / (hessian + options.penalty);
  const gradientBins = new Float64Array(BIN_COUNT);
  const hessianBins = new Float64Array(BIN_COUNT);
  for (const feature of input.features) {
    const edgeCount = input.edges[feature]?.length ?? 0;
    if (edgeCount === 0) continue;
    gradientBins.fill(0);
    hessianBins.fill(0);
    const column = input.binned[feature] as Uint8Array;
    for (const row of rows) {
      const bin = column[row] as number;
      gradientBins[bin]! += input.gradients[row] as number;
      hessianBins[bin]! += input.hessians[row] as number;
    }
    let leftGradient = 0;
    let leftHessian = 0;
    for (let bin = 0; bin < edgeCount; bin += 1) {
      leftGradient += gradientBins[bin] as number;
      leftHessian += hessianBins[bin] as number;
      const rightHessian = hessian - leftHessian;
      if (leftHessian < options.minLeafHessian || rightHessian < options.minLeafHessian) continue;
      const rightGradient = gradient - leftGradient;
      const gain =
        (leftGradient * leftGradient) / (leftHessian + options.penalty) +
        (rightGradient * rightGradient) / (rightHessian + options.penalty) -
        parent;
      if (gain > (best?.gain ?? 1e-9)) best = { gain, feature, bin };
    }
  }
  return best;
}

/** Upper edges of all bins but the last: a value below edge `b` lies in bin `b` or lower. */
function binEdges(values: readonly number[]): number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (distinct.length <= BIN_COUNT) {
    return distinct.slice(1).map((value, index) => (value + (distinct[index] as number)) / 2);
  }
  return quantileEdges(
    values.toSorted((a, b) => a - b),
    BIN_COUNT,
  );
}

function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (edges[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
