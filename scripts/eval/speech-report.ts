import type { TranscriptEvent } from '../../engine/base/nouns.ts';
import { median, percentile } from '../../engine/base/percentiles.ts';
import type { LabelledAudio, LabelledUtterance } from './audio-manifest.ts';
import type { ReplayedFile } from './replay-speech.ts';
import { retractedCount } from './retracted-words.ts';
import { alignWords, alikeWords } from './spoken-words.ts';
import { measureTerms, type TermRecall } from './term-recall.ts';
import { bareWords, shownIndices, wordEndsMs } from './word-alignment.ts';

/** How well one kind of audio was heard. */
export interface KindFigures {
  readonly files: number;
  /** Words of the reference. */
  readonly words: number;
  /** Word errors to words of the reference, as `spokenWords` compares them; null where none is known. */
  readonly wer: number | null;
}

export interface SpeechReport {
  readonly files: number;
  /** Word errors to words of the reference; null where no reference is known. */
  readonly wer: number | null;
  /** By what makes the audio hard or easy; other languages than English have kinds of their own. */
  readonly byKind: Readonly<Record<string, KindFigures>>;
  /** Share of utterances whose text is right to the letter. */
  readonly exact: number | null;
  /** Share of windows without speech, of files and of made noises, that gave no text. */
  readonly emptyOnSilence: number | null;
  /** Windows of 5 s that `emptyOnSilence` rests on. */
  readonly silentWindows: number;
  /** Texts written where there is no speech. */
  readonly invented: readonly string[];
  /** Time the recognizer computed, all passes together, to the length of the audio with speech. */
  readonly rtf: number | null;
  /** From the end of a word in the audio until it was first shown, as it would be live. */
  readonly partialLagMs: { readonly p50: number | null; readonly p95: number | null };
  readonly sentPerSpokenSecond: number | null;
  /** Words that were shown as committed and then changed. */
  readonly retractedCommittedWords: number;
  /** Where a vocabulary was given. */
  readonly terms?: TermRecall;
  readonly recognizer: string;
  /** What the figures cannot say; '' when nothing. */
  readonly note: string;
}

/** One labelled file and what was heard of it. */
export interface HeardAudio {
  readonly audio: LabelledAudio;
  readonly replay: ReplayedFile;
  readonly durationMs: number;
}

/** A sound without speech: its windows, and what was written over them. */
export interface HeardSilence {
  readonly windowCount: number;
  readonly emptyCount: number;
  readonly texts: readonly string[];
}

type CompletedTranscript = Extract<TranscriptEvent, { type: 'transcript-completed' }>['transcript'];

const SILENT_WINDOW_MS = 5_000;
/** A turn may be cut a little outside of its label. */
const LABEL_MARGIN_MS = 300;

/** A vocabulary, and what it makes of a text. */
export interface TermCorrection {
  readonly terms: readonly string[];
  readonly correct: (text: string) => string;
}

/** @param note why accuracy and lag mean nothing; '' when they do. */
export function reportSpeech(
  heard: readonly HeardAudio[],
  silences: readonly HeardSilence[],
  {
    recognizer,
    note,
    correction,
  }: {
    readonly recognizer: string;
    readonly note: string;
    readonly correction?: TermCorrection | undefined;
  },
): SpeechReport {
  const spoken = heard.filter(({ audio }) => spokenMsOf(audio) > 0);
  const labelled = note === '' ? spoken.filter(({ audio }) => referenceOf(audio) !== undefined) : [];
  const lagsMs = labelled.flatMap(lagsOf);
  const utterances = labelled.flatMap(exactness);
  const windowCount = sum(silences, (silence) => silence.windowCount);
  return {
    files: heard.length,
    wer: figuresOf(labelled).wer,
    byKind: figuresByKind(labelled),
    exact: ratio(utterances.filter(Boolean).length, utterances.length),
    emptyOnSilence: ratio(
      sum(silences, ({ emptyCount }) => emptyCount),
      windowCount,
    ),
    silentWindows: windowCount,
    invented: silences.flatMap(({ texts }) => texts),
    rtf: ratio(
      sum(spoken, ({ replay }) => replay.computeMs),
      sum(spoken, ({ durationMs }) => durationMs),
    ),
    partialLagMs:
      lagsMs.length === 0 ? { p50: null, p95: null } : { p50: median(lagsMs), p95: percentile(lagsMs, 0.95) },
    sentPerSpokenSecond: ratio(
      sum(spoken, ({ replay }) => replay.sentMs),
      sum(spoken, ({ audio }) => spokenMsOf(audio)),
    ),
    retractedCommittedWords: sum(heard, ({ replay }) => retractedCount(replay.events)),
    ...(correction && { terms: measureTerms(labelled.map(textsOf), correction.terms, correction.correct) }),
    recognizer,
    note,
  };
}

