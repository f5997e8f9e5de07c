import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';

export interface Leak {
  /** Level of the echo against the original. */
  readonly gainDb: number;
  /** How much later it arrives; below 0 when the capture of the original is late. */
  readonly delayMs: number;
}

/** Length of the room's answer, and the time in which it falls to a third. */
const ROOM_SAMPLES = PIPELINE_RATE_HZ / 10;
const ROOM_DECAY_SAMPLES = PIPELINE_RATE_HZ / 50;
const REFLECTION_RATIO = 0.9;
/** A reflection every half millisecond is as good as one every sample, and eight times as fast. */
const REFLECTION_STEP_SAMPLES = 8;

/** What a microphone hears beside a loudspeaker: `original` through a small loudspeaker and a small room. */
export function leakSound(microphone: Int16Array, original: Int16Array, leak: Leak): Int16Array {
  const room = makeRoom();
  const scale = 10 ** (leak.gainDb / 20) / Math.sqrt(room.reduce((sum, value) => sum + value * value, 0));
  const played = throughLoudspeaker(original);
  const delaySamples = Math.round((leak.delayMs * PIPELINE_RATE_HZ) / 1_000);
  const mixed = Float64Array.from(microphone);
  for (const [tap, value] of room.entries()) {
    if (value === 0) continue;
    const shift = delaySamples + tap;
    const from = Math.max(0, -shift);
    const to = Math.min(played.length, mixed.length - shift);
    for (let index = from; index < to; index += 1) mixed[index + shift]! += scale * value * played[index]!;
  }
  return Int16Array.from(mixed, (value) => Math.max(-0x8000, Math.min(0x7fff, Math.round(value))));
}

/** The direct sound and reflections that die away; the same at every call. */
function makeRoom(): Float64Array {
  let state = 7;
  const noise = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  };
  const reflection = (index: number): number =>
    index === 0 ? 1 : REFLECTION_RATIO * noise() * Math.exp(-index / ROOM_DECAY_SAMPLES);
  return Float64Array.from({ length: ROOM_SAMPLES }, (_, index) =>
    index % REFLECTION_STEP_SAMPLES === 0 ? reflection(index) : 0,
  );
}

/** Little bass, dull treble. */
function throughLoudspeaker(samples: Int16Array): Float64Array {
  let dull = 0;
  let before = 0;
  let output = 0;
  return Float64Array.from(samples, (sample) => {
    dull += 0.6 * (sample - dull);
    output = 0.95 * (output + dull - before);
    before = dull;
    return output;
  });
}
