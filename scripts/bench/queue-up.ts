/** What one question cost: until its first bullet, and all the work that it set off. */
export interface Cost {
  readonly firstBulletMs: number;
  readonly busyMs: number;
}

/**
 * Asks one question after the other and counts as if each had come when it was due: one that is due while the work
 * before it is not over waits for it, as it would where one thread does it all.
 * @returns from the moment at which each question was due to its first bullet.
 */
export async function queueUp(
  load: { readonly questionCount: number; readonly intervalMs: number },
  ask: (index: number) => Promise<Cost>,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const timesMs: number[] = [];
  let freeAtMs = 0;
  for (let index = 0; index < load.questionCount; index += 1) {
    signal.throwIfAborted();
    const dueAtMs = index * load.intervalMs;
    const { firstBulletMs, busyMs } = await ask(index);
    const startMs = Math.max(dueAtMs, freeAtMs);
    timesMs.push(startMs - dueAtMs + firstBulletMs);
    freeAtMs = startMs + busyMs;
  }
  return timesMs;
}
