import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { createNoiseFloor } from './noise-floor.ts';
import type { VoiceDetector } from './voice-detector.ts';

/** After this long without speech a costly detector may rest. */
const RESTING_AFTER_MS = 130;
/** So much of what it slept through a detector hears when it wakes: without, the first sound would seem a voice. */
const RECALLED_WINDOW_COUNT = 4;
/** What is this little above the noise floor cannot be heard. */
const AUDIBLE_ABOVE_FLOOR_DB = 4;
/** Below this probability the detector is sure that there is no speech. */
const SURE_SILENCE_PROBABILITY = 0.1;

/**
 * Spares `detector` the windows in which nothing can be heard: a channel of a call is silent for more than half
 * of the time. Such windows get 0 at once; the detector hears the last few of them when it is needed again. (To
 * leave out windows of certain speech as well does not work: the network then hears on for long after the voice
 * has ended.)
 */
export function restInSilence(detector: VoiceDetector): VoiceDetector {
  const windowMs = (detector.windowSamples * 1_000) / PIPELINE_RATE_HZ;
  const floor = createNoiseFloor();
  const slept = Array.from({ length: RECALLED_WINDOW_COUNT }, () => new Float32Array(detector.windowSamples));
  let sleptCount = 0;
  let silentMs = 0;
  const wake = async (window: Float32Array): Promise<number> => {
    const endIndex = sleptCount;
    sleptCount = 0;
    for (let index = Math.max(0, endIndex - slept.length); index < endIndex; index += 1)
      await detector.detect(slept[index % slept.length] as Float32Array);
    return detector.detect(window);
  };
  const note = (probability: number, levelDbfs: number): number => {
    const isSilence = probability < SURE_SILENCE_PROBABILITY;
    silentMs = isSilence ? silentMs + windowMs : 0;
    floor.observe(levelDbfs, windowMs, isSilence);
    return probability;
  };
  return {
    name: detector.name,
    windowSamples: detector.windowSamples,
    detect: (window) => {
      const levelDbfs = measureDbfs(window);
      const isAudible = levelDbfs > floor.levelDbfs + AUDIBLE_ABOVE_FLOOR_DB;
      if (!isAudible && silentMs >= RESTING_AFTER_MS) {
        slept[sleptCount % slept.length]?.set(window);
        sleptCount += 1;
        return note(0, levelDbfs);
      }
      const probability = sleptCount > 0 ? wake(window) : detector.detect(window);
      return typeof probability === 'number'
        ? note(probability, levelDbfs)
        : probability.then((value) => note(value, levelDbfs));
    },
    reset: () => {
      silentMs = 0;
      sleptCount = 0;
      detector.reset();
    },
    [Symbol.dispose]: () => detector[Symbol.dispose](),
  };
}

function measureDbfs(window: Float32Array): number {
  let power = 0;
  for (let index = 0; index < window.length; index += 1) power += window[index]! * window[index]!;
  return 10 * Math.log10(power / window.length + 1e-10);
}
