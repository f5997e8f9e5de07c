import { type AudioHistory, HOP_MS } from './audio-history.ts';
import { createNoiseFloor } from './noise-floor.ts';

/** What a hop changed. `startHop` and `endHop` are the best estimates of where voice began and ended. */
export type VoiceChange =
  | { readonly type: 'began'; readonly startHop: number }
  | { readonly type: 'ceased'; readonly endHop: number };

export interface VoiceActivity {
  readonly isVoice: boolean;
  /** Voice seems to begin but is not sure yet: decided within ONSET_MS. */
  readonly isDoubtful: boolean;
  /**
   * @param hop the newest whole hop of the history.
   * @param probability of speech in the newest whole detector window.
   */
  observe(hop: number, probability: number): VoiceChange | undefined;
  /** After lost audio: nothing is known of voice, only the noise floor stays. */
  reset(): void;
}

/** Silero's own recommended pair: speech from 0.5 on, silence below 0.35 (snakers4/silero-vad, utils_vad.py). */
const SPEECH_PROBABILITY = 0.5;
const SILENCE_PROBABILITY = 0.35;
/** Two detector windows: one alone may be a click. */
const ONSET_MS = 50;
/** The detector needs some sound to be sure: the onset is looked for in the levels before. */
const ONSET_LOOK_BACK_MS = 120;
/** Quiet that makes a pause: longer than the closure of a stop consonant. */
const PAUSE_MS = 90;
/** Quiet by level but speech by the detector for this long: a quieter voice, not a pause. */
const QUIET_VOICE_MS = 180;
/** A hop is quiet below the learned noise floor plus this. */
const QUIET_ABOVE_FLOOR_DB = 4;
/** … or this much below the voice's own level: room echo and breath. */
const QUIET_BELOW_VOICE_DB = 33;
/** … but never this close to the voice, where noise hides the pauses and only the detector can tell. */
const LOUD_BELOW_VOICE_DB = 12;
const VOICE_LEVEL_FALL_DB_PER_SECOND = 6;
const NOISE_PROBABILITY = 0.15;

/**
 * Hysteresis over two signals: the detector's probability, which is reliable and late, and the level against
 * a learned noise floor, which is early and knows nothing of speech.
 */
export function createVoiceActivity(history: AudioHistory): VoiceActivity {
  const floor = createNoiseFloor();
  let voiceDbfs = Number.NEGATIVE_INFINITY;
  let isVoice = false;
  let onsetHopCount = 0;
  let onsetHop = 0;
  let quietHopCount = 0;
  let levelQuietHopCount = 0;
  let ceasedHop = 0;
  let lowestProbability = 0;

  const quietBelowDbfs = (): number =>
    Math.min(
      Math.max(floor.levelDbfs + QUIET_ABOVE_FLOOR_DB, voiceDbfs - QUIET_BELOW_VOICE_DB),
      Math.max(voiceDbfs - LOUD_BELOW_VOICE_DB, floor.levelDbfs),
    );
  return {
    get isVoice() {
      return isVoice;
    },
    get isDoubtful() {
      return !isVoice && onsetHopCount > 0;
    },
    observe: (hop, probability) => {
      const levelDbfs = history.levelDbfs(hop);
      const isLevelQuiet = levelDbfs < quietBelowDbfs();
      floor.observe(levelDbfs, HOP_MS, probability < NOISE_PROBABILITY);
      if (probability >= SPEECH_PROBABILITY && !isLevelQuiet)
        voiceDbfs = Math.max(levelDbfs, voiceDbfs - (VOICE_LEVEL_FALL_DB_PER_SECOND * HOP_MS) / 1_000);
      levelQuietHopCount = isLevelQuiet ? levelQuietHopCount + 1 : 0;

      if (!isVoice) {
        lowestProbability = Math.min(lowestProbability, probability);
        const isHeard =
          probability >= SPEECH_PROBABILITY &&
          (!isLevelQuiet || levelQuietHopCount * HOP_MS >= QUIET_VOICE_MS);
        // A hop of quiet between two syllables neither counts nor restarts the count.
        if (probability < SPEECH_PROBABILITY) onsetHopCount = 0;
        else if (isHeard) {
          if (onsetHopCount === 0) onsetHop = hop;
          onsetHopCount += 1;
        }
        if (onsetHopCount * HOP_MS < ONSET_MS) return undefined;
        isVoice = true;
        quietHopCount = 0;
        // Where the detector heard speech all the time, there was a quieter voice and no pause.
        const startHop =
          lowestProbability >= SILENCE_PROBABILITY
            ? ceasedHop
            : riseBefore(onsetHop, history, floor.levelDbfs + QUIET_ABOVE_FLOOR_DB);
        return { type: 'began', startHop };
      }

      const isDetectorQuiet = probability < SILENCE_PROBABILITY;
      const isQuiet = isDetectorQuiet || (isLevelQuiet && levelQuietHopCount * HOP_MS < QUIET_VOICE_MS);
      if (!isQuiet) {
        quietHopCount = 0;
        return undefined;
      }
      quietHopCount += 1;
      if (quietHopCount * HOP_MS < PAUSE_MS) return undefined;
      isVoice = false;
      onsetHopCount = 0;
      lowestProbability = probability;
      ceasedHop = hop + 1 - quietHopCount;
      return { type: 'ceased', endHop: ceasedHop };
    },
    reset: () => {
      isVoice = false;
      onsetHopCount = 0;
      quietHopCount = 0;
      levelQuietHopCount = 0;
      lowestProbability = 0;
    },
  };
}

/** The first hop of the rise in level that led to `hop`. */
function riseBefore(hop: number, history: AudioHistory, thresholdDbfs: number): number {
  const limitHop = Math.max(0, hop - ONSET_LOOK_BACK_MS / HOP_MS);
  let startHop = hop;
  while (startHop > limitHop && history.levelDbfs(startHop - 1) > thresholdDbfs) startHop -= 1;
  return startHop;
}
