import type { VoiceFeatures } from '../../engine/base/nouns.ts';
import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';
import { createAudioClock, hearSamples } from './hear-file.ts';

/** Voice from `voiceStartMs` to `endMs`, then quiet that was announced at `pausedAtMs`. */
export interface HeardPause {
  readonly voiceStartMs: number;
  readonly endMs: number;
  readonly pausedAtMs: number;
  /** When voice was heard again; infinite when it was not within `LONGEST_PAUSE_MS`. */
  readonly resumedAtMs: number;
  readonly voice?: VoiceFeatures;
}

/** Any turn is over after such a silence. */
export const LONGEST_PAUSE_MS = 4_000;

/** Every pause that the front end announces while no shorter pause ends a turn. */
export async function hearPauses(
  samples: Int16Array,
  detector: VoiceDetector,
  signal: AbortSignal,
): Promise<readonly HeardPause[]> {
  const pauses: HeardPause[] = [];
  let voiceStartMs = 0;
  let pauseMs = 0;
  let isSplit = false;
  let open: Omit<HeardPause, 'resumedAtMs'> | undefined;
  const close = (resumedAtMs: number): void => {
    if (open) pauses.push({ ...open, resumedAtMs });
    open = undefined;
  };
  const events = hearSamples(
    samples,
    {
      voiceDetector: detector,
      clock: createAudioClock(),
      hangoverMs: () => LONGEST_PAUSE_MS,
      onPauseResumed: (_turnId, heardPauseMs) => (pauseMs = heardPauseMs),
    },
    LONGEST_PAUSE_MS + 1_000,
    signal,
  );
  for await (const event of events) {
    if (event.type === 'speech-paused') {
      const { speechEndMs: endMs, voice } = event.segment;
      open = { voiceStartMs, endMs, pausedAtMs: event.atMs, ...(voice && { voice }) };
    }
    if (event.type === 'speech-resumed') {
      close(event.atMs);
      voiceStartMs = (pauses.at(-1)?.endMs ?? 0) + pauseMs;
    }
    if (event.type === 'speech-started') {
      if (!isSplit || open) voiceStartMs = event.speechStartMs;
      close(event.atMs);
    }
    if (event.type === 'turn-ended') {
      // A turn that grew too long is split, in a pause, which ends with the next voice, or in the middle of voice.
      isSplit = event.reason === 'split';
      if (!isSplit) close(Number.POSITIVE_INFINITY);
    }
  }
  close(Number.POSITIVE_INFINITY);
  return pauses;
}
