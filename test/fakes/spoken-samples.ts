import { readFileSync } from 'node:fs';
import type { SpeechSegment } from '../../engine/base/nouns.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';

/** A spoken fixture: 16 kHz mono s16, with the exact text and the place of the words. */
export interface SpokenSample {
  readonly file: string;
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
}

const FOLDER = new URL('../fixtures/samples/', import.meta.url);
const WAV_HEADER_BYTES = 44;

export const spokenSamples: readonly SpokenSample[] = JSON.parse(
  readFileSync(new URL('samples.json', FOLDER), 'utf8'),
) as SpokenSample[];

/** The only one whose file name starts with `prefix`. */
export function sampleNamed(prefix: string): SpokenSample {
  const found = spokenSamples.filter((sample) => sample.file.startsWith(`${prefix}--`));
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} samples are named ${prefix}`);
  return found[0];
}

export function readSamples(sample: SpokenSample): Int16Array {
  const bytes = readFileSync(new URL(sample.file, FOLDER));
  return new Int16Array(new Uint8Array(bytes.subarray(WAV_HEADER_BYTES)).buffer);
}

/** The sample as the segment of one turn. */
export function spokenSegment(
  sample: SpokenSample,
  turnId = 'turn-1',
  channel: Channel = 'them',
): SpeechSegment {
  return {
    ...segmentOf(readSamples(sample), turnId, channel),
    speechStartMs: sample.startMs,
    speechEndMs: sample.endMs,
    voicedMs: sample.endMs - sample.startMs,
  };
}

/** A segment that is voiced from its first to its last sample. */
export function segmentOf(samples: Int16Array, turnId = 'turn-1', channel: Channel = 'them'): SpeechSegment {
  const durationMs = samples.length / 16;
  return {
    turnId,
    channel,
    samples,
    startMs: 0,
    speechStartMs: 0,
    speechEndMs: durationMs,
    voicedMs: durationMs,
  };
}
