import type { Clock } from '../base/clock.ts';
import type { SpeechEvent, Transcript, TranscriptEvent } from '../base/nouns.ts';
import type { EchoEvidence } from './echo-evidence.ts';

/** How long a doubtful line waits for the words of the other side. */
const MAX_HOLD_MS = 4_000;
/** Words of the other side that an echo can still repeat. */
const REMEMBERED_MS = 15_000;
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

type Completed = Extract<TranscriptEvent, { type: 'transcript-completed' }>;

/**
 * The last guard against echoes, for what the filter lets through: in its first seconds, or through a
 * loudspeaker that distorts. A line is an echo when it came while the loudspeaker played, and says the same.
 * With headphones (`evidence.isClear`) no line waits.
 */
export function createEchoLines(deps: { readonly clock: Clock; readonly evidence: EchoEvidence }): EchoLines {
  const { clock, evidence } = deps;
  const said: { readonly words: readonly string[]; readonly atMs: number }[] = [];
  /** Their turns that are not over, with the words so far. */
  const openTheirs = new Map<string, readonly string[]>();
  let droppedCount = 0;
  let heldCount = 0;

  const isDoubtful = ({ startMs, endMs }: Transcript): boolean =>
    !evidence.isClear &&
    (evidence.echoRatio(startMs, endMs) >= ECHO_RATIO ||
      evidence.playedRatio(startMs, endMs) >= PLAYED_RATIO);
  const isEcho = ({ text, startMs, endMs }: Transcript): boolean => {
    const words = wordsOf(text);
    if (words.length === 0) return false;
    const theirs = said.filter(({ atMs }) => atMs >= clock.nowMs() - REMEMBERED_MS);
    const repeatedRatio =
      commonCount(words, [...theirs.map((line) => line.words), ...openTheirs.values()].flat()) / words.length;
    if (evidence.echoRatio(startMs, endMs) >= ECHO_RATIO) return repeatedRatio >= REPEATED_RATIO;
    return words.length >= VERBATIM_MIN_WORD_COUNT && repeatedRatio >= VERBATIM_RATIO;
  };
  const judge = (event: Completed): TranscriptEvent => {
    const { transcript } = event;
    if (!isDoubtful(transcript) || !isEcho(transcript)) return event;
    droppedCount += 1;
    const { turnId, channel, text } = transcript;
    return { type: 'transcript-dropped', turnId, channel, reason: 'echo', text, atMs: clock.nowMs() };
  };
  const rememberTheirs = (event: TranscriptEvent): void => {
    if (event.type === 'transcript-completed') {
      const { channel, turnId, text } = event.transcript;
      if (channel !== 'them') return;
      openTheirs.delete(turnId);
      said.push({ words: wordsOf(text), atMs: clock.nowMs() });
      while (said[0] && said[0].atMs < clock.nowMs() - REMEMBERED_MS) said.shift();
    } else if (event.channel === 'them') {
      if (event.type === 'transcript-dropped') openTheirs.delete(event.turnId);
      if (event.type === 'transcript-paused') openTheirs.set(event.turnId, wordsOf(event.text));
      if (event.type === 'transcript-extended')
        openTheirs.set(event.turnId, wordsOf(`${event.text} ${event.volatile}`));
    }
  };

  return {
    get droppedCount() {
      return droppedCount;
    },
    get heldCount() {
      return heldCount;
    },
    observeSpeech: (event) => {
      if (event.channel !== 'them') return;
      if (event.type === 'speech-started') openTheirs.set(event.turnId, []);
      if (event.type === 'speech-discarded') openTheirs.delete(event.turnId);
    },
    dropEchoes: async function* (transcripts) {
      const iterator = transcripts[Symbol.asyncIterator]();
      /** Events of the microphone from the first doubtful line on, in order. */
      let held: TranscriptEvent[] = [];
      let hold: AbortController | undefined;
      let overdue: Promise<'overdue'> | undefined;
      const holdFor = (event: Completed): void => {
        heldCount += 1;
        held = [event];
        const controller = new AbortController();
        hold = controller;
        overdue = clock.sleep(MAX_HOLD_MS, controller.signal).then(
          () => 'overdue' as const,
          () => new Promise<never>(() => undefined),
        );
      };
      function* release(): Generator<TranscriptEvent, void, undefined> {
        hold?.abort();
        [hold, overdue] = [undefined, undefined];
        const events = held;
        held = [];
        for (const event of events) yield event.type === 'transcript-completed' ? judge(event) : event;
      }
      try {
        let next = iterator.next();
        for (;;) {
          const result = await (overdue ? Promise.race([next, overdue]) : next);
          if (result === 'overdue') {
            yield* release();
            continue;
          }
          if (result.done) break;
          const event = result.value;
          next = iterator.next();
          next.catch(() => undefined);
          rememberTheirs(event);
          if (channelOf(event) === 'them') {
            yield event;
            if (overdue && openTheirs.size === 0) yield* release();
          } else if (overdue) held.push(event);
          else if (event.type !== 'transcript-completed') yield event;
          else if (openTheirs.size > 0 && isDoubtful(event.transcript)) holdFor(event);
          else yield judge(event);
        }
        yield* release();
      } finally {
        hold?.abort();
        await iterator.return?.();
      }
    },
  };
}

function channelOf(event: TranscriptEvent): Transcript['channel'] {
  return event.type === 'transcript-completed' ? event.transcript.channel : event.channel;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** Length of the longest common subsequence. */
function commonCount(words: readonly string[], others: readonly string[]): number {
  let row = new Uint16Array(others.length + 1);
  for (const word of words) {
    const next = new Uint16Array(others.length + 1);
    others.forEach((other, index) => {
      next[index + 1] = word === other ? row[index]! + 1 : Math.max(next[index]!, row[index + 1]!);
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}
