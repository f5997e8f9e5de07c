/** How loud a channel is without speech, learned while listening. */
export interface NoiseFloor {
  readonly levelDbfs: number;
  /** @param isNoise true when the detector hears no speech in it. */
  observe(levelDbfs: number, durationMs: number, isNoise: boolean): void;
}

/** Taken for the floor until something quieter or plain noise was heard: a quiet room at a usual gain. */
const INITIAL_FLOOR_DBFS = -55;
/** Below this no microphone's noise lies; digital silence teaches nothing. */
const MIN_FLOOR_DBFS = -75;
const FALL_MS = 100;
const RISE_MS = 400;
/** What speech may lift the floor: enough to leave a wrong floor within half a minute. */
const SPEECH_RISE_DB_PER_SECOND = 0.5;

export function createNoiseFloor(): NoiseFloor {
  let floorDbfs = INITIAL_FLOOR_DBFS;
  return {
    get levelDbfs() {
      return floorDbfs;
    },
    observe: (levelDbfs, durationMs, isNoise) => {
      const heardDbfs = Math.max(MIN_FLOOR_DBFS, levelDbfs);
      if (heardDbfs <= floorDbfs || isNoise) {
        const settleMs = heardDbfs <= floorDbfs ? FALL_MS : RISE_MS;
        floorDbfs += (heardDbfs - floorDbfs) * Math.min(1, durationMs / settleMs);
      } else {
        floorDbfs = Math.min(heardDbfs, floorDbfs + (SPEECH_RISE_DB_PER_SECOND * durationMs) / 1_000);
      }
    },
  };
}
