import type { Clock } from '../../../base/clock.ts';
import { readProcessCpuMs } from '../../../base/process-cpu.ts';

export interface StarvationOptions {
  readonly processId: () => number | undefined;
  readonly clock: Clock;
  /** Left out: asked of the system. */
  readonly readCpuMs?: ((processId: number) => Promise<number | undefined>) | undefined;
  /** For so long the process could not compute. */
  readonly onLost: (lostMs: number) => void;
}

const LOOK_EVERY_MS = 2_000;
/** A process at work that gets less than this share of one core is short of computing time. */
const STARVED_RATIO = 0.5;
/** A live process computes more than this between two looks, even on a very busy machine. */
const MIN_PROGRESS_MS = 10;
/** One that computes nothing for longer hangs. */
const MAX_IDLE_LOOK_COUNT = 5;
/** An answer that comes later helps nobody. */
const MAX_LOST_MS = 150_000;

/**
 * Watches a process that is at work on the processor, and reports the time in which it could not compute. Settles
 * once no more time is given: it hangs, or has lost too much. Where computing time is not known, none is lost.
 * @throws `signal.reason`
 */
export async function watchStarvation(options: StarvationOptions, signal: AbortSignal): Promise<void> {
  const { processId, clock, readCpuMs = readProcessCpuMs, onLost } = options;
  const read = async (): Promise<number | undefined> => {
    const id = processId();
    return id === undefined ? undefined : readCpuMs(id);
  };
  let before = { atMs: clock.nowMs(), cpuMs: await read() };
  let leftMs = MAX_LOST_MS;
  let idleCount = 0;
  while (leftMs > 0 && idleCount < MAX_IDLE_LOOK_COUNT) {
    await clock.sleep(LOOK_EVERY_MS, signal);
    const now = { atMs: clock.nowMs(), cpuMs: await read() };
    signal.throwIfAborted();
    if (now.cpuMs === undefined || before.cpuMs === undefined) return;
    const passedMs = now.atMs - before.atMs;
    const computedMs = now.cpuMs - before.cpuMs;
    before = now;
    idleCount = computedMs < MIN_PROGRESS_MS ? idleCount + 1 : 0;
    if (computedMs >= STARVED_RATIO * passedMs) continue;
    const lostMs = Math.min(leftMs, passedMs - computedMs);
    leftMs -= lostMs;
    onLost(lostMs);
  }
}
