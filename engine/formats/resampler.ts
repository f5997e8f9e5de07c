/** Turns one rate into another, block by block; what went in comes out, delay taken off. */
export interface Resampler {
  /** @returns the output samples that are certain by now; valid until the next call. */
  push(block: Float32Array): Float32Array;
  /** @returns the rest, once the input has ended; valid until the next call. */
  flush(): Float32Array;
}

/** Zero crossings of the sinc on either side: a transition band of about 8 % of the lower rate. */
const ZERO_CROSSING_COUNT = 24;
/** Half-amplitude point as a share of the lower Nyquist rate: what lies above is gone by Nyquist. */
const CUTOFF_RATIO = 0.92;
/** Kaiser window for a stop band of about 80 dB (Kaiser 1974: β = 0.1102 · (A − 8.7)). */
const KAISER_BETA = 7.86;

/**
 * Band-limited polyphase interpolation (windowed sinc, one filter for each of the L phases of L/M).
 * Unit gain at DC; output sample n lies exactly at input time n · fromHz / toHz.
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  if (fromHz === toHz) return { push: (block) => block, flush: () => new Float32Array(0) };
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phaseCount = toHz / divisor;
  const stepSamples = fromHz / divisor;
  const halfWidthSamples = Math.ceil(ZERO_CROSSING_COUNT * Math.max(1, fromHz / toHz));
  const tapCount = 2 * halfWidthSamples;
  const filters = designFilters(phaseCount, halfWidthSamples, Math.min(1, toHz / fromHz) * CUTOFF_RATIO);

  // `held` starts with silence, so that the first output can look back.
  let held = new Float32Array(tapCount);
  let heldCount = halfWidthSamples - 1;
  let output = new Float32Array(0);
  let phase = 0;
  let inputCount = 0;
  let outputCount = 0;
  // Input still to be passed over, when decimation steps past what is held.
  let skip = 0;

  const hold = (block: Float32Array): void => {
    if (heldCount + block.length > held.length) {
      const larger = new Float32Array(heldCount + block.length);
      larger.set(held.subarray(0, heldCount));
      held = larger;
    }
    held.set(block, heldCount);
    heldCount += block.length;
  };
  /** Output n needs `tapCount` held samples from its integer input position on. */
  const produce = (limitCount: number): Float32Array => {
    const roomCount = Math.ceil(((heldCount + 1) * phaseCount) / stepSamples) + 1;
    if (output.length < roomCount) output = new Float32Array(roomCount);
    let producedCount = 0;
    let start = 0;
    while (start + tapCount <= heldCount && outputCount < limitCount) {
      let sum = 0;
      const filterStart = phase * tapCount;
      for (let tap = 0; tap < tapCount; tap += 1) sum += held[start + tap]! * filters[filterStart + tap]!;
      output[producedCount] = sum;
      producedCount += 1;
      outputCount += 1;
      phase += stepSamples;
      start += Math.floor(phase / phaseCount);
      phase %= phaseCount;
    }
    const consumed = Math.min(start, heldCount);
    held.copyWithin(0, consumed, heldCount);
    heldCount -= consumed;
    skip = start - consumed;
    return output.subarray(0, producedCount);
  };
  const take = (block: Float32Array): void => {
    const passed = Math.min(skip, block.length);
    skip -= passed;
    hold(passed === 0 ? block : block.subarray(passed));
  };

  return {
    push: (block) => {
      inputCount += block.length;
      take(block);
      return produce(Number.POSITIVE_INFINITY);
    },
    flush: () => {
      take(new Float32Array(tapCount));
      return produce(Math.round((inputCount * toHz) / fromHz));
    },
  };
}

/**
 * One row of taps a phase. Tap t of phase p weighs the input sample that lies
 * t − (halfWidth − 1) − p / phaseCount input samples from the output's position.
 */
function designFilters(phaseCount: number, halfWidthSamples: number, cutoffRatio: number): Float32Array {
  const tapCount = 2 * halfWidthSamples;
  const filters = new Float32Array(phaseCount * tapCount);
  const windowGain = besselI0(KAISER_BETA);
  for (let phase = 0; phase < phaseCount; phase += 1) {
    let sum = 0;
    for (let tap = 0; tap < tapCount; tap += 1) {
      const distance = tap - (halfWidthSamples - 1) - phase / phaseCount;
      const edge = distance / halfWidthSamples;
      const window = besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - edge * edge))) / windowGain;
      const value = cutoffRatio * sinc(cutoffRatio * distance) * window;
      filters[phase * tapCount + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < tapCount; tap += 1) filters[phase * tapCount + tap]! /= sum;
  }
  return filters;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let order = 1; term > sum * 1e-9; order += 1) {
    term *= (x / (2 * order)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
