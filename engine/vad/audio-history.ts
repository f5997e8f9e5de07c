import { PIPELINE_RATE_HZ } from '../base/nouns.ts';

/** The grid on which levels are measured and decisions are made. */
export const HOP_MS = 10;
export const HOP_SAMPLES = (HOP_MS * PIPELINE_RATE_HZ) / 1_000;

/** Holds the longest segment, its pre-roll and the longest wait for its end. */
const CAPACITY_MS = 32_000;
const CAPACITY_SAMPLES = (CAPACITY_MS * PIPELINE_RATE_HZ) / 1_000;
const CAPACITY_HOP_COUNT = CAPACITY_MS / HOP_MS;

const SILENCE_DBFS = -100;

/**
 * The last half minute of one channel: samples, and per hop the level and whether it was voice. Memory is
 * allocated once. Positions count from the channel's first sample, or hop.
 */
export class AudioHistory {
  endSamples = 0;
  readonly #samples = new Int16Array(CAPACITY_SAMPLES);
  readonly #levelsDbfs = new Float32Array(CAPACITY_HOP_COUNT).fill(SILENCE_DBFS);
  readonly #voice = new Uint8Array(CAPACITY_HOP_COUNT);
  #hopPower = 0;

  /** Samples up to the end of the current hop. */
  get samplesToHopEnd(): number {
    return HOP_SAMPLES - (this.endSamples % HOP_SAMPLES);
  }

  /** Hops that are whole by now. */
  get endHop(): number {
    return Math.floor(this.endSamples / HOP_SAMPLES);
  }

  /** @param samples ends within the current hop. @returns true when that hop is whole now. */
  append(samples: Int16Array, startIndex: number, endIndex: number): boolean {
    let at = this.endSamples % CAPACITY_SAMPLES;
    // Summed in a local variable: a field would allocate a number for every sample.
    let power = this.#hopPower;
    for (let index = startIndex; index < endIndex; index += 1) {
      const sample = samples[index]!;
      this.#samples[at] = sample;
      at += 1;
      power += sample * sample;
    }
    this.#hopPower = power;
    this.endSamples += endIndex - startIndex;
    if (this.endSamples % HOP_SAMPLES !== 0) return false;
    const slot = (this.endHop - 1) % CAPACITY_HOP_COUNT;
    const meanPower = power / HOP_SAMPLES / (0x8000 * 0x8000);
    this.#levelsDbfs[slot] = Math.max(SILENCE_DBFS, 10 * Math.log10(meanPower));
    this.#voice[slot] = 0;
    this.#hopPower = 0;
    return true;
  }

  /** Level of a hop that is whole and not older than the history. */
  levelDbfs(hop: number): number {
    return this.#levelsDbfs[hop % CAPACITY_HOP_COUNT] ?? SILENCE_DBFS;
  }

  markVoice(hop: number): void {
    this.#voice[hop % CAPACITY_HOP_COUNT] = 1;
  }

  unmarkVoice(hop: number): void {
    this.#voice[hop % CAPACITY_HOP_COUNT] = 0;
  }

  voicedMs(startHop: number, endHop: number): number {
    let voicedMs = 0;
    for (let hop = Math.max(startHop, this.endHop - CAPACITY_HOP_COUNT); hop < endHop; hop += 1)
      voicedMs += HOP_MS * this.#voice[hop % CAPACITY_HOP_COUNT]!;
    return voicedMs;
  }

  /** Middle of the quietest `widthHopCount` hops within a range. */
  quietestHop(startHop: number, endHop: number, widthHopCount: number): number {
    let best = startHop;
    let bestSum = Number.POSITIVE_INFINITY;
    for (let hop = startHop; hop + widthHopCount <= endHop; hop += 1) {
      let sum = 0;
      for (let offset = 0; offset < widthHopCount; offset += 1) sum += this.levelDbfs(hop + offset);
      if (sum < bestSum) {
        bestSum = sum;
        best = hop;
      }
    }
    return best + Math.floor(widthHopCount / 2);
  }

  /** A copy; what is older than the history is left out. */
  copy(startSamples: number, endSamples: number): Int16Array {
    const start = Math.max(0, startSamples, this.endSamples - CAPACITY_SAMPLES);
    const copied = new Int16Array(Math.max(0, endSamples - start));
    const at = start % CAPACITY_SAMPLES;
    const firstCount = Math.min(copied.length, CAPACITY_SAMPLES - at);
    copied.set(this.#samples.subarray(at, at + firstCount));
    copied.set(this.#samples.subarray(0, copied.length - firstCount), firstCount);
    return copied;
  }

  /** Continues at a later position (a multiple of HOP_SAMPLES): what lay between was lost, and is silence. */
  skipTo(positionSamples: number): void {
    const lostSamples = Math.min(positionSamples - this.endSamples, CAPACITY_SAMPLES);
    for (let index = 1; index <= lostSamples; index += 1)
      this.#samples[(positionSamples - index) % CAPACITY_SAMPLES] = 0;
    const lostHopCount = Math.min(Math.ceil(lostSamples / HOP_SAMPLES), CAPACITY_HOP_COUNT);
    for (let index = 1; index <= lostHopCount; index += 1) {
      const slot = (positionSamples / HOP_SAMPLES - index) % CAPACITY_HOP_COUNT;
      this.#levelsDbfs[slot] = SILENCE_DBFS;
      this.#voice[slot] = 0;
    }
    this.#hopPower = 0;
    this.endSamples = positionSamples;
  }
}
