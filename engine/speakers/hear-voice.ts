import { PIPELINE_RATE_HZ, samplesMs, type SpeechSegment } from '../base/nouns.ts';
import { addVoice, cosine, toVoice, type Voice } from './voice.ts';

/** Turns sound into an embedding of the voice in it. */
export interface VoiceEmbedder extends AsyncDisposable {
  /**
   * @param samples at least half a second of mono PCM, s16, at PIPELINE_RATE_HZ.
   * @throws EngineError when it cannot; `signal.reason`.
   */
  embed(samples: Int16Array, signal: AbortSignal): Promise<{ readonly embedding: Float32Array }>;
}

/** What of a turn its speaker is known by: a copy, so that the turn's own memory is free. */
export interface VoiceSample {
  readonly turnId: string;
  readonly samples: Int16Array;
  readonly voicedMs: number;
}

/** An embedding of less says little about the voice. */
const MIN_VOICED_MS = 1_000;
/** More adds work and memory, and hardly any certainty. */
const MAX_SAMPLE_COUNT = 10 * PIPELINE_RATE_HZ;
/** From here on each half is long enough to be judged by itself. */
const MIN_HALVED_MS = 3_000;

/** @returns undefined where too little was said. */
export function takeSample(segment: SpeechSegment): VoiceSample | undefined {
  const { turnId, startMs, speechStartMs, speechEndMs, voicedMs } = segment;
  if (voicedMs < MIN_VOICED_MS) return undefined;
  const at = (timeMs: number): number => Math.round(((timeMs - startMs) * PIPELINE_RATE_HZ) / 1_000);
  const from = Math.max(0, at(speechStartMs));
  const samples = segment.samples.slice(from, Math.min(at(speechEndMs), from + MAX_SAMPLE_COUNT));
  return { turnId, samples, voicedMs: Math.min(voicedMs, samplesMs(samples.length)) };
}

/**
 * @param otherScore cosine below which the halves of a turn are of two people, who spoke without a pause between them.
 * @returns undefined where there is no one voice.
 */
export async function hearVoice(
  { samples, voicedMs }: VoiceSample,
  embedder: VoiceEmbedder,
  otherScore: number,
  signal: AbortSignal,
): Promise<Voice | undefined> {
  const hear = async (part: Int16Array, partMs: number): Promise<Voice | undefined> =>
    toVoice((await embedder.embed(part, signal)).embedding, partMs);
  if (samplesMs(samples.length) < MIN_HALVED_MS) return hear(samples, voicedMs);
  const middle = samples.length >> 1;
  const first = await hear(samples.subarray(0, middle), voicedMs / 2);
  const second = await hear(samples.subarray(middle), voicedMs / 2);
  if (!first || !second || cosine(first, second) < otherScore) return undefined;
  return addVoice(first, second);
}
