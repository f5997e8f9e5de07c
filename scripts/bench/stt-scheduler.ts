import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ, type TranscriptEvent } from '../../engine/base/nouns.ts';
import { percentile, percentilesOf } from '../../engine/base/percentiles.ts';
import { wordsOf } from '../../engine/wording/bare-words.ts';
import { openKeptAudio } from '../../engine/transcription/kept-audio.ts';
import { streamTranscripts } from '../../engine/transcription/stream-transcripts.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { replaySpeech } from '../eval/replay-speech.ts';
import { retractedCount } from '../eval/retracted-words.ts';
import type { Bench, BenchRow } from './bench.ts';
import { measureRealPasses } from './real-passes.ts';
import { audioMs, ScriptedTranscriber } from '../../test/fakes/scripted-transcriber.ts';
import { speak, WORD_MS, wordsInside, type SpokenTurn } from '../../test/fakes/spoken-turn.ts';
import { VirtualClock } from '../../test/fakes/virtual-clock.ts';

/** Pass time to audio length: fast machines, one with finals only, one that just keeps up, one that cannot. */
const REAL_TIME_FACTORS = [0.12, 0.25, 0.5, 1, 1.5] as const;
const TURN_COUNT = 60;
const MAX_WORDS_COUNT = 24;
const GAP_MS = 300;
const NOISE_MS = 600_000;
/** From the end of a turn; its pass has started at the pause before. */
const TEXT_GOAL_MS = 300;
const FAST_FACTOR = 0.12;

export const bench: Bench = {
  name: 'stt-scheduler',
  about: 'Passes of the recognizer: audio sent, commits, backlog, short windows, restarts, silence',
  run: async (signal) => {
    const rows: BenchRow[] = [];
    for (const factor of REAL_TIME_FACTORS) {
      signal.throwIfAborted();
      rows.push(...(await measureScheduling(factor, signal)));
    }
    rows.push(...(await measureRealPasses(signal)), await measureNoise(signal));
    return rows;
  },
};

async function measureScheduling(factor: number, signal: AbortSignal): Promise<BenchRow[]> {
  const clock = new VirtualClock();
  const turns = conversation();
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
  const name = (what: string): string => `RTF ${factor}: ${what}`;
  return [
    single(name('audio sent per second spoken'), transcriber.sentMs / spokenMs, 'ratio', 3),
    {
      name: name('passes from first shown to committed'),
      ...percentilesOf(lags),
      unit: 'count',
      goal: '≤ 2',
      isMet: percentile(lags, 0.99) <= 2,
    },
    single(name('committed words retracted'), retracted, 'count', 0),
    textDelays(name('end of turn to its text'), delays, factor === FAST_FACTOR ? TEXT_GOAL_MS : undefined),
    single(name(`turns of ${TURN_COUNT} without text`), TURN_COUNT - delays.length, 'count', 0),
  ];
}

function textDelays(name: string, delaysMs: readonly number[], mostMs: number | undefined): BenchRow {
  const row = { name, ...percentilesOf(delaysMs), unit: 'ms' as const };
  return mostMs === undefined ? row : { ...row, goal: `p95 ≤ ${mostMs}`, isMet: row.p95 <= mostMs };
}

/** The same turns in every run: a Lehmer generator with a fixed seed. */
function conversation(): SpokenTurn[] {
  let state = 20_261_121;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: TURN_COUNT }, (_, turnIndex) => {
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
function commitLags(events: readonly { event: TranscriptEvent; passCount: number }[]): number[] {
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

/** Ten minutes of swelling noise through the real front end: there is no speech, so the recognizer must not be called. */
async function measureNoise(signal: AbortSignal): Promise<BenchRow> {
  await using detectors = await loadVoiceDetectors({ kind: 'auto', log: silentLogger });
  using detector = detectors.create();
  const transcriber = new ScriptedTranscriber({ clock: systemClock, text: () => '', computeMs: () => 0 });
  await replaySpeech(swellingNoise(NOISE_MS), { detector, transcriber, language: 'en' }, signal);
  return single('recognizer calls in 10 minutes of noise', transcriber.passes.length, 'count', 0);
}

/** Low-passed noise whose level wanders between -60 and -30 dBFS, like a room with a fan and traffic. */
function swellingNoise(durationMs: number): Int16Array {
  let state = 1;
  let low = 0;
  return Int16Array.from({ length: (durationMs / 1_000) * PIPELINE_RATE_HZ }, (_, index) => {
    state = (state * 48_271) % 2_147_483_647;
    low += (state / 1_073_741_823.5 - 1 - low) * 0.3;
    const levelDbfs = -45 + 15 * Math.sin((2 * Math.PI * index) / (23 * PIPELINE_RATE_HZ));
    return Math.round(low * 2 * 32_767 * 10 ** (levelDbfs / 20));
  });
}

function single(name: string, value: number, unit: BenchRow['unit'], most: number | undefined): BenchRow {
  const row = { name, p50: value, p95: value, p99: value, unit };
  return most === undefined ? row : { ...row, goal: `≤ ${most}`, isMet: value <= most };
}
