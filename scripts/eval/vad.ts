import { EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { SpeechEvent } from '../../engine/base/nouns.ts';
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
import {
  addTallies,
  CLOSED_GAP_MS,
  closeGaps,
  COLLAR_MS,
  compareSpans,
  scoreTally,
  type Span,
  type VadScore,
  type VadTally,
} from './vad-score.ts';

export interface VadReport {
  readonly detector: string;
  readonly overall: VadScore;
  /** Undisturbed speech and calls at 10 dB SNR or better: what the goals are about. */
  readonly cleanAndComposed: VadScore;
  readonly byKind: Readonly<Partial<Record<AudioKind, VadScore>>>;
  readonly files: readonly ({ readonly file: string; readonly kind: AudioKind } & VadScore)[];
}

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
  const results: { audio: LabelledAudio; tally: VadTally }[] = [];
  for (const audio of manifest) {
    if (!audio.speechSegments) continue;
    using detector = detectors.create();
    const { samples, durationMs } = await readLabelledSound(audio);
    const heard = await hearVoice(samples, detector, signal);
    results.push({ audio, tally: compareSpans(audio.speechSegments, heard.spans, durationMs, heard.turns) });
  }
  const scoreOf = (...kinds: readonly AudioKind[]): VadScore =>
    scoreTally(
      addTallies(results.filter(({ audio }) => kinds.includes(audio.kind)).map(({ tally }) => tally)),
    );
  const kinds = AUDIO_KINDS.filter((kind) => results.some(({ audio }) => audio.kind === kind));
  return {
    detector: detectors.reason,
    overall: scoreOf(...kinds),
    cleanAndComposed: scoreOf('clean', 'composed'),
    byKind: Object.fromEntries(kinds.map((kind) => [kind, scoreOf(kind)])),
    files: results.map(({ audio, tally }) => ({ file: audio.file, kind: audio.kind, ...scoreTally(tally) })),
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

function percent(rate: number | null): string {
  return rate === null ? '–' : `${(100 * rate).toFixed(2)}%`;
}

function rounded(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}
