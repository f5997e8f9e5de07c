/** Zero crossings of the half-band filter on either side. */
const HALF_WIDTH_SAMPLES = 32;

/** 16 kHz samples as a telephone line gives them: below 4 kHz only, 8,000 a second. */
export function toTelephoneRate(samples: Int16Array): Int16Array {
  return Int16Array.from({ length: Math.floor(samples.length / 2) }, (_, index) => {
    let sum = 0;
    for (let offset = -HALF_WIDTH_SAMPLES; offset <= HALF_WIDTH_SAMPLES; offset += 1) {
      const x = (Math.PI * offset) / 2;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * offset) / HALF_WIDTH_SAMPLES);
      sum += (samples[2 * index + offset] ?? 0) * (offset === 0 ? 0.5 : (Math.sin(x) / x) * 0.5) * window;
    }
    return Math.max(-0x8000, Math.min(0x7fff, Math.round(sum)));
  });
}
