import { expect, test } from 'vitest';
import { linearScorerOf, treesSchema } from '../../../engine/question/question-model.ts';
import { encodeLinear, encodeTrees } from '../../../scripts/train/weights-file.ts';

test('eight bits a weight score within half a step of what was learned', () => {
  const weights = Float64Array.of(1.27, -0.5, 0.004, 0);
  const file = encodeLinear({ weights, bias: 0.123456789 });
  expect([file.slotCount, file.bias, file.step]).toEqual([4, 0.12346, expect.closeTo(0.01)]);
  const score = linearScorerOf(file);
  for (const [slot, weight] of weights.entries()) {
    expect(Math.abs(score([slot]) - file.bias - weight)).toBeLessThanOrEqual(file.step / 2 + 1e-12);
  }
});

test('weights that are all nothing divide by nothing', () => {
  const file = encodeLinear({ weights: new Float64Array(2), bias: 0 });
  expect(linearScorerOf(file)([0, 1])).toBe(0);
});

test('trees follow each other in one list, each with its own root and children', () => {
  const stump = { feature: [3, 0, 0], threshold: [0.5, 0, 0], left: [1, -1, -1], right: [2, -1, -1] };
  const file = encodeTrees({
    base: 0.1,
    trees: [
      { ...stump, value: [9, 1, 2] },
      { ...stump, value: [9, 3, 4] },
    ],
  });
  expect(treesSchema.parse(file)).toEqual(file);
  expect(file).toMatchObject({
    roots: [0, 3],
    left: [1, -1, -1, 4, -1, -1],
    right: [2, -1, -1, 5, -1, -1],
    value: [0, 1, 2, 0, 3, 4],
  });
});
