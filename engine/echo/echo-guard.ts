import type { Clock } from '../base/clock.ts';
import type { AudioFrame, SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import type { EchoReport } from '../protocol/echo-report.ts';
import { cancelEcho } from './cancel-echo.ts';
import { createEchoLines } from './drop-echo-lines.ts';
import { createEchoEvidence } from './echo-evidence.ts';
import { createReferenceSound, createTimeline } from './reference-sound.ts';

/** Keeps what the loudspeaker plays out of the microphone's channel: first its sound, then lines that slip through. */
export interface EchoGuard {
  /** Call for every frame of the other side. */
  observeReference(frame: AudioFrame): void;
  observeSpeech(event: SpeechEvent): void;
  /** The microphone's frames without the other side. */
  cancel(frames: AsyncIterable<AudioFrame>): AsyncGenerator<AudioFrame, void, undefined>;
  dropEchoes(transcripts: AsyncIterable<TranscriptEvent>): AsyncGenerator<TranscriptEvent, void, undefined>;
  /** What it did in this call, for diagnostics. */
  report(): EchoReport;
}

/** One per call: each call has its own room and loudspeaker. */
export function createEchoGuard(clock: Clock): EchoGuard {
  const evidence = createEchoEvidence();
  const reference = createReferenceSound(clock);
  const lines = createEchoLines({ clock, evidence });
  return {
    observeReference: reference.observe,
    observeSpeech: lines.observeSpeech,
    cancel: (frames) => cancelEcho(frames, { reference, evidence, timeline: createTimeline(clock) }),
    dropEchoes: lines.dropEchoes,
    report: () => ({
      isEchoSeen: evidence.isEchoSeen,
      reductionDb: Math.round(evidence.reductionDb ?? 0),
      heldLineCount: lines.heldCount,
      droppedLineCount: lines.droppedCount,
    }),
  };
}
