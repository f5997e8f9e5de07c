/** Length of the clip on which recognizers are measured; shorter audio costs most of them as much. */
export const PACE_CLIP_MS = 3_000;
/** Partial passes below, final ones only from here on. */
export const PARTIALS_MAX_FACTOR = 0.3;
/** From here on a call with two speakers cannot be followed. */
export const FINALS_MAX_FACTOR = 0.7;
/** From here on not even one speaker can. */
export const HOPELESS_FACTOR = 1.5;
/** Real passes against the clip: this machine has other things to do. */
export const BUSY_RATIO = 2;

/** Weight of the newest pass in the mean that is judged. */
const NEWEST_PASS_RATIO = 0.4;

/** How long passes of one recognizer take, as a factor of real time, kept up to date by each of them. */
export class PassPace {
  readonly #measured: () => number | undefined;
  #mean: number | undefined;
  #lastPassMs = 0;

  /** @param measuredFactor of the clip, on the machine at rest; undefined while it is not known. */
  constructor(measuredFactor: () => number | undefined) {
    this.#measured = measuredFactor;
  }

  get factor(): number {
    return this.#mean ?? this.#measured() ?? 0;
  }

  get lastPassMs(): number {
    return this.#lastPassMs;
  }

  /** Passes take much longer than they did when the machine was at rest. */
  get isBusy(): boolean {
    const measured = this.#measured();
    return measured !== undefined && this.factor > BUSY_RATIO * measured;
  }

  /** Some recognizers take the same time for all audio: then the last pass says more than its factor. */
  expectedMs(audioMs: number): number {
    const scaledMs = this.factor * Math.max(audioMs, PACE_CLIP_MS);
    return this.#lastPassMs === 0 ? scaledMs : Math.min(this.#lastPassMs, scaledMs);
  }

  observe(computeMs: number, audioMs: number): void {
    if (computeMs <= 0) return;
    this.#lastPassMs = computeMs;
    const factor = computeMs / Math.max(audioMs, PACE_CLIP_MS);
    const mean = this.#mean ?? this.#measured() ?? factor;
    this.#mean = mean + (factor - mean) * NEWEST_PASS_RATIO;
  }

  /** What was seen of a machine out of breath says nothing of it after a rest. */
  forget(): void {
    this.#mean = undefined;
  }
}
