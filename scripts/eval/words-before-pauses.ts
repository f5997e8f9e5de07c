import { PIPELINE_RATE_HZ, type SpeechSegment } from '../../engine/base/nouns.ts';
import type { Transcriber } from '../../engine/transcription/recognizers/base/transcriber.ts';
import { HANGOVER_RULE } from '../../engine/vad/endpoint-policy.ts';
import type { LabelledUtterance } from './audio-manifest.ts';
import type { HeardPause } from './heard-pauses.ts';
import { bareWords } from './word-alignment.ts';

/** The words of a turn that began at `turnStartMs`, up to a pause; '' when there are none. */
export type WordsBefore = (turnStartMs: number, pause: HeardPause) => string;

/** Labels and heard voice differ by this much. */
const TOLERANCE_MS = 100;
/** A mark may be this much further off: the last word before a pause is then the one Whisper hears in 2 of 3 cases, else in 1 of 2. */
const UNMARKED_MS = 500;
const PRE_ROLL_MS = 350;
const LONGEST_PASS_MS = 25_000;

/** The labelled words, without case and punctuation, as if a recognizer had made no error. */
export function labelledWords(
  utterances: readonly LabelledUtterance[],
  pauses: readonly HeardPause[],
): WordsBefore {
  const placed = utterances.flatMap((utterance) => placeWords(utterance, pauses));
  return (turnStartMs, { endMs }) =>
    placed
      .filter((word) => word.endMs > turnStartMs + TOLERANCE_MS && word.endMs <= endMs + TOLERANCE_MS)
      .map(({ word }) => word)
      .join(' ');
}

/**
 * Only whole utterances are labelled: their words share the voice heard in them by their letters. There are no pauses within a
 * word, and most pauses lie at a mark: a stretch of voice ends at the word that fits both best.
 */
function placeWords(
  { text, startMs, endMs }: LabelledUtterance,
  pauses: readonly HeardPause[],
): { word: string; endMs: number }[] {
  const words = text.split(/\s+/).filter((word) => bareWords(word).length > 0);
  const heard = pauses
    .map((pause) => [Math.max(startMs, pause.voiceStartMs), Math.min(endMs, pause.endMs)] as const)
    .filter(([fromMs, toMs]) => toMs > fromMs);
  const spans = heard.length > 0 ? heard : [[startMs, endMs] as const];
  const voicedMs = spans.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0);
  const letterCount = lettersOf(words);
  let firstWord = 0;
  let spanEndMs = 0;
  return spans.flatMap(([fromMs, toMs], index) => {
    spanEndMs += toMs - fromMs;
    const endWord =
      index === spans.length - 1
        ? words.length
        : nearestBoundary(words, firstWord, spanEndMs, voicedMs / letterCount);
    const spoken = words.slice(firstWord, endWord);
    firstWord = endWord;
    const msPerLetter = (toMs - fromMs) / lettersOf(spoken);
    return spoken.map((word, at) => ({
      word: bareWords(word).join(' '),
      endMs: fromMs + lettersOf(spoken.slice(0, at + 1)) * msPerLetter,
    }));
  });
}

/** Index of the word before which a stretch of voice ends that ends after `spanEndMs` of the utterance's voice. */
function nearestBoundary(
  words: readonly string[],
  firstWord: number,
  spanEndMs: number,
  msPerLetter: number,
): number {
  let best = firstWord;
  let bestMs = Number.POSITIVE_INFINITY;
  for (let boundary = firstWord; boundary <= words.length; boundary += 1) {
    const isMarked = boundary === 0 || /[,.;:?!…–—-]$/.test(words[boundary - 1] ?? '');
    const distanceMs = Math.abs(lettersOf(words.slice(0, boundary)) * msPerLetter - spanEndMs);
    const costMs = distanceMs + (isMarked ? 0 : UNMARKED_MS);
    if (costMs >= bestMs) continue;
    best = boundary;
    bestMs = costMs;
  }
  return best;
}

function lettersOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length + 1, 0);
}

/**
 * What a recognizer hears before each pause that lasts longer than it takes. One pass a pause: it begins where the
 * last silence ended that ends a turn whatever was said, not where the policy under test would have started.
 */
export async function recognizedWords(
  samples: Int16Array,
  pauses: readonly HeardPause[],
  recognizer: { readonly transcriber: Transcriber; readonly delayMs: number },
  signal: AbortSignal,
): Promise<WordsBefore> {
  const texts = new Map<HeardPause, string>();
  let startMs = 0;
  for (const [index, pause] of pauses.entries()) {
    const before = pauses[index - 1];
    const isNewTurn = !before || pause.voiceStartMs - before.endMs >= HANGOVER_RULE.unknownTextMs;
    if (isNewTurn || pause.endMs - startMs > LONGEST_PASS_MS) startMs = pause.voiceStartMs;
    if (pause.resumedAtMs - pause.pausedAtMs <= recognizer.delayMs) continue;
    const options = { pass: 'final', language: 'en', vocabulary: '' } as const;
    const segment = segmentOf(samples, startMs, pause);
    const { text } = await recognizer.transcriber.transcribe(segment, options, signal);
    texts.set(pause, text);
  }
  return (_turnStartMs, pause) => texts.get(pause) ?? '';
}

function segmentOf(samples: Int16Array, startMs: number, pause: HeardPause): SpeechSegment {
  const rollMs = Math.max(0, startMs - PRE_ROLL_MS);
  const at = (ms: number): number => Math.round((ms * PIPELINE_RATE_HZ) / 1_000);
  return {
    turnId: `pause-${pause.endMs}`,
    channel: 'them',
    samples: samples.slice(at(rollMs), at(pause.pausedAtMs)),
    startMs: rollMs,
    speechStartMs: startMs,
    speechEndMs: pause.endMs,
    voicedMs: pause.endMs - startMs,
  };
}
