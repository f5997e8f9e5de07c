import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { TranscriptEvent } from '../../engine/base/nouns.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { readWav } from '../../engine/capture/wav-source.ts';
import {
  openWhisperTranscriber,
  type WhisperTranscriber,
} from '../../engine/transcription/whisper-transcriber.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { publishTranscript } from '../../engine/publish.ts';
import { createSpeechDetectors } from '../../engine/vad/load-speech-detector.ts';
import { percentile } from '../bench/bench.ts';
import { readAudioManifest, type LabelledAudio, type LabelledUtterance } from './audio-manifest.ts';
import { replaySpeech, type ReplayedFile } from './replay-speech.ts';
import { speechlessSounds } from './speechless-sounds.ts';
import { bareWords, shownIndices, wordEndsMs, wordErrorCount } from './word-alignment.ts';

export interface SpeechReport {
  readonly files: number;
  /** Word errors to words of the reference, case and punctuation left out; null where no reference is known. */
  readonly wer: number | null;
  /** Share of utterances whose text is right to the letter. */
  readonly exact: number | null;
  /** Share of windows without speech, of files and of made noises, that gave no text. */
  readonly emptyOnSilence: number | null;
  /** Windows of 5 s that `emptyOnSilence` rests on. */
  readonly silentWindows: number;
  /** Time the recognizer computed, all passes together, to the length of the audio with speech. */
  readonly rtf: number | null;
  /** From the end of a word in the audio until it was first shown, as it would be live. */
  readonly partialLagMs: { readonly p50: number | null; readonly p95: number | null };
  readonly sentPerSpokenSecond: number | null;
  /** Words that were shown as committed and then changed. */
  readonly retractedCommittedWords: number;
  readonly recognizer: string;
  /** What the figures cannot say; '' when nothing. */
  readonly note: string;
}

export interface SpeechEvaluationOptions {
  readonly modelPath: string;
  /** Left out: the twin is used once it has proven itself on this very set. */
  readonly shortContext?: boolean;
  readonly signal?: AbortSignal;
}

interface Result {
  readonly audio: LabelledAudio;
  readonly replay: ReplayedFile;
  readonly durationMs: number;
  readonly spokenMs: number;
}

const TOY_NOTE =
  'The demo speech model knows only the phrases of test/fixtures/phrases.json: accuracy and lag on other audio mean nothing and are left out.';
const PROOF_COUNT = 8;
const PROOF_AUDIO_MS = 9_000;
const PROOF_DEADLINE_MS = 60_000;
const SILENT_WINDOW_MS = 5_000;
/** A turn may be cut a little outside of its label. */
const LABEL_MARGIN_MS = 300;

