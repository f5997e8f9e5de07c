import type { Percentiles } from '../../engine/base/percentiles.ts';

/** One measured figure of `bench`, beside the raw peer that was measured in the same run. */
export interface BenchRow extends Percentiles {
  /** e.g. `cached: EOU to first bullet at the socket`. */
  readonly name: string;
  /** Of what was measured. */
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