export function printSpeech(report: SpeechReport): string {
  const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
  const number = (value: number | null, digits = 2): string => (value === null ? '–' : value.toFixed(digits));
  const { p50, p95 } = report.partialLagMs;
  return [
    `recognizer                ${report.recognizer}`,
    `files                     ${report.files}`,
    `word error rate           ${percent(report.wer)}`,
    ...Object.entries(report.byKind).map(
      ([kind, { files, words, wer }]) =>
        `  ${kind.padEnd(24)}${percent(wer)} of ${words} words in ${files} ${files === 1 ? 'file' : 'files'}`,
    ),
    `exact                     ${percent(report.exact)}`,
    `empty on silence          ${percent(report.emptyOnSilence)} of ${report.silentWindows} windows of 5 s`,
    ...report.invented.map((text) => `  written there           ${text}`),
    `real-time factor          ${number(report.rtf)}`,
    `partial lag p50 / p95     ${number(p50, 0)} / ${number(p95, 0)} ms`,
    `sent per spoken second    ${number(report.sentPerSpokenSecond)} s`,
    `retracted committed words ${report.retractedCommittedWords}`,
    ...(report.terms ? [printTerms(report.terms)] : []),
    ...(report.note === '' ? [] : ['', report.note]),
  ].join('\n');
}

function printTerms({ said, heard, corrected, falseCorrections }: TermRecall): string {
  return `terms                     ${heard} of ${said} heard, ${corrected} with the vocabulary, ${falseCorrections} false`;
}

/** Windows of a sound without speech, and those over which no text was written. */
export function hearSilence({ replay, durationMs }: Omit<HeardAudio, 'audio'>): HeardSilence {
  const windowCount = Math.max(1, Math.floor(durationMs / SILENT_WINDOW_MS));
  const written = completedOf(replay);
  const windows = Array.from({ length: windowCount }, (_, index) => index * SILENT_WINDOW_MS);
  const isEmpty = (fromMs: number, index: number): boolean => {
    // What is left over at the end belongs to the last window.
    const toMs = index === windowCount - 1 ? Number.POSITIVE_INFINITY : fromMs + SILENT_WINDOW_MS;
    return !written.some(({ startMs, endMs }) => startMs < toMs && endMs >= fromMs);
  };
  return { windowCount, emptyCount: windows.filter(isEmpty).length, texts: written.map(({ text }) => text) };
}

function figuresByKind(labelled: readonly HeardAudio[]): Record<string, KindFigures> {
  const kinds = Object.groupBy(labelled, ({ audio }) =>
    audio.language === 'en' ? audio.kind : audio.language,
  );
  return Object.fromEntries(Object.entries(kinds).map(([kind, heard]) => [kind, figuresOf(heard ?? [])]));
}

function figuresOf(labelled: readonly HeardAudio[]): KindFigures {
  const files = labelled.map(wordErrors);
  const words = sum(files, ({ wordCount }) => wordCount);
  return {
    files: files.length,
    words,
    wer: ratio(
      sum(files, ({ errorCount }) => errorCount),
      words,
    ),
  };
}

function textsOf({ audio, replay }: HeardAudio): { said: string; heard: string } {
  const heard = completedOf(replay).map(({ text }) => text);
  return { said: referenceOf(audio) ?? '', heard: heard.join(' ') };
}

function wordErrors(audio: HeardAudio): { errorCount: number; wordCount: number } {
  const texts = textsOf(audio);
  const words = alikeWords([texts.said], texts.heard);
  const said = words.said.flat();
  return { errorCount: alignWords(said, words.heard).errorCount, wordCount: said.length };
}

/** The words spoken in a file; undefined where they are not known. */
function referenceOf({ utterances, transcript }: LabelledAudio): string | undefined {
  const text = utterances?.map((utterance) => utterance.text).join(' ') ?? transcript;
  return text?.trim() ? text : undefined;
}

/** For each utterance, whether the turns over it gave its text; turns that span several are compared as one. */
function exactness({ audio, replay }: HeardAudio): boolean[] {
  const utterances = audio.utterances ?? [];
  const texts = completedOf(replay).map((transcript) => ({
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
function lagsOf({ audio, replay }: HeardAudio): number[] {
  const utterances = audio.utterances ?? [];
  return completedOf(replay).flatMap((transcript) => {
    const over = utterances.filter((utterance) => overlaps(transcript, utterance));
    const reference = bareWords(over.map(({ text }) => text).join(' '));
    const endsMs = over.flatMap(({ text, startMs, endMs }) => wordEndsMs(text, startMs, endMs));
    const shownAtMs = new Map<number, number>();
    for (const event of replay.events) {
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

function completedOf({ events }: ReplayedFile): CompletedTranscript[] {
  return events.flatMap((event) => (event.type === 'transcript-completed' ? [event.transcript] : []));
}

function overlaps(turn: { startMs: number; endMs: number }, utterance: LabelledUtterance): boolean {
  const sharedMs = Math.min(turn.endMs, utterance.endMs) - Math.max(turn.startMs, utterance.startMs);
  return sharedMs > Math.min(LABEL_MARGIN_MS, (utterance.endMs - utterance.startMs) / 2);
}

function spokenMsOf({ speechSegments }: LabelledAudio): number {
  return sum(speechSegments ?? [], ([startMs, endMs]) => endMs - startMs);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
