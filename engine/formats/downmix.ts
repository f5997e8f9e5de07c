/** Channels this much below the loudest (−40 dB) carry nothing of their own and would only dilute it. */
const SILENT_POWER_RATIO = 1e-4;
/** A mean this much below the loudest channel (−13 dB) has cancelled itself out. */
const CANCELLED_POWER_RATIO = 0.05;
/** How much of the powers remains after a block: about 0.2 s of memory with blocks of 20 ms. */
const MEMORY_FACTOR = 0.9;

/**
 * Makes one channel of several: the mean of those that carry sound; where they cancel each other (one is
 * inverted, or noise hides the one that speaks), the loudest alone. Judged block by block, since speakers may
 * take turns on different channels; the weights move within a block, so that nothing clicks.
 * @returns takes interleaved samples of whole frames; the mono samples are valid until the next call.
 */
export function createDownmix(channelCount: number): (samples: Float32Array) => Float32Array {
  if (channelCount === 1) return (samples) => samples;
  const powers = new Float64Array(channelCount);
  let meanPower = 0;
  let weights: Float32Array | undefined;
  let mono = new Float32Array(0);

  return (samples) => {
    const frameCount = samples.length / channelCount;
    const from = weights;
    powers.forEach((power, channel) => {
      powers[channel] = power * MEMORY_FACTOR + powerOf(samples, channelCount, channel);
    });
    const loudest = powers.reduce((best, power, channel) => (power > powers[best]! ? channel : best), 0);
    const means = meanOfAudible(powers, powers[loudest]! * SILENT_POWER_RATIO);
    meanPower = meanPower * MEMORY_FACTOR + powerOfMix(samples, means);
    const isCancelled = meanPower < powers[loudest]! * CANCELLED_POWER_RATIO;
    const to = isCancelled ? means.map((_, channel) => (channel === loudest ? 1 : 0)) : means;
    weights = to;

    if (mono.length < frameCount) mono = new Float32Array(frameCount);
    for (let frame = 0; frame < frameCount; frame += 1) {
      const share = from ? (frame + 1) / frameCount : 1;
      let sum = 0;
      for (let channel = 0; channel < channelCount; channel += 1) {
        const start = from?.[channel] ?? 0;
        sum += samples[frame * channelCount + channel]! * (start + (to[channel]! - start) * share);
      }
      mono[frame] = sum;
    }
    return mono.subarray(0, frameCount);
  };
}

function meanOfAudible(powers: Float64Array, silencePower: number): Float32Array {
  const audibleCount = powers.filter((power) => power >= silencePower).length;
  return Float32Array.from(powers, (power) => (power >= silencePower ? 1 / audibleCount : 0));
}

function powerOf(samples: Float32Array, channelCount: number, channelIndex: number): number {
  let sum = 0;
  for (let index = channelIndex; index < samples.length; index += channelCount) sum += samples[index]! ** 2;
  return sum;
}

function powerOfMix(samples: Float32Array, weights: Float32Array): number {
  let sum = 0;
  for (let start = 0; start < samples.length; start += weights.length) {
    let value = 0;
    for (let channel = 0; channel < weights.length; channel += 1) {
      value += samples[start + channel]! * weights[channel]!;
    }
    sum += value * value;
  }
  return sum;
}
