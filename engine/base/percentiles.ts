export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** By nearest rank. @param values in any order; of none it is NaN. @param share 0.5 for the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentilesOf(values: readonly number[]): Percentiles {
  return { p50: median(values), p95: percentile(values, 0.95), p99: percentile(values, 0.99) };
}

/** What parts values, in ascending order, into bins that hold about as many each; fewer where many are equal. */
export function quantileEdges(sorted: readonly number[], binCount: number): number[] {
  const edges = Array.from(
    { length: binCount - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / binCount)] as number,
  );
  return [...new Set(edges)];
}
