import { inBackground, logFailure } from '../base/background.ts';
import { BoundedBuffer } from '../base/bounded-buffer.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import type { KeptAudio } from './kept-audio.ts';
import { LateTurns } from './late-turns.ts';
import type { PassQueue } from './pass-queue.ts';
import { PassScheduler } from './pass-scheduler.ts';
import type { Transcriber } from './recognizers/base/transcriber.ts';
import type { TranscriptPressure } from './transcript-pressure.ts';
import { TurnTranscription } from './turn-transcription.ts';

export interface StreamTranscriptsDeps {
  readonly transcriber: Transcriber;
  /** Takes over when `transcriber` cannot keep up. */
  readonly smallerTranscriber?: Transcriber;
  /** Shared with other users of the recognizer, if there are any. */
  readonly queue?: PassQueue;
  /** Compute time of `transcriber` on a clip of speech to its length, measured on the machine at rest. */
  readonly measuredFactor?: () => number | undefined;
  /**
   * Holds the audio of ended turns while the recognizer is behind or down. Left out where the source waits for
   * the recognizer: a turn that cannot be recognized is dropped with the reason.
   */
  readonly keptAudio?: KeptAudio | undefined;
  /** The source waits for the recognizer, as a file does: no pause ends while its words are awaited. */
  readonly isPaced?: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** `auto` or an ISO 639-1 code, asked for each pass. */
  readonly language: () => string;
  /** Names and product terms, asked for each pass. */
  readonly vocabulary: () => string;
  /** Settles with the first bullet of the answer that is awaited; undefined when none is. */
  readonly firstBullet?: () => Promise<void> | undefined;
  /** Called when the level changes and at each loss. */
  readonly onPressure: (pressure: TranscriptPressure) => void;
}

/** Ended turns that wait their turn; with more of them the oldest is kept for later, so that the newest come in time. */
const WAITING_LIMIT_COUNT = 4;
/** Far more than open turns can have in flight; only a reader that sleeps for minutes loses the oldest. */
const OUTPUT_LIMIT_COUNT = 4_096;

/**
 * Turns the speech of all channels into text while it is spoken. Events are taken in while passes run, so a
 * slow recognizer never stalls the microphone. Ends when `events` has ended and every turn has its text.
 * @throws what `events` throws, and `signal.reason`.
 */
export async function* streamTranscripts(
  events: AsyncIterable<SpeechEvent>,
  deps: StreamTranscriptsDeps,
  signal: AbortSignal,
): AsyncGenerator<TranscriptEvent, void, undefined> {
  signal.throwIfAborted();
  const output = new BoundedBuffer<TranscriptEvent>('transcripts', OUTPUT_LIMIT_COUNT);
  const left = new AbortController();
  const run = AbortSignal.any([signal, left.signal]);
  const onAbort = (): void => output.end();
  signal.addEventListener('abort', onAbort, { once: true });
  const writing = transcribeTurns(events, { ...deps, emit: (event) => void output.push(event) }, run).finally(
    () => output.end(),
  );
  // Its failure is thrown below, after the pending events were published.
  writing.catch(() => undefined);
  try {
    yield* output;
    signal.throwIfAborted();
    await writing;
  } finally {
    signal.removeEventListener('abort', onAbort);
    left.abort(new DOMException('Nobody reads the transcripts any more.', 'AbortError'));
  }
}

async function transcribeTurns(
  events: AsyncIterable<SpeechEvent>,
  deps: StreamTranscriptsDeps & { readonly emit: (event: TranscriptEvent) => void },
  signal: AbortSignal,
): Promise<void> {
  const { keptAudio } = deps;
  const passes = new PassScheduler({
    ...deps,
    onRecognized: () => late?.retryNow(),
    ...(keptAudio && { waitingLimitCount: WAITING_LIMIT_COUNT }),
  });
  const late =
    keptAudio &&
    new LateTurns({
      audio: keptAudio,
      recognize: (segment, pass) => passes.runLate(segment, pass),
      onCount: (count) => passes.noteLate(count),
      onLost: () => passes.noteLost(),
      clock: deps.clock,
      log: deps.log,
    });
  const turns = new Map<string, TurnTranscription>();
  const isOtherSideSpeaking = (): boolean => [...turns.values()].some(({ channel }) => channel === 'them');
  const turnDeps = { ...deps, passes, late, isOtherSideSpeaking };
  const endings = new Set<Promise<void>>();
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      if (event.type === 'speech-started') turns.set(event.turnId, new TurnTranscription(event, turnDeps));
      const turn = turns.get(event.turnId);
      const ending = turn && apply(turn, event, deps.log, signal);
      if (!ending) continue;
      turns.delete(event.turnId);
      endings.add(ending);
      inBackground(
        () => ending.finally(() => endings.delete(ending)),
        logFailure(deps.log, 'complete a turn'),
      );
    }
  } finally {
    // What was said before the source failed is still published.
    late?.end();
    await Promise.all(endings);
  }
}

/** @returns a promise that settles when the turn has its text, if this event ends it. */
function apply(
  turn: TurnTranscription,
  event: SpeechEvent,
  log: Logger,
  signal: AbortSignal,
): Promise<void> | undefined {
  switch (event.type) {
    case 'speech-started':
      return undefined;
    case 'speech-extended':
      inBackground(() => turn.extend(event, signal), logFailure(log, 'extend a turn'));
      return undefined;
    case 'speech-paused':
      inBackground(() => turn.pause(event, signal), logFailure(log, 'hear out a pause'));
      return undefined;
    case 'speech-resumed':
      turn.resume();
      return undefined;
    case 'speech-discarded':
      turn.discard();
      return Promise.resolve();
    case 'turn-ended':
      return turn.end(event, signal);
  }
}
