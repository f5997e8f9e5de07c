/** Says of each short window whether somebody speaks. One instance a channel; it keeps state between windows. */
export interface VoiceDetector extends Disposable {
  readonly name: 'silero' | 'energy';
  /** Samples a call takes, at PIPELINE_RATE_HZ; windows do not overlap. */
  readonly windowSamples: number;
  /**
   * @param window exactly `windowSamples` samples, −1…1; not kept.
   * @returns probability of speech, 0–1; a plain number where no waiting is needed.
   * @throws EngineError 'voice-detector-unavailable' once the model can no longer run.
   */
  detect(window: Float32Array): number | Promise<number>;
  /** Forgets what was heard: after a gap or a new source. */
  reset(): void;
}
