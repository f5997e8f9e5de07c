import { quantileEdges } from '../base/percentiles.ts';
import type { DriftFeature } from '../protocol/drift-feature.ts';
import type { Reference } from './question-model.ts';

/** How `values` are spread: over bins that hold about as many each, fewer where many values are equal. */
export function referenceOf(name: DriftFeature, values: readonly number[], binCount: number): Reference {
  const sorted = values.toSorted((a, b) => a - b);
  // An edge at the lowest value would leave the bin below it empty.
  const edges = quantileEdges(sorted, binCount).filter((edge) => edge > (sorted[0] as number));
  return { name, edges, shares: sharesOf(edges, values) };
}

/** The share of the values in each bin. */
export function sharesOf(edges: readonly number[], values: readonly number[]): number[] {
  const counts = Array.from<number>({ length: edges.length + 1 }).fill(0);
  for (const value of values) {
    const index = edges.findIndex((edge) => value < edge);
    counts[index < 0 ? edges.length : index]! += 1;
  }
  return counts.map((count) => count / values.length);
}
