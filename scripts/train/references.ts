import { driftFeatureSchema, type DriftFeature } from '../../engine/protocol/drift-feature.ts';
import { textObservationsOf } from '../../engine/question/drift-features.ts';
import { referenceOf } from '../../engine/question/drift-reference.ts';
import type { Reference } from '../../engine/question/question-model.ts';
import type { Example } from './examples.ts';

const BIN_COUNT = 10;

/** The usual distribution of each drift feature that can be derived from text alone. */
export function referencesOf(examples: readonly Example[], probabilities: readonly number[]): Reference[] {
  const valuesByName = new Map<DriftFeature, number[]>();
  for (const [index, example] of examples.entries()) {
    if (example.isByDesign) continue;
    const observed = textObservationsOf(example.shape, probabilities[index] as number);
    for (const name of driftFeatureSchema.options) {
      const value = observed[name];
      if (value === undefined) continue;
      const values = valuesByName.get(name) ?? [];
      values.push(value);
      valuesByName.set(name, values);
    }
  }
  return [...valuesByName].map(([name, values]) => {
    const { edges, shares } = referenceOf(name, values, BIN_COUNT);
    return { name, edges, shares: shares.map((share) => Number(share.toFixed(5))) };
  });
}
