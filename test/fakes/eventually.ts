import { vi } from 'vitest';
import { PATIENCE_MS } from './patience.ts';

/** Waits until `check` no longer throws. For single values `expect.poll` says it shorter. */
export function eventually<Result>(
  check: () => Result | Promise<Result>,
  { intervalMs = 10 }: { readonly intervalMs?: number } = {},
): Promise<Result> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: intervalMs });
}
