/** One measured figure of `bench`, beside the raw peer that was measured in the same run. */
export interface BenchRow {
  /** e.g. `cached: EOU to first bullet at the socket`. */
  readonly name: string;
  /** Distribution of what was measured, in `unit`. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly unit: 'ms' | 'µs' | 'ratio' | 'tokens/s' | 'count' | '%' | 'KiB';
  /** The raw peer's p50 in the same unit, and what it is. */
  readonly peer?: { readonly name: string; readonly p50: number };
  readonly goal?: string;
  readonly isMet?: boolean;
}

/** A module of scripts/bench/ exports this as `bench`. Loops are bounded and stop by themselves. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  run(signal: AbortSignal): Promise<readonly BenchRow[]>;
}

/** Nearest-rank percentile; `values` need not be sorted and must not be empty. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[index] ?? Number.NaN;
}
