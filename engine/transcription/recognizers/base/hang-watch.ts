import type { Clock } from '../../../base/clock.ts';
import { readTreeCpuMs } from '../../../base/process-cpu.ts';

export interface HangWatchOptions {
  readonly processId: () => number | undefined;
  /** The process is watched from then on; before, it cannot be late. */
  readonly overdueMs: number;
  readonly clock: Clock;
  /** Computing time so far of a process and what it has started; undefined where it is not known. */
  readonly readCpuMs?: ((processId: number) => Promise<number | undefined>) | undefined;
}

const MAX_LOOK_EVERY_MS = 2_000;
const LOOKS_PER_OVERDUE_COUNT = 4;
/** A live process computes more than this between two checks, even on a very busy machine. */
const MIN_PROGRESS_MS = 10;
/** Checks are counted, so that a suspended laptop is not taken for a hang. */
const MAX_IDLE_LOOK_COUNT = 5;
/** Where computing time is not known, this many extra checks must do. */
const MAX_BLIND_LOOK_COUNT = 30;
/** A task whose computing time exceeds its allowed time this many times over is in an endless loop. */
const MAX_CPU_RATIO = 10;

/**
 * Settles when a process that owes an answer hangs: it computes nothing, or without end. One that is merely
 * short of computing time is waited for.
 * @throws `signal.reason` once the answer is there.
 */
export async function watchForHang(options: HangWatchOptions, signal: AbortSignal): Promise<void> {
  const { processId, overdueMs, clock, readCpuMs = readTreeCpuMs } = options;
  const lookEveryMs = Math.min(MAX_LOOK_EVERY_MS, overdueMs / LOOKS_PER_OVERDUE_COUNT);
  const read = async (): Promise<number | undefined> => {
    const id = processId();
    return id === undefined ? undefined : readCpuMs(id);
  };
  await clock.sleep(overdueMs, signal);
  const firstMs = await read();
  let beforeMs = firstMs;
  let idleCount = 0;
  let blindCount = 0;
  while (idleCount < MAX_IDLE_LOOK_COUNT && blindCount < MAX_BLIND_LOOK_COUNT) {
    signal.throwIfAborted();
    await clock.sleep(lookEveryMs, signal);
    const nowMs = await read();
    if (nowMs === undefined || beforeMs === undefined) blindCount += 1;
    else if (nowMs - beforeMs < MIN_PROGRESS_MS) idleCount += 1;
    else idleCount = 0;
    if (nowMs !== undefined && firstMs !== undefined && nowMs - firstMs > MAX_CPU_RATIO * overdueMs) return;
    beforeMs = nowMs;
  }
}
