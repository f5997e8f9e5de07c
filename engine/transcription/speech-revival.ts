import type { Clock } from '../base/clock.ts';

/** A recognizer that gives itself up after too many crashes. */
interface Revivable {
  /** Left out: it has no need of it. @throws why it does not come up. */
  restart?(): Promise<void>;
}

/** Restarts a recognizer that has given itself up, with growing pauses, as long as somebody wants to be heard. */
export interface SpeechRevival {
  noteDown(): void;
  /** Call it before each pass: restarts the recognizer when it is down and its pause is over. */
  beforePass(recognizer: Revivable): Promise<void>;
}

const FIRST_PAUSE_MS = 15_000;
const MAX_PAUSE_MS = 300_000;
/** One that has run for this long begins with the shortest pause again. */
const SOUND_MS = 300_000;

export function createSpeechRevival(clock: Clock): SpeechRevival {
  let pauseMs = FIRST_PAUSE_MS;
  let dueAtMs: number | undefined;
  let revivedAtMs = Number.NEGATIVE_INFINITY;
  let reviving: Promise<void> | undefined;

  const revive = async (recognizer: Revivable): Promise<void> => {
    try {
      await recognizer.restart?.();
      dueAtMs = undefined;
    } catch {
      // It says itself why; the next pause is longer.
      dueAtMs = clock.nowMs() + pauseMs;
    }
    pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
    revivedAtMs = clock.nowMs();
    reviving = undefined;
  };

  return {
    noteDown: () => {
      if (dueAtMs !== undefined || reviving) return;
      if (clock.nowMs() - revivedAtMs > SOUND_MS) pauseMs = FIRST_PAUSE_MS;
      dueAtMs = clock.nowMs() + pauseMs;
    },
    beforePass: async (recognizer) => {
      if (dueAtMs === undefined || clock.nowMs() < dueAtMs || !recognizer.restart) return;
      reviving ??= revive(recognizer);
      await reviving;
    },
  };
}
