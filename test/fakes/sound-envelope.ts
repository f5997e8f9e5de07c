const ENVELOPE_SAMPLES = 320;

/** RMS of every 20 ms. */
export function envelope(samples: Int16Array): number[] {
  return Array.from({ length: Math.floor(samples.length / ENVELOPE_SAMPLES) }, (_, index) => {
    const piece = samples.subarray(index * ENVELOPE_SAMPLES, (index + 1) * ENVELOPE_SAMPLES);
    return Math.sqrt(piece.reduce((sum, value) => sum + value * value, 0) / piece.length);
  });
}

/** Highest normalized correlation of `pattern` with any stretch of `heard`. */
export function bestCorrelation(heard: readonly number[], pattern: readonly number[]): number {
  let best = 0;
  for (let lag = 0; lag + pattern.length <= heard.length; lag += 1) {
    const stretch = heard.slice(lag, lag + pattern.length);
    const product = pattern.reduce((sum, value, index) => sum + value * (stretch[index] ?? 0), 0);
    best = Math.max(best, product / Math.sqrt(energyOf(pattern) * energyOf(stretch) || 1));
  }
  return best;
}

function energyOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
