/** How a voice sounds, as a direction in the space of an embedding model; how long it was heard is its weight. */
export interface Voice {
  /** Of length 1. */
  readonly direction: Float32Array;
  readonly voicedMs: number;
}

/** A speaker of long standing still follows how the voice changes in the call. */
const MAX_WEIGHT_MS = 60_000;

/** @returns undefined where the model gave nothing to compare. */
export function toVoice(embedding: Float32Array, voicedMs: number): Voice | undefined {
  const length = Math.hypot(...embedding);
  if (!Number.isFinite(length) || length === 0) return undefined;
  return { direction: embedding.map((value) => value / length), voicedMs };
}

export function cosine(left: Voice, right: Voice): number {
  let sum = 0;
  for (const [index, value] of left.direction.entries()) sum += value * (right.direction[index] ?? 0);
  return sum;
}

/** The mean of two voices by how long each was heard. */
export function addVoice(known: Voice, heard: Voice): Voice {
  const sum = known.direction.map(
    (value, index) => value * known.voicedMs + (heard.direction[index] ?? 0) * heard.voicedMs,
  );
  const voicedMs = Math.min(MAX_WEIGHT_MS, known.voicedMs + heard.voicedMs);
  return toVoice(sum, voicedMs) ?? known;
}
