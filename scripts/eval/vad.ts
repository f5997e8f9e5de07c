import { EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { SpeechEvent } from '../../engine/base/nouns.ts';
import { percentile } from '../../engine/base/percentiles.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';
import {
  AUDIO_KINDS,
  type AudioKind,
  type LabelledAudio,
  readAudioManifest,
  readLabelledSound,
} from './audio-manifest.ts';
import { createAudioClock, hearSamples } from './hear-file.ts';

export interface VadScore {
  /** Labelled speech, boundaries left out. */
  readonly speechMs: number;
  /** Share of speech that was not heard; null without speech. */
  readonly missRate: number | null;
  /** Share of the rest that was taken for speech; null without any. */
  readonly falseAlarmRate: number | null;
  /** Distance of each labelled start from the nearest one that was heard; a missed one counts as 500 ms. */
  readonly onsetErrorMs: { readonly p50: number | null; readonly p95: number | null };
  /** Labelled starts at which nothing was heard within 500 ms. */
  readonly missedOnsets: number;
  /** Labelled starts in voice that was heard already: the gap before was not; these have no distance. */
  readonly joinedOnsets: number;
  /** Turns that a recognizer would have been called for. */
  readonly turns: number;
}

export interface VadReport {
  readonly detector: string;
  readonly overall: VadScore;
  /** Undisturbed speech and calls at 10 dB SNR or better: what the goals are about. */
  readonly cleanAndComposed: VadScore;
  readonly byKind: Readonly<Partial<Record<AudioKind, VadScore>>>;
  readonly files: readonly ({ readonly file: string; readonly kind: AudioKind } & VadScore)[];
}

type Span = readonly [startMs: number, endMs: number];

interface Tally {
  speechMs: number;
  missedMs: number;
  otherMs: number;
  falseMs: number;
  turns: number;
  joinedOnsets: number;
  readonly onsetErrorsMs: number[];
}

const GRID_MS = 10;
/** Labels are not better than this: time around each labelled boundary is not counted. */
const COLLAR_MS = 100;
/** The labels close gaps up to 250 ms and pad by 20 ms on either side; what is heard is read the same way. */
const CLOSED_GAP_MS = 290;
/** A start further away than this belongs to something else: the labelled one was missed. */
const ONSET_SEARCH_MS = 500;
const TRAILING_MS = 3_000;

/** Runs the front end over every labelled file and compares what it heard as voice with the labels. */
export async function evaluateVad(
  manifestPath: string,
  options: { readonly kind?: 'auto' | 'silero' | 'energy'; readonly signal?: AbortSignal } = {},
): Promise<VadReport> {
  const signal = options.signal ?? new AbortController().signal;
  const manifest = (await readAudioManifest(manifestPath)).filter(({ speechSegments }) => speechSegments);
  if (manifest.length === 0)
    throw new EngineError(
      'bad-argument',
      `No file of ${manifestPath} has labelled speech.`,
      'Give each file "speechSegments" or "utterances" with startMs and endMs; an empty list means no speech.',
    );
  await using detectors = await loadVoiceDetectors({ kind: options.kind ?? 'auto', log: silentLogger });
  const results: { audio: LabelledAudio; tally: Tally }[] = [];
  for (const audio of manifest) {
    if (!audio.speechSegments) continue;
    using detector = detectors.create();
    const { samples, durationMs } = await readLabelledSound(audio);
    const heard = await hearVoice(samples, detector, signal);
    results.push({ audio, tally: compare(audio.speechSegments, heard.spans, durationMs, heard.turns) });
  }
  const scoreOf = (...kinds: readonly AudioKind[]): VadScore =>
    score(add(results.filter(({ audio }) => kinds.includes(audio.kind)).map(({ tally }) => tally)));
  const kinds = AUDIO_KINDS.filter((kind) => results.some(({ audio }) => audio.kind === kind));
  return {
    detector: detectors.reason,
    overall: scoreOf(...kinds),
    cleanAndComposed: scoreOf('clean', 'composed'),
    byKind: Object.fromEntries(kinds.map((kind) => [kind, scoreOf(kind)])),
    files: results.map(({ audio, tally }) => ({ file: audio.file, kind: audio.kind, ...score(tally) })),
  };
}

export function printVad(report: VadReport): string {
  const row = (name: string, value: VadScore): string =>
    [
      name.padEnd(30),
      (value.speechMs / 1_000).toFixed(1).padStart(9),
      percent(value.missRate).padStart(8),
      percent(value.falseAlarmRate).padStart(8),
      rounded(value.onsetErrorMs.p50).padStart(10),
      rounded(value.onsetErrorMs.p95).padStart(10),
      String(value.missedOnsets).padStart(7),
      String(value.joinedOnsets).padStart(7),
      String(value.turns).padStart(6),
    ].join(' ');
  return [
    `voice detector: ${report.detector}`,
    `${COLLAR_MS} ms around each labelled boundary not counted; gaps up to ${CLOSED_GAP_MS} ms closed as in the labels; pre-roll and hangover taken off`,
    `${''.padEnd(30)}  speech s     miss    false  onset p50  onset p95  missed  joined  turns`,
    ...Object.entries(report.byKind).map(([kind, value]) => row(kind, value)),
    row('clean and composed', report.cleanAndComposed),
    row('overall', report.overall),
    '',
    ...report.files.map((file) => row(file.file, file)),
  ].join('\n');
}

/** Voice according to the segmenter's events: turns without pre-roll, hangover and pauses. */
async function hearVoice(
  samples: Int16Array,
  detector: VoiceDetector,
  signal: AbortSignal,
): Promise<{ spans: Span[]; turns: number }> {
  const policy = createEndpointPolicy({ minHangoverMs: 300, maxHangoverMs: 2_000 });
  const spans: Span[] = [];
  let open: Span[] = [];
  let startMs = 0;
  let pausedAtMs: number | undefined;
  let turns = 0;
  const close = (endMs: number): void => {
    open.push([startMs, endMs]);
    pausedAtMs = endMs;
  };
  const note = (event: SpeechEvent): void => {
    if (event.type === 'speech-started') {
      startMs = event.speechStartMs;
      pausedAtMs = undefined;
      open = [];
    }
    if (event.type === 'speech-paused') close(event.segment.speechEndMs);
    if (event.type === 'turn-ended') {
      turns += 1;
      if (pausedAtMs === undefined) close(event.segment.speechEndMs);
      spans.push(...open);
    }
  };
  const events = hearSamples(
    samples,
    {
      voiceDetector: detector,
      clock: createAudioClock(),
      hangoverMs: policy.hangoverMs,
      onPauseResumed: (_turnId, pauseMs) => {
        startMs = (pausedAtMs ?? startMs) + pauseMs;
        pausedAtMs = undefined;
      },
    },
    TRAILING_MS,
    signal,
  );
  for await (const event of events) note(event);
  return { spans: closeGaps(spans), turns };
}

function closeGaps(spans: readonly Span[]): Span[] {
  const closed: [number, number][] = [];
  for (const [startMs, endMs] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = closed.at(-1);
    if (last && startMs - last[1] <= CLOSED_GAP_MS) last[1] = Math.max(last[1], endMs);
    else closed.push([startMs, endMs]);
  }
  return closed;
}

function compare(labels: readonly Span[], heard: readonly Span[], durationMs: number, turns: number): Tally {
  const tally: Tally = {
    speechMs: 0,
    missedMs: 0,
    otherMs: 0,
    falseMs: 0,
    turns,
    joinedOnsets: 0,
    onsetErrorsMs: [],
  };
  const reference = closeGaps(labels);
  const isIn = (spans: readonly Span[], atMs: number): boolean =>
    spans.some(([startMs, endMs]) => atMs >= startMs && atMs < endMs);
  for (let atMs = GRID_MS / 2; atMs < durationMs; atMs += GRID_MS) {
    if (reference.flat().some((boundaryMs) => Math.abs(boundaryMs - atMs) <= COLLAR_MS)) continue;
    const isHeard = isIn(heard, atMs);
    if (isIn(reference, atMs)) {
      tally.speechMs += GRID_MS;
      if (!isHeard) tally.missedMs += GRID_MS;
    } else {
      tally.otherMs += GRID_MS;
      if (isHeard) tally.falseMs += GRID_MS;
    }
  }
  for (const [labelMs] of reference) {
    const nearestMs = Math.min(...heard.map(([startMs]) => Math.abs(startMs - labelMs)));
    if (nearestMs > ONSET_SEARCH_MS && isIn(heard, labelMs)) tally.joinedOnsets += 1;
    else tally.onsetErrorsMs.push(Math.min(nearestMs, ONSET_SEARCH_MS));
  }
  return tally;
}

function add(tallies: readonly Tally[]): Tally {
  const sum = (pick: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  return {
    speechMs: sum((tally) => tally.speechMs),
    missedMs: sum((tally) => tally.missedMs),
    otherMs: sum((tally) => tally.otherMs),
    falseMs: sum((tally) => tally.falseMs),
    turns: sum((tally) => tally.turns),
    joinedOnsets: sum((tally) => tally.joinedOnsets),
    onsetErrorsMs: tallies.flatMap((tally) => tally.onsetErrorsMs),
  };
}

function score(tally: Tally): VadScore {
  const at = (share: number): number | null =>
    tally.onsetErrorsMs.length === 0 ? null : percentile(tally.onsetErrorsMs, share);
  return {
    speechMs: tally.speechMs,
    missRate: tally.speechMs === 0 ? null : tally.missedMs / tally.speechMs,
    falseAlarmRate: tally.otherMs === 0 ? null : tally.falseMs / tally.otherMs,
    onsetErrorMs: { p50: at(0.5), p95: at(0.95) },
    missedOnsets: tally.onsetErrorsMs.filter((errorMs) => errorMs >= ONSET_SEARCH_MS).length,
    joinedOnsets: tally.joinedOnsets,
    turns: tally.turns,
  };
}

function percent(rate: number | null): string {
  return rate === null ? '–' : `${(100 * rate).toFixed(2)}%`;
}

function rounded(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}
