import { silentLogger } from '../../engine/base/logger.ts';
import type { SpeechEvent, TranscriptEvent } from '../../engine/base/nouns.ts';
import {
  streamTranscripts,
  type StreamTranscriptsDeps,
} from '../../engine/transcription/stream-transcripts.ts';
import type { TranscriptPressure } from '../../engine/transcription/transcript-pressure.ts';
import { ScriptedTranscriber, type TranscriberScript } from './scripted-transcriber.ts';
import { speak, wordsInside, type SpokenTurn } from './spoken-turn.ts';
import { VirtualClock } from './virtual-clock.ts';
import { never } from './pass-runner-stage.ts';

/** Turns that are spoken to a recognizer with known words and a known speed, on a virtual clock. */

export const SENTENCE = 'could you please explain how a hash map works inside'.split(' ');

export interface Heard {
  readonly events: readonly TranscriptEvent[];
  readonly transcriber: ScriptedTranscriber;
  readonly pressures: readonly TranscriptPressure[];
}

export function hear(
  turns: readonly SpokenTurn[],
  script: Partial<TranscriberScript> = {},
  more: Partial<StreamTranscriptsDeps> = {},
): Promise<Heard> {
  const clock = new VirtualClock();
  const wordsOfTurn = new Map(turns.map((turn) => [turn.turnId, turn.words]));
  const transcriber = scripted(clock, {
    text: (speech) => wordsInside(wordsOfTurn.get(speech.turnId) ?? SENTENCE, speech).join(' '),
    ...script,
  });
  return collect(clock, speak(turns, clock), transcriber, more);
}

export function scripted(clock: VirtualClock, script: Partial<TranscriberScript>): ScriptedTranscriber {
  return new ScriptedTranscriber({
    clock,
    text: (speech) => wordsInside(SENTENCE, speech).join(' '),
    ...script,
  });
}

export async function collect(
  clock: VirtualClock,
  speech: AsyncIterable<SpeechEvent>,
  transcriber: ScriptedTranscriber,
  more: Partial<StreamTranscriptsDeps> = {},
): Promise<Heard> {
  const events: TranscriptEvent[] = [];
  const pressures: TranscriptPressure[] = [];
  const deps = { ...depsFor(clock, transcriber, pressures), ...more };
  await clock.runUntil(drain(streamTranscripts(speech, deps, never()), events));
  return { events, transcriber, pressures };
}

export function depsFor(
  clock: VirtualClock,
  transcriber: ScriptedTranscriber,
  pressures: TranscriptPressure[] = [],
): StreamTranscriptsDeps {
  return {
    transcriber,
    clock,
    log: silentLogger,
    language: () => 'en',
    vocabulary: () => '',
    onPressure: (pressure) => pressures.push(pressure),
  };
}

export async function drain(
  stream: AsyncIterable<TranscriptEvent>,
  events: TranscriptEvent[],
): Promise<void> {
  for await (const event of stream) events.push(event);
}

export function completedTexts(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'transcript-completed' ? [event.transcript.text] : []));
}

export function endings(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'transcript-completed') return [`${event.transcript.turnId} completed`];
    return event.type === 'transcript-dropped' ? [`${event.turnId} dropped: ${event.reason}`] : [];
  });
}
