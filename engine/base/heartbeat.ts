import type { Clock } from './clock.ts';
import { readProcessCpuMs } from './process-cpu.ts';

interface HeartbeatDeps {
  readonly processId: () => number | undefined;
  /** Loading a model may block the process, so it has a deadline instead of a heartbeat. */
  readonly isLoading: () => boolean;
  /** Asks the process for a sign of life, which `beat` notes. */
  readonly ping: () => void;
  /** Left out: asked of the system. */
  readonly readCpuMs?: ((processId: number) => Promise<number | undefined>) | undefined;
  readonly clock: Clock;
}

/** Watches one of our processes that holds a model. */
export interface Heartbeat {
  /** The process gave a sign of life. */
  beat(): void;
  /** Settles with the reason to end the process. @throws `signal.reason` once it needs no watch. */
  watch(signal: AbortSignal): Promise<string>;
}

const INTERVAL_MS = 400;
/** Unanswered pings in a row; counted, so that a suspended laptop is not taken for a hang. */
const MAX_MISSED_COUNT = 3;
/** One was sent and not answered. */
const FIRST_MISSED_COUNT = 2;
const LOAD_DEADLINE_MS = 180_000;
/** Intervals without computing, after which a load that is overdue is taken for hung: some ten seconds. */
const MAX_IDLE_COUNT = 25;

export function createHeartbeat(deps: HeartbeatDeps): Heartbeat {
  const { processId, isLoading, ping, readCpuMs = readProcessCpuMs, clock } = deps;
  let missedCount = 0;
  const readOwnCpuMs = async (): Promise<number | undefined> => {
    const id = processId();
    return id === undefined ? undefined : readCpuMs(id);
  };
  return {
    beat: () => {
      missedCount = 0;
    },
    watch: async (signal) => {
      const startMs = clock.nowMs();
      let cpuMs: number | undefined;
      let idleCount = 0;
      for (;;) {
        await clock.sleep(INTERVAL_MS, signal);
        if (isLoading()) {
          if (clock.nowMs() - startMs <= LOAD_DEADLINE_MS) continue;
          const loadingMs = await readOwnCpuMs();
          const hasComputed = loadingMs !== undefined && cpuMs !== undefined && loadingMs > cpuMs;
          idleCount = hasComputed ? 0 : idleCount + 1;
          cpuMs = loadingMs;
          // On a busy machine a load gets on slowly.
          if (cpuMs === undefined || idleCount > MAX_IDLE_COUNT) return 'loading took too long';
          continue;
        }
        missedCount += 1;
        if (missedCount === FIRST_MISSED_COUNT) cpuMs = await readOwnCpuMs();
        if (missedCount <= MAX_MISSED_COUNT) {
          ping();
          continue;
        }
        // One that has computed since it owes an answer is well; the machine is busy.
        const nowMs = await readOwnCpuMs();
        signal.throwIfAborted();
        if (cpuMs === undefined || nowMs === undefined || nowMs <= cpuMs) return 'no heartbeat';
        missedCount = 0;
      }
    },
  };
}
