import { silentLogger } from '../../../engine/base/logger.ts';
import type { AudioFrame, SpeechEvent } from '../../../engine/base/nouns.ts';
import { segmentSpeech, type SegmenterDeps } from '../../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../../engine/vad/segmenter-control.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** What is heard, piece by piece: loud or quiet, each with its length. */
export type Score = readonly (readonly [sound: 'loud' | 'quiet' | 'soft', durationMs: number])[];

const AMPLITUDES = { loud: 8_000, soft: 2_000, quiet: 12 } as const;

/** A square wave, so that every hop of a piece has the same level. */
export function perform(score: Score): Int16Array {
  const pieces = score.map(([sound, durationMs]) =>
    Int16Array.from({ length: durationMs * 16 }, (_, index) => (index % 16 < 8 ? 1 : -1) * AMPLITUDES[sound]),
  );
  const samples = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    samples.set(piece, offset);
    offset += piece.length;
  }
  return samples;
}

export async function* toFrames(
  samples: Int16Array,
  frameLengths: () => number = () => 320,
  startSamples = 0,
): AsyncGenerator<AudioFrame, void, undefined> {
  for (let start = 0; start < samples.length;) {
    const end = Math.min(samples.length, start + frameLengths());
    yield { channel: 'them', samples: samples.slice(start, end), startSamples: startSamples + start };
    start = end;
  }
}

export function makeDeps(overrides: Partial<SegmenterDeps> = {}): SegmenterDeps {
  let turnCount = 0;
  return {
    voiceDetector: createScriptedDetector(),
    clock: new ManualClock(),
    nextTurnId: () => `turn-${(turnCount += 1)}`,
    hangoverMs: () => 500,
    control: createSegmenterControl(),
    log: silentLogger,
    ...overrides,
  };
}

export async function hear(
  frames: AsyncIterable<AudioFrame>,
  overrides: Partial<SegmenterDeps> = {},
): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for await (const event of segmentSpeech(frames, makeDeps(overrides), new AbortController().signal))
    events.push(event);
  return events;
}

/** Without the many `speech-extended`: the outline of what happened. */
export function outline(events: readonly SpeechEvent[]): string[] {
  return events
    .filter(({ type }) => type !== 'speech-extended')
    .map((event) => `${event.type} ${event.turnId}${event.type === 'turn-ended' ? ` ${event.reason}` : ''}`);
}
