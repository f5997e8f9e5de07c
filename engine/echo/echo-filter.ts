import FFT from 'fft.js';

/** Samples per step: 16 ms. */
export const BLOCK_SAMPLES = 256;
const FFT_SIZE = 2 * BLOCK_SAMPLES;
/** Real and imaginary parts of the bins from 0 to the Nyquist frequency. */
const SPECTRUM_LENGTH = FFT_SIZE + 2;

/** How fast the room may change: the share of a path that is expected to survive one block. */
const PERSISTENCE_RATIO = 0.9999;
/** Expected power of one block of an unknown echo path. Higher learns faster but first adds artefacts. */
const INITIAL_UNCERTAINTY_RATIO = 0.01;
const ERROR_SMOOTHING_RATIO = 0.5;
const TINY = 1e-9;

/** One block's result; both arrays are reused by the next call. */
export interface FilteredBlock {
  /** The microphone without what the reference explains. */
  readonly residual: Float64Array;
  /** What the reference explains. */
  readonly echo: Float64Array;
}

/**
 * Learns how the reference (what the loudspeaker plays) reaches the microphone, and subtracts it. Partitioned
 * frequency-domain Kalman filter: its step size follows the power that it cannot explain, so that speech on
 * both sides does not spoil what was learned and no double-talk detector is needed.
 * Source: F. Kuech, E. Mabande, G. Enzner, "State-space architecture of the partitioned-block-based acoustic
 * echo controller", ICASSP 2014, with the diagonal approximation.
 */
export class EchoFilter {
  readonly #partitionCount: number;
  readonly #fft = new FFT(FFT_SIZE);
  /** Newest first from `#newest` on, around the ring. */
  readonly #references: readonly Float64Array[];
  readonly #paths: readonly Float64Array[];
  readonly #uncertainties: readonly Float64Array[];
  #newest = 0;
  #constrained = 0;
  readonly #errorPower = new Float64Array(BLOCK_SAMPLES + 1);
  readonly #expectedPower = new Float64Array(BLOCK_SAMPLES + 1);
  readonly #window = new Float64Array(FFT_SIZE);
  readonly #samples = new Float64Array(FFT_SIZE);
  readonly #spectrum = new Float64Array(2 * FFT_SIZE);
  readonly #complexSamples = new Float64Array(2 * FFT_SIZE);
  readonly #residual = new Float64Array(BLOCK_SAMPLES);
  readonly #echo = new Float64Array(BLOCK_SAMPLES);

  /** @param partitionCount how many blocks an echo may lag behind the reference. */
  constructor(partitionCount: number) {
    this.#partitionCount = partitionCount;
    const rows = (lengthCount: number, value: number): readonly Float64Array[] =>
      Array.from({ length: partitionCount }, () => new Float64Array(lengthCount).fill(value));
    this.#references = rows(SPECTRUM_LENGTH, 0);
    this.#paths = rows(SPECTRUM_LENGTH, 0);
    this.#uncertainties = rows(BLOCK_SAMPLES + 1, INITIAL_UNCERTAINTY_RATIO);
  }

  /** Takes the next BLOCK_SAMPLES of both channels, full scale ±1. */
  process(microphone: Float64Array, reference: Float64Array): FilteredBlock {
    this.skip(reference);
    this.#estimateEcho();
    for (let index = 0; index < BLOCK_SAMPLES; index += 1)
      this.#residual[index] = microphone[index]! - this.#echo[index]!;
    this.#learn();
    return { residual: this.#residual, echo: this.#echo };
  }

  /** Takes a block of the reference for which the microphone's is lost. */
  skip(reference: Float64Array): void {
    this.#newest = (this.#newest + this.#partitionCount - 1) % this.#partitionCount;
    this.#window.copyWithin(0, BLOCK_SAMPLES);
    this.#window.set(reference, BLOCK_SAMPLES);
    this.#transform(this.#window);
    this.#references[this.#newest]!.set(this.#spectrum.subarray(0, SPECTRUM_LENGTH));
  }

  #estimateEcho(): void {
    const sum = this.#spectrum.fill(0);
    for (let partition = 0; partition < this.#partitionCount; partition += 1) {
      const reference = this.#reference(partition);
      const path = this.#paths[partition]!;
      for (let at = 0; at < SPECTRUM_LENGTH; at += 2) {
        sum[at]! += path[at]! * reference[at]! - path[at + 1]! * reference[at + 1]!;
        sum[at + 1]! += path[at]! * reference[at + 1]! + path[at + 1]! * reference[at]!;
      }
    }
    this.#invert();
    for (let index = 0; index < BLOCK_SAMPLES; index += 1)
      this.#echo[index] = this.#complexSamples[2 * (BLOCK_SAMPLES + index)]!;
  }

