import type { BacklogGate } from '../call/backlog-gate.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { AudioFrame, QuestionEvent } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { createEchoGuard } from '../echo/echo-guard.ts';
import { createGapWatch, type GapWatch, type LostSound } from './gap-watch.ts';
import { createChannelReading, type ChannelReading } from './channel-reading.ts';
import { endable, publishReadings } from './channel-watch.ts';
import { hearQuestions, type ListeningParts } from './pipeline.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import type { Transcriber } from '../transcription/recognizers/base/transcriber.ts';
import type { VoiceDetector } from '../vad/voice-detector.ts';
import { createSegmenterControl, type SegmenterControl } from '../vad/segmenter-control.ts';

/** Nobody who starts again waits longer than this for what recognition owes of the call before. */
const STOP_PATIENCE_MS = 3_000;

export interface ListeningDeps {
  /** Everything of the pipeline but what a session itself knows. */
  readonly parts: Omit<ListeningParts, 'echo' | 'onFrame' | 'isPaced' | 'pace' | 'smallerTranscriber'>;
  readonly smallerTranscriber: () => Promise<Transcriber | undefined>;
  readonly gate: BacklogGate;
  readonly clock: Clock;
  readonly log: Logger;
  /** Loads the voice detector at first use. */
  readonly createVoiceDetector: () => Promise<VoiceDetector>;
  readonly onQuestion: (event: QuestionEvent) => void;
  readonly onSoundLost: (lost: LostSound) => void;
  /** False while no sound at all comes from a source. */
  readonly onArrival: (channel: Channel, isArriving: boolean) => void;
  readonly publish: (event: UnstampedEvent) => void;
  readonly publishState: (state: ComponentState) => void;
}

export interface ListeningOptions {
  readonly isDemo: boolean;
  /** Sources are files that wait for recognizer and model instead of running ahead of them. */
  readonly isPaced: boolean;
  /** False for a transcription alone: questions are found but not answered. */
  readonly isAnswering?: boolean;
}

/** One stretch of listening: from the first sample to the last word of the last turn. */
export interface ListeningSession {
  readonly controls: ReadonlyMap<Channel, SegmenterControl>;
  /** Settles when every source has ended and every turn was passed on. */
  readonly done: Promise<void>;
  /**
   * Closes the devices and says so at once, then lets open turns finish; late text still comes, before `done`.
   * @param sleptMs for so long the machine has just slept: marked as lost sound.
   */
  stop(sleptMs?: number): Promise<void>;
}

/** Listens to `sources` until they end, `stop` is called or `signal` aborts. */
export function startListening(
  sources: readonly CaptureSource[],
  options: ListeningOptions,
  deps: ListeningDeps,
  signal: AbortSignal,
): ListeningSession {
  const sourceEnd = new AbortController();
  const echo = sources.length > 1 && !options.isPaced ? createEchoGuard(deps.clock) : undefined;
  const gaps = createGapWatch(deps.onSoundLost);
  const controls = new Map(sources.map((source) => [source.channel, createSegmenterControl()]));
  const publishCapture = (isCapturing: boolean): void =>
    deps.publish({
      type: 'capture.changed',
      isCapturing,
      isPaused: false,
      isDemo: options.isDemo,
      channels: isCapturing ? sources.map((source) => source.channel) : [],
    });

  const measuring = new AbortController();
  /** The devices are closed; late text may still come. */
  const endCapture = (): void => {
    if (measuring.signal.aborted) return;
    measuring.abort();
    if (echo) deps.log.debug('echo', { ...echo.report() });
    publishCapture(false);
  };
  const run = async (): Promise<void> => {
    // The indicator stands before the first sample is taken.
    publishCapture(true);
    try {
      const voiceDetectors = await Promise.all(sources.map(() => deps.createVoiceDetector()));
      const smallerTranscriber = await deps.smallerTranscriber();
      // Now, with all loaded, the devices are opened.
      const readings = new Map(
        sources.map((source) => [source.channel, createChannelReading(source, deps.clock, options.isPaced)]),
      );
      const channels = sources.map((source, index) => ({
        source: endable(source, readings.get(source.channel), deps, sourceEnd.signal),
        voiceDetector: voiceDetectors[index]!,
        control: controls.get(source.channel) ?? createSegmenterControl(),
      }));
      const over = AbortSignal.any([measuring.signal, signal]);
      publishReadings([...readings.values()], { ...deps, echo }, over).catch(() => undefined);
      const parts: ListeningParts = {
        ...withReadings(deps.parts, readings, gaps),
        ...(smallerTranscriber && { smallerTranscriber }),
        echo,
        keptAudio: options.isPaced ? undefined : deps.parts.keptAudio,
        isPaced: options.isPaced,
        pace: options.isPaced ? () => deps.gate.drained() : () => Promise.resolve(),
      };
      try {
        for await (const event of hearQuestions(channels, parts, signal)) deps.onQuestion(event);
      } finally {
        for (const { voiceDetector } of channels) voiceDetector[Symbol.dispose]();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      endCapture();
    }
  };
  const done = run();
  return {
    controls,
    done,
    stop: async (sleptMs) => {
      if (sleptMs !== undefined) gaps.markLost(sleptMs);
      for (const control of controls.values()) control.endTurn('paused-by-user');
      sourceEnd.abort();
      endCapture();
      const patience = new AbortController();
      const isOver = deps.clock.sleep(STOP_PATIENCE_MS, patience.signal).catch(() => undefined);
      await Promise.race([done.finally(() => patience.abort()), isOver]);
    },
  };
}

/** Lets the readings of the channels see what passes. */
function withReadings(
  parts: ListeningDeps['parts'],
  readings: ReadonlyMap<Channel, ChannelReading>,
  gaps: GapWatch,
): Omit<ListeningParts, 'isPaced' | 'pace' | 'smallerTranscriber'> {
  return {
    ...parts,
    onFrame: (frame: AudioFrame) => {
      readings.get(frame.channel)?.observeFrame(frame);
      gaps.observe(frame);
    },
    onSpeech: (event) => {
      readings.get(event.channel)?.observeSpeech(event);
      parts.onSpeech(event);
    },
    onTranscript: (event) => {
      const channel = event.type === 'transcript-completed' ? event.transcript.channel : event.channel;
      readings.get(channel)?.observeTranscript(event);
      parts.onTranscript(event);
    },
  };
}
