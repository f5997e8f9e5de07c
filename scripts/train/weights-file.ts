import type { QuestionModelFile } from '../../engine/question/question-model.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import type { LinearModel } from './logistic-regression.ts';

/** Eight-bit weights: an error of half a step in each hardly moves a sum of them. */
export function encodeLinear({ weights, bias }: LinearModel): QuestionModelFile['linear'] {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
  const step = largest / 127;
  const steps = Int8Array.from(weights, (weight) => Math.round(weight / step));
  return {
    slotCount: weights.length,
    bias: rounded(bias),
    step,
    weights: Buffer.from(steps.buffer).toString('base64'),
  };
}

export function encodeTrees({ base, trees }: BoostedTrees): QuestionModelFile['trees'] {
  const file: QuestionModelFile['trees'] = {
    base: rounded(base),
    roots: [],
    feature: [],
    threshold: [],
    left: [],
    right: [],
    value: [],
  };
  for (const tree of trees) {
    const offset = file.value.length;
    file.roots.push(offset);
    for (const [node, value] of tree.value.entries()) {
      const isLeaf = tree.left[node] === -1;
      file.feature.push(tree.feature[node] as number);
      file.threshold.push(rounded(tree.threshold[node] as number));
      file.left.push(isLeaf ? -1 : (tree.left[node] as number) + offset);
      file.right.push(isLeaf ? -1 : (tree.right[node] as number) + offset);
      file.value.push(isLeaf ? rounded(value) : 0);
    }
  }
  return file;
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
