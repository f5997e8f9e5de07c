import type { Clock } from '../base/clock.ts';
import type { SpeechEvent, Transcript, TranscriptEvent } from '../base/nouns.ts';
import type { EchoEvidence } from './echo-evidence.ts';
import { TheirWords, wordsOf } from './their-words.ts';

/** How long a doubtful line waits for the words of the other side. */
const MAX_HOLD_MS = 4_000;
/** From these shares of a line's loud time on, sound and words each count against it. */
const ECHO_RATIO = 0.5;
const PLAYED_RATIO = 0.8;
/** Share of the line's words that the other side said, in the same order. */
const REPEATED_RATIO = 0.5;
/** Words alone convict a line only when it is long and nearly the same. */
const VERBATIM_RATIO = 0.8;
const VERBATIM_MIN_WORD_COUNT = 3;

export interface EchoLines {
  /** Lines of the microphone that were taken for an echo. */
  readonly droppedCount: number;
  /** Lines that waited for the words of the other side. */
  readonly heldCount: number;
  observeSpeech(event: SpeechEvent): void;
  /** Passes all on but lines of the microphone that repeat what the loudspeaker said at that moment. */
  dropEchoes(transcripts: AsyncIterable<TranscriptEvent>): AsyncGenerator<TranscriptEvent, void, undefined>;
}

/**
 * The last guard against echoes, for what the filter lets through: in its first seconds, or through a
 * loudspeaker that distorts. A line is an echo when it came while the loudspeaker played, and says the same.
 * With headphones (`evidence.isClear`) no line waits.
 */
export function createEchoLines(deps: { readonly clock: Clock; readonly evidence: EchoEvidence }): EchoLines {
  const { clock, evidence } = deps;
  const theirs = new TheirWords(clock);
  let droppedCount = 0;
  let heldCount = 0;

  const judge = (event: TranscriptEvent): TranscriptEvent => {
    if (event.type !== 'transcript-completed' || event.transcript.channel === 'them') return event;
    const { transcript } = event;
    if (!isDoubtful(transcript, evidence) || !isEcho(transcript, evidence, theirs)) return event;
    droppedCount += 1;
    const { turnId, channel, text } = transcript;
    return { type: 'transcript-dropped', turnId, channel, reason: 'echo', text, atMs: clock.nowMs() };
  };
  const mustWait = (event: TranscriptEvent): boolean =>
    event.type === 'transcript-completed' && theirs.hasOpenTurn && isDoubtful(event.transcript, evidence);

  async function* dropEchoes(
    transcripts: AsyncIterable<TranscriptEvent>,
  ): AsyncGenerator<TranscriptEvent, void, undefined> {
    const iterator = transcripts[Symbol.asyncIterator]();
    const hold = createHold(clock);
    try {
      let next = iterator.next();
      for (;;) {
        const result = await hold.orOverdue(next);
        if (result === 'overdue') {
          yield* hold.release().map(judge);
          continue;
        }
        if (result.done) break;
        const event = result.value;
        next = iterator.next();
        next.catch(() => undefined);
        theirs.observeTranscript(event);
        if (channelOf(event) === 'them') {
          yield event;
          if (!theirs.hasOpenTurn) yield* hold.release().map(judge);
        } else if (hold.isHolding) hold.add(event);
        else if (mustWait(event)) {
          heldCount += 1;
          hold.start(event);
        } else yield judge(event);
      }
      yield* hold.release().map(judge);
    } finally {
      hold.release();
      await iterator.return?.();
    }
  }

  return {
    get droppedCount() {
      return droppedCount;
    },
    get heldCount() {
      return heldCount;
    },
    observeSpeech: (event) => theirs.observeSpeech(event),
    dropEchoes,
  };
}

/** Events of the microphone from the first doubtful line on, in order, for as long as they may wait. */
function createHold(clock: Clock) {
  let held: TranscriptEvent[] = [];
  let hold: { readonly controller: AbortController; readonly overdue: Promise<'overdue'> } | undefined;
  return {
    get isHolding() {
      return hold !== undefined;
    },
    start: (event: TranscriptEvent): void => {
      held = [event];
      const controller = new AbortController();
      const overdue = clock.sleep(MAX_HOLD_MS, controller.signal).then(
        () => 'overdue' as const,
        () => new Promise<never>(() => undefined),
      );
      hold = { controller, overdue };
    },
    add: (event: TranscriptEvent): void => void held.push(event),
    orOverdue: <Result>(next: Promise<Result>): Promise<Result | 'overdue'> =>
      hold ? Promise.race([next, hold.overdue]) : next,
    release: (): readonly TranscriptEvent[] => {
      hold?.controller.abort();
      hold = undefined;
      const events = held;
      held = [];
      return events;
    },
  };
}

function isDoubtful({ startMs, endMs }: Transcript, evidence: EchoEvidence): boolean {
  if (evidence.isClear) return false;
  return (
    evidence.echoRatio(startMs, endMs) >= ECHO_RATIO || evidence.playedRatio(startMs, endMs) >= PLAYED_RATIO
  );
}

function isEcho({ text, startMs, endMs }: Transcript, evidence: EchoEvidence, theirs: TheirWords): boolean {
  const words = wordsOf(text);
  if (words.length === 0) return false;
  const repeatedRatio = theirs.repeatedRatio(words);
  if (evidence.echoRatio(startMs, endMs) >= ECHO_RATIO) return repeatedRatio >= REPEATED_RATIO;
  return words.length >= VERBATIM_MIN_WORD_COUNT && repeatedRatio >= VERBATIM_RATIO;
}

function channelOf(event: TranscriptEvent): Transcript['channel'] {
  return event.type === 'transcript-completed' ? event.transcript.channel : event.channel;
}