/** Plays every labelled file through the real front end and the real speech process, as if live. */
export async function evaluateSpeech(
  manifestPath: string,
  options: SpeechEvaluationOptions,
): Promise<SpeechReport> {
  const signal = options.signal ?? new AbortController().signal;
  const manifest = await readAudioManifest(manifestPath);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-eval-'));
  try {
    await using transcriber = await openProven(options, dataDir, manifest);
    await using detectors = await createSpeechDetectors({ kind: 'auto', log: silentLogger });
    const hear = async (samples: Int16Array): Promise<ReplayedFile> => {
      signal.throwIfAborted();
      using detector = detectors.create();
      return replaySpeech(samples, detector, transcriber, signal);
    };
    const results: Result[] = [];
    for (const audio of manifest) {
      const { samples, durationMs } = await readWav(audio.path);
      results.push({ audio, replay: await hear(samples), durationMs, spokenMs: spokenMsOf(audio) });
    }
    const silences = results.filter(({ audio }) => audio.speechSegments?.length === 0).map(silenceOf);
    for (const { samples } of speechlessSounds()) {
      const durationMs = (samples.length / PIPELINE_RATE_HZ) * 1_000;
      silences.push(silenceOf({ replay: await hear(samples), durationMs }));
    }
    const isMeaningful = !isToy(options.modelPath) || (await isFixture(manifest));
    return report(results, silences, transcriber.description, isMeaningful);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function printSpeech(report: SpeechReport): string {
  const percent = (ratio: number | null): string => (ratio === null ? '–' : `${(ratio * 100).toFixed(1)} %`);
  const number = (value: number | null, digits = 2): string => (value === null ? '–' : value.toFixed(digits));
  const { p50, p95 } = report.partialLagMs;
  return [
    `recognizer                ${report.recognizer}`,
    `files                     ${report.files}`,
    `word error rate           ${percent(report.wer)}`,
    `exact                     ${percent(report.exact)}`,
    `empty on silence          ${percent(report.emptyOnSilence)} of ${report.silentWindows} windows of 5 s`,
    `real-time factor          ${number(report.rtf)}`,
    `partial lag p50 / p95     ${number(p50, 0)} / ${number(p95, 0)} ms`,
    `sent per spoken second    ${number(report.sentPerSpokenSecond)} s`,
    `retracted committed words ${report.retractedCommittedWords}`,
    ...(report.note === '' ? [] : ['', report.note]),
  ].join('\n');
}

async function openProven(
  { modelPath, shortContext = true }: SpeechEvaluationOptions,
  dataDir: string,
  manifest: readonly LabelledAudio[],
): Promise<WhisperTranscriber> {
  const bundledUtterances = await firstUtterances(manifest);
  const transcriber = await openWhisperTranscriber({
    modelPath,
    useGpu: true,
    shortContext,
    bundledUtterances,
    dataDir,
    clock: systemClock,
    log: silentLogger,
    onStateChange: () => undefined,
  });
  const deadlineMs = systemClock.nowMs() + PROOF_DEADLINE_MS;
  const enough = Math.min(PROOF_COUNT, bundledUtterances.length);
  while (transcriber.measure().twin === 'unproven' && systemClock.nowMs() < deadlineMs) {
    if (transcriber.measure().twinComparedCount >= enough) break;
    await systemClock.sleep(200);
  }
  return transcriber;
}

/** The first few labelled utterances, cut out of their files. */
async function firstUtterances(manifest: readonly LabelledAudio[]): Promise<Int16Array[]> {
  const utterances: Int16Array[] = [];
  for (const audio of manifest) {
    if (!audio.utterances?.length || utterances.length >= PROOF_COUNT) continue;
    const { samples } = await readWav(audio.path);
    for (const { startMs, endMs } of audio.utterances.slice(0, PROOF_COUNT - utterances.length)) {
      const fromMs = Math.max(0, startMs - LABEL_MARGIN_MS);
      const toMs = Math.min(endMs + LABEL_MARGIN_MS, fromMs + PROOF_AUDIO_MS);
      utterances.push(samples.slice(samplesIn(fromMs), samplesIn(toMs)));
    }
  }
  return utterances;
}

function report(
  results: readonly Result[],
  silences: readonly SilentWindows[],
  recognizer: string,
  isMeaningful: boolean,
): SpeechReport {
  const spoken = results.filter((result) => result.spokenMs > 0);
  const silentWindows = sum(silences, ({ count }) => count);
  const labelled = spoken.filter((result) => result.audio.utterances !== undefined);
  const lagsMs = isMeaningful ? labelled.flatMap(lagsOf) : [];
  const words = labelled.map(wordErrors);
  const utterances = labelled.flatMap(exactness);
  return {
    files: results.length,
    wer: isMeaningful
      ? ratio(
          sum(words, (word) => word.errors),
          sum(words, (word) => word.total),
        )
      : null,
    exact: isMeaningful ? ratio(utterances.filter(Boolean).length, utterances.length) : null,
    emptyOnSilence: ratio(
      sum(silences, ({ emptyCount }) => emptyCount),
      silentWindows,
    ),
    silentWindows,
    rtf: ratio(
      sum(spoken, ({ replay }) => replay.computeMs),
      sum(spoken, ({ durationMs }) => durationMs),
    ),
    partialLagMs:
      lagsMs.length === 0
        ? { p50: null, p95: null }
        : { p50: percentile(lagsMs, 0.5), p95: percentile(lagsMs, 0.95) },
    sentPerSpokenSecond: ratio(
      sum(spoken, ({ replay }) => replay.sentMs),
      sum(spoken, ({ spokenMs }) => spokenMs),
    ),
    retractedCommittedWords: sum(results, ({ replay }) => retractedCount(replay.events)),
    recognizer,
    note: isMeaningful ? '' : TOY_NOTE,
  };
}

function wordErrors(result: Result): { errors: number; total: number } {
  const reference = bareWords((result.audio.utterances ?? []).map(({ text }) => text).join(' '));
  const hypothesis = bareWords(
    completedOf(result)
      .map(({ text }) => text)
      .join(' '),
  );
  return { errors: wordErrorCount(reference, hypothesis), total: reference.length };
}

/** For each utterance, whether the turns over it gave its text; turns that span several are compared as one. */
function exactness(result: Result): boolean[] {
  const utterances = result.audio.utterances ?? [];
  const texts = completedOf(result).map((transcript) => ({
    text: transcript.text,
    over: utterances.filter((utterance) => overlaps(transcript, utterance)),
  }));
  return utterances.map((utterance) => {
    const over = texts.filter((text) => text.over.includes(utterance));
    const spoken = [...new Set(over.flatMap((text) => text.over))];
    const expected = utterances.filter((candidate) => spoken.includes(candidate)).map(({ text }) => text);
    return over.length > 0 && over.map(({ text }) => text).join(' ') === expected.join(' ');
  });
}

/** From the end of each word that was ever shown until it first was. */
function lagsOf(result: Result): number[] {
  const utterances = result.audio.utterances ?? [];
  return completedOf(result).flatMap((transcript) => {
    const over = utterances.filter((utterance) => overlaps(transcript, utterance));
    const reference = bareWords(over.map(({ text }) => text).join(' '));
    const endsMs = over.flatMap(({ text, startMs, endMs }) => wordEndsMs(text, startMs, endMs));
    const shownAtMs = new Map<number, number>();
    for (const event of result.replay.events) {
      const shown = shownOf(event, transcript.turnId);
      if (!shown) continue;
      for (const index of shownIndices(reference, bareWords(shown.text))) {
        if (!shownAtMs.has(index)) shownAtMs.set(index, shown.atMs);
      }
    }
    return [...shownAtMs].map(([index, atMs]) => atMs - (endsMs[index] ?? atMs));
  });
}

function shownOf(event: TranscriptEvent, turnId: string): { text: string; atMs: number } | undefined {
  if (event.type === 'transcript-completed') {
    const { transcript } = event;
    return transcript.turnId === turnId
      ? { text: transcript.text, atMs: transcript.completedAtMs }
      : undefined;
  }
  if (event.turnId !== turnId) return undefined;
  if (event.type === 'transcript-paused') return { text: event.text, atMs: event.atMs };
  if (event.type !== 'transcript-extended') return undefined;
  return { text: `${event.text} ${event.volatile}`, atMs: event.atMs };
}

/**
 * Committed words that a later event of the same turn does not repeat in their place, as a client sees it: in
 * what is sent at pauses too, and when a turn is dropped.
 */
export function retractedCount(events: readonly TranscriptEvent[]): number {
  const sent: UnstampedEvent[] = [];
  for (const event of events) publishTranscript(event, (told) => sent.push(told));
  const committed = new Map<string, string[]>();
  let count = 0;
  for (const event of sent) {
    const told = committedIn(event);
    if (!told) continue;
    const words = bareWords(told.text);
    const before = committed.get(told.turnId) ?? [];
    count += before.filter((word, index) => words[index] !== word).length;
    committed.set(told.turnId, words);
  }
  return count;
}

/** What an event says is committed of its turn; undefined when it says nothing about words. */
function committedIn(event: UnstampedEvent): { turnId: string; text: string } | undefined {
  switch (event.type) {
    case 'transcript.extended':
    case 'transcript.completed':
      return { turnId: event.turnId, text: event.text };
    case 'transcript.dropped':
      return { turnId: event.turnId, text: '' };
    default:
      return undefined;
  }
}

interface SilentWindows {
  readonly count: number;
  readonly emptyCount: number;
}

/** Windows of a sound without speech, and those over which no text was written. */
function silenceOf(heard: Pick<Result, 'replay' | 'durationMs'>): SilentWindows {
  const count = Math.max(1, Math.floor(heard.durationMs / SILENT_WINDOW_MS));
  const texts = completedOf(heard);
  const windows = Array.from({ length: count }, (_, index) => index * SILENT_WINDOW_MS);
  const isEmpty = (fromMs: number, index: number): boolean => {
    // What is left over at the end belongs to the last window.
    const toMs = index === count - 1 ? Number.POSITIVE_INFINITY : fromMs + SILENT_WINDOW_MS;
    return !texts.some(({ startMs, endMs }) => startMs < toMs && endMs >= fromMs);
  };
  return { count, emptyCount: windows.filter(isEmpty).length };
}

function completedOf({
  replay,
}: Pick<Result, 'replay'>): Extract<TranscriptEvent, { type: 'transcript-completed' }>['transcript'][] {
  return replay.events.flatMap((event) => (event.type === 'transcript-completed' ? [event.transcript] : []));
}

function overlaps(turn: { startMs: number; endMs: number }, utterance: LabelledUtterance): boolean {
  const sharedMs = Math.min(turn.endMs, utterance.endMs) - Math.max(turn.startMs, utterance.startMs);
  return sharedMs > Math.min(LABEL_MARGIN_MS, (utterance.endMs - utterance.startMs) / 2);
}

function spokenMsOf({ speechSegments }: LabelledAudio): number {
  return sum(speechSegments ?? [], ([startMs, endMs]) => endMs - startMs);
}

function isToy(modelPath: string): boolean {
  return path.basename(modelPath) === 'toy-speech.bin';
}

async function isFixture(manifest: readonly LabelledAudio[]): Promise<boolean> {
  const phrases = new URL('../../test/fixtures/phrases.json', import.meta.url);
  const known = JSON.parse(await readFile(phrases, 'utf8')) as readonly { readonly text: string }[];
  const texts = new Set(known.map(({ text }) => text));
  const utterances = manifest.flatMap((audio) => audio.utterances ?? []);
  return utterances.length > 0 && utterances.every(({ text }) => texts.has(text));
}

function samplesIn(durationMs: number): number {
  return Math.round((durationMs / 1_000) * PIPELINE_RATE_HZ);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
