import { silentLogger } from '../../engine/base/logger.ts';
import type { SpeechEvent, SpeechSegment, TranscriptEvent } from '../../engine/base/nouns.ts';
import { streamTranscripts } from '../../engine/transcription/stream-transcripts.ts';
import type {
  Recognition,
  TranscribeOptions,
  Transcriber,
} from '../../engine/transcription/recognizers/base/transcriber.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';
import { audioMs } from '../../test/fakes/scripted-transcriber.ts';
import { VirtualClock } from '../../test/fakes/virtual-clock.ts';
import { createAudioClock, hearSamples } from './hear-file.ts';

/** What transcription reported for one file, on the file's own time. */
export interface ReplayedFile {
  readonly events: readonly TranscriptEvent[];
  readonly turnCount: number;
  readonly sentMs: number;
  readonly computeMs: number;
}

export interface ReplayParts {
  readonly detector: VoiceDetector;
  readonly transcriber: Transcriber;
  /** `auto` or an ISO 639-1 code. */
  readonly language: string;
}

const TRAILING_MS = 3_000;
const SETTLED_MS = 60_000;

/**
 * Plays a file through front end and recognizer as if live. The recognizer's passes really run; the clock
 * stands still meanwhile and then lets each last as long as it took, so that waiting between words costs no time
 * and nothing is faster than it would be.
 */
export async function replaySpeech(
  samples: Int16Array,
  { detector, transcriber, language }: ReplayParts,
  signal: AbortSignal,
): Promise<ReplayedFile> {
  const speech = await hearAll(samples, detector, signal);
  const clock = new VirtualClock();
  const timed = new TimedTranscriber(transcriber, clock);
  const transcripts = streamTranscripts(
    onTime(speech, clock),
    {
      transcriber: timed,
      clock,
      log: silentLogger,
      language: () => language,
      vocabulary: () => '',
      onPressure: () => undefined,
    },
    signal,
  );
  const events = await clock.runUntil(collect(transcripts));
  const turnCount = speech.filter((event) => event.type === 'turn-ended').length;
  return { events, turnCount, sentMs: timed.sentMs, computeMs: timed.computeMs };
}

async function collect(transcripts: AsyncIterable<TranscriptEvent>): Promise<TranscriptEvent[]> {
  const events: TranscriptEvent[] = [];
  for await (const event of transcripts) events.push(event);
  return events;
}

async function hearAll(
  samples: Int16Array,
  detector: VoiceDetector,
  signal: AbortSignal,
): Promise<SpeechEvent[]> {
  const policy = createEndpointPolicy({ minHangoverMs: 250, maxHangoverMs: 1_500 });
  const clock = createAudioClock();
  const events: SpeechEvent[] = [];
  for await (const event of hearSamples(
    samples,
    { voiceDetector: detector, hangoverMs: policy.hangoverMs, clock },
    TRAILING_MS,
    signal,
  )) {
    // Later the segment would have grown.
    const segment = event.type === 'speech-extended' ? event.read() : undefined;
    events.push(event.type === 'speech-extended' && segment ? { ...event, read: () => segment } : event);
  }
  return events;
}

async function* onTime(
  events: readonly SpeechEvent[],
  clock: VirtualClock,
): AsyncGenerator<SpeechEvent, void, undefined> {
  for (const event of events) {
    await clock.sleep(Math.max(0, event.atMs - clock.nowMs()));
    yield event;
  }
  // Nothing may end the run while a pass is on its way.
  await clock.sleep(SETTLED_MS);
}

/** One real pass at a time, each lasting on the virtual clock what it took; an abandoned one is not cut short. */
class TimedTranscriber implements Transcriber {
  readonly description: string;
  sentMs = 0;
  computeMs = 0;
  #freeAtMs = 0;
  readonly #real: Transcriber;
  readonly #clock: VirtualClock;

  constructor(real: Transcriber, clock: VirtualClock) {
    this.description = real.description;
    this.#real = real;
    this.#clock = clock;
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    const waitMs = this.#freeAtMs - this.#clock.nowMs();
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    const pass = this.#real.transcribe(speech, options, AbortSignal.timeout(600_000));
    const recognition = await this.#clock.holdDuring(pass);
    this.sentMs += audioMs(speech);
    this.computeMs += recognition.computeMs;
    this.#freeAtMs = this.#clock.nowMs() + recognition.computeMs;
    await this.#clock.sleep(recognition.computeMs, signal);
    return recognition;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
