import { vi } from 'vitest';

/** How long a machine that is busy with other things may take; a test that waits for this has failed. */
const PATIENCE_MS = 30_000;

/** Waits until `check` no longer throws. For single values `expect.poll` says it shorter. */
export function eventually<Result>(
  check: () => Result | Promise<Result>,
  { intervalMs = 10 }: { readonly intervalMs?: number } = {},
): Promise<Result> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: intervalMs });
}
