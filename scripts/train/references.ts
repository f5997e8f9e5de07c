import { driftFeatureSchema, type DriftFeature } from '../../engine/protocol/drift-feature.ts';
import { textObservationsOf } from '../../engine/question/drift-features.ts';
import type { Reference } from '../../engine/question/question-model.ts';
import type { Example } from './examples.ts';

const BIN_COUNT = 10;

/** The usual distribution of everything that drift is watched on and that text alone tells. */
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
  return [...valuesByName].map(([name, values]) => referenceOf(name, values));
}

function referenceOf(name: DriftFeature, values: readonly number[]): Reference {
  const edges = binEdges(values);
  const counts = Array.from<number>({ length: edges.length + 1 }).fill(0);
  for (const value of values) counts[binOf(edges, value)]! += 1;
  return { name, edges, shares: counts.map((count) => Number((count / values.length).toFixed(5))) };
}

/** Edges that put about a tenth of the values in each bin; fewer where many values are equal. */
function binEdges(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const quantiles = Array.from(
    { length: BIN_COUNT - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / BIN_COUNT)] as number,
  );
  // An edge at the lowest value would leave the bin below it empty.
  return [...new Set(quantiles)].filter((edge) => edge > (sorted[0] as number));
}

function binOf(edges: readonly number[], value: number): number {
  const index = edges.findIndex((edge) => value < edge);
  return index < 0 ? edges.length : index;
}
