/** The package ships no types; these cover what we use. */
declare module 'fft.js' {
  /** Complex numbers lie as pairs: real part, imaginary part. */
  export default class FFT {
    constructor(size: number);
    /** Writes the first half of the spectrum, size + 2 numbers. */
    realTransform(spectrum: Float64Array, samples: Float64Array): void;
    /** Fills in the second half, which mirrors the first. */
    completeSpectrum(spectrum: Float64Array): void;
    inverseTransform(complexSamples: Float64Array, spectrum: Float64Array): void;
  }
}
