import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger } from '../../engine/base/logger.ts';
import type { TranscriptEvent } from '../../engine/base/nouns.ts';
import { openKeptAudio } from '../../engine/transcription/kept-audio.ts';
import { streamTranscripts } from '../../engine/transcription/stream-transcripts.ts';
import { wordsOf } from '../../engine/wording/bare-words.ts';
import { audioMs, ScriptedTranscriber } from '../../test/fakes/scripted-transcriber.ts';
import { speak, WORD_MS, wordsInside, type SpokenTurn } from '../../test/fakes/spoken-turn.ts';
import { VirtualClock } from '../../test/fakes/virtual-clock.ts';
import { retractedCount } from '../eval/retracted-words.ts';
import type { BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';

const MAX_WORDS_COUNT = 24;
const GAP_MS = 300;
/** From the end of a turn; its pass has started at the pause before. */
const TEXT_GOAL_MS = 300;
const FAST_FACTOR = 0.12;

/** A recognizer that takes `factor` of each second it is given, in virtual time. */
export async function measureScheduling(
  factor: number,
  turnCount: number,
  signal: AbortSignal,
): Promise<readonly BenchRow[]> {
  const clock = new VirtualClock();
  const turns = conversation(turnCount);
  const wordsOfTurn = new Map(turns.map((turn) => [turn.turnId, turn.words]));
  const transcriber = new ScriptedTranscriber({
    clock,
    text: (speech) => wordsInside(wordsOfTurn.get(speech.turnId) ?? [], speech).join(' '),
    computeMs: (speech) => factor * audioMs(speech),
  });
  const events: { event: TranscriptEvent; passCount: number }[] = [];
  await using keptAudio = await openKeptAudio({
    directory: path.join(tmpdir(), 'sotto-bench-kept-audio'),
    mayWrite: () => false,
    log: silentLogger,
  });
  const transcripts = streamTranscripts(
    speak(turns, clock, GAP_MS),
    {
      transcriber,
      clock,
      log: silentLogger,
      language: () => 'en',
      vocabulary: () => '',
      keptAudio,
      measuredFactor: () => factor,
      onPressure: () => undefined,
    },
    signal,
  );
  const listen = async (): Promise<void> => {
    for await (const event of transcripts) {
      events.push({ event, passCount: transcriber.passes.filter((pass) => pass.outcome === 'done').length });
    }
  };
  await clock.runUntil(listen());
  const spokenMs = turns.reduce((sum, turn) => sum + turn.words.length * WORD_MS, 0);
  const retracted = retractedCount(events.map(({ event }) => event));
  const lags = commitLags(events);
  const delays = events.flatMap(({ event }) =>
    event.type === 'transcript-completed'
      ? [event.transcript.completedAtMs - event.transcript.endedAtMs]
      : [],
  );
  const row = (what: string, unit: BenchRow['unit'], values: readonly number[]): BenchRow =>
    benchRow(`RTF ${factor}: ${what}`, unit, values);
  const delayRow = row('end of turn to its text', 'ms', delays);
  return [
    atMost(3, row('audio sent per second spoken', 'ratio', [transcriber.sentMs / spokenMs])),
    atMost({ p99: 2 }, row('passes from first shown to committed', 'count', lags)),
    atMost(0, row('committed words retracted', 'count', [retracted])),
    factor === FAST_FACTOR ? atMost({ p95: TEXT_GOAL_MS }, delayRow) : delayRow,
    atMost(0, row(`turns of ${turnCount} without text`, 'count', [turnCount - delays.length])),
  ];
}

/** The same turns in every run: a Lehmer generator with a fixed seed. */
function conversation(turnCount: number): SpokenTurn[] {
  let state = 20_261_121;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: turnCount }, (_, turnIndex) => {
    const wordCount = 1 + Math.floor(random() ** 2 * MAX_WORDS_COUNT);
    return {
      turnId: `turn-${turnIndex}`,
      words: Array.from({ length: wordCount }, (_, wordIndex) => `word${turnIndex}x${wordIndex}`),
      pausesAfterWordCounts: Array.from({ length: wordCount }, (_, index) => index).filter(
        (index) => index > 0 && random() < 0.08,
      ),
    };
  });
}

/** For each word, how many passes came to their end from its first showing to its commit. */
export function commitLags(events: readonly { event: TranscriptEvent; passCount: number }[]): number[] {
  const firstShown = new Map<string, number>();
  const lags = new Map<string, number>();
  for (const { event, passCount } of events) {
    if (event.type !== 'transcript-extended' && event.type !== 'transcript-completed') continue;
    const committed = event.type === 'transcript-completed' ? event.transcript.text : event.text;
    const shown = event.type === 'transcript-completed' ? committed : `${committed} ${event.volatile}`;
    for (const word of wordsOf(shown)) {
      if (!firstShown.has(word)) firstShown.set(word, passCount);
    }
    for (const word of wordsOf(committed)) {
      if (!lags.has(word)) lags.set(word, passCount - (firstShown.get(word) ?? passCount));
    }
  }
  return [...lags.values()];
}
