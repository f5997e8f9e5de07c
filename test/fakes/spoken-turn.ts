import type { Clock } from '../../engine/base/clock.ts';
import { PIPELINE_RATE_HZ, type SpeechEvent, type SpeechSegment } from '../../engine/base/nouns.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';

/** A turn with one word every `WORD_MS`, as a segmenter would tell it. */
export interface SpokenTurn {
  readonly turnId: string;
  readonly channel?: Channel;
  readonly words: readonly string[];
  /** After so many words the speaker stops for a while and then continues. */
  readonly pausesAfterWordCounts?: readonly number[];
}

export const WORD_MS = 300;
const PRE_ROLL_MS = 300;
const PAUSE_NOTICED_MS = 100;
const PAUSE_MS = 400;
const HANGOVER_MS = 500;
const EXTENDED_EVERY_MS = 200;

/** Speech events of turns one after the other, in real time of `clock`; the samples stay zero. */
export async function* speak(
  turns: readonly SpokenTurn[],
  clock: Clock,
  gapMs: number = 500,
): AsyncGenerator<SpeechEvent, void, undefined> {
  for (const turn of turns) {
    yield* speakTurn(turn, clock);
    await clock.sleep(gapMs);
  }
}

/** The words whose audio lies wholly inside the segment of a `SpokenTurn`. */
export function wordsInside(words: readonly string[], segment: SpeechSegment): string[] {
  const spokenMs = segment.speechEndMs - segment.speechStartMs;
  return words.slice(0, Math.floor(spokenMs / WORD_MS));
}

async function* speakTurn(
  { turnId, channel = 'them', words, pausesAfterWordCounts = [] }: SpokenTurn,
  clock: Clock,
): AsyncGenerator<SpeechEvent, void, undefined> {
  const who = { turnId, channel };
  const pauses = new Set(pausesAfterWordCounts);
  let spokenMs = 0;
  const segment = (trailingMs = 0): SpeechSegment => ({
    ...who,
    samples: new Int16Array(((PRE_ROLL_MS + spokenMs + trailingMs) / 1_000) * PIPELINE_RATE_HZ),
    startMs: 0,
    speechStartMs: PRE_ROLL_MS,
    speechEndMs: PRE_ROLL_MS + spokenMs,
    voicedMs: spokenMs,
  });
  yield { type: 'speech-started', ...who, speechStartMs: PRE_ROLL_MS, atMs: clock.nowMs() };
  for (const [wordIndex] of words.entries()) {
    for (let wordMs = 0; wordMs < WORD_MS; wordMs += EXTENDED_EVERY_MS / 2) {
      await clock.sleep(EXTENDED_EVERY_MS / 2);
      spokenMs += EXTENDED_EVERY_MS / 2;
      if (spokenMs % EXTENDED_EVERY_MS !== 0) continue;
      const read = segment();
      yield {
        type: 'speech-extended',
        ...who,
        segmentMs: PRE_ROLL_MS + spokenMs,
        read: () => read,
        atMs: clock.nowMs(),
      };
    }
    if (!pauses.has(wordIndex + 1)) continue;
    await clock.sleep(PAUSE_NOTICED_MS);
    yield { type: 'speech-paused', ...who, segment: segment(PAUSE_NOTICED_MS), atMs: clock.nowMs() };
    await clock.sleep(PAUSE_MS);
    yield { type: 'speech-resumed', ...who, atMs: clock.nowMs() };
  }
  await clock.sleep(PAUSE_NOTICED_MS);
  const whole = segment(PAUSE_NOTICED_MS);
  yield { type: 'speech-paused', ...who, segment: whole, atMs: clock.nowMs() };
  await clock.sleep(HANGOVER_MS);
  yield { type: 'turn-ended', ...who, segment: whole, reason: 'silence', atMs: clock.nowMs() };
}
