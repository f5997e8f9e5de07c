/** A stretch of decoded sound as its file holds it. */
export interface SoundBlock {
  readonly rateHz: number;
  readonly channelCount: number;
  /** −1…1, interleaved; valid until the next block. */
  readonly samples: Float32Array;
}