  #learn(): void {
    this.#samples.fill(0, 0, BLOCK_SAMPLES);
    this.#samples.set(this.#residual, BLOCK_SAMPLES);
    this.#transform(this.#samples);
    this.#measurePowers();
    for (let partition = 0; partition < this.#partitionCount; partition += 1) this.#learnPartition(partition);
    // A path has no second half; putting that right for one partition a block is enough.
    this.#constrained = (this.#constrained + 1) % this.#partitionCount;
    this.#constrain(this.#paths[this.#constrained]!);
  }

  /** Power of the error, and how much of it the uncertainty of the paths accounts for. */
  #measurePowers(): void {
    const error = this.#spectrum;
    for (let bin = 0; bin <= BLOCK_SAMPLES; bin += 1) {
      const power = error[2 * bin]! ** 2 + error[2 * bin + 1]! ** 2;
      const before = this.#errorPower[bin]!;
      this.#errorPower[bin] = Math.max(power, before + (power - before) * ERROR_SMOOTHING_RATIO);
    }
    this.#expectedPower.fill(0);
    for (let partition = 0; partition < this.#partitionCount; partition += 1) {
      const reference = this.#reference(partition);
      const uncertainty = this.#uncertainties[partition]!;
      for (let bin = 0; bin <= BLOCK_SAMPLES; bin += 1)
        this.#expectedPower[bin]! +=
          0.5 * uncertainty[bin]! * (reference[2 * bin]! ** 2 + reference[2 * bin + 1]! ** 2);
    }
  }

  #learnPartition(partitionIndex: number): void {
    const error = this.#spectrum;
    const reference = this.#reference(partitionIndex);
    const path = this.#paths[partitionIndex]!;
    const uncertainty = this.#uncertainties[partitionIndex]!;
    for (let bin = 0; bin <= BLOCK_SAMPLES; bin += 1) {
      const at = 2 * bin;
      const [real, imaginary] = [reference[at]!, reference[at + 1]!];
      const step = uncertainty[bin]! / (this.#expectedPower[bin]! + this.#errorPower[bin]! + TINY);
      path[at]! += step * (real * error[at]! + imaginary * error[at + 1]!);
      path[at + 1]! += step * (real * error[at + 1]! - imaginary * error[at]!);
      const pathPower = path[at]! ** 2 + path[at + 1]! ** 2;
      uncertainty[bin] =
        PERSISTENCE_RATIO ** 2 *
          (1 - 0.5 * step * (real * real + imaginary * imaginary)) *
          uncertainty[bin]! +
        (1 - PERSISTENCE_RATIO ** 2) * pathPower;
    }
  }

  #constrain(path: Float64Array): void {
    this.#spectrum.set(path);
    this.#invert();
    for (let index = 0; index < BLOCK_SAMPLES; index += 1)
      this.#samples[index] = this.#complexSamples[2 * index]!;
    this.#samples.fill(0, BLOCK_SAMPLES);
    this.#transform(this.#samples);
    path.set(this.#spectrum.subarray(0, SPECTRUM_LENGTH));
  }

  #reference(partitionIndex: number): Float64Array {
    return this.#references[(this.#newest + partitionIndex) % this.#partitionCount]!;
  }

  #transform(samples: Float64Array): void {
    this.#fft.realTransform(this.#spectrum, samples);
  }

  #invert(): void {
    this.#fft.completeSpectrum(this.#spectrum);
    this.#fft.inverseTransform(this.#complexSamples, this.#spectrum);
  }
}
