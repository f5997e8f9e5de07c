import path from 'node:path';
import { z } from 'zod';
import { silentLogger } from '../../engine/base/logger.ts';
import { systemClock } from '../../engine/base/clock.ts';
import type { SpeechSegment } from '../../engine/base/nouns.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { readSpeakerModel, type SpeakerThresholds } from '../../engine/formats/speaker-model-file.ts';
import { hearVoice, takeSample, type VoiceEmbedder } from '../../engine/speakers/hear-voice.ts';
import { createSpeakerClusters } from '../../engine/speakers/speaker-clusters.ts';
import { openVoiceEmbedder } from '../../engine/transcription/recognizers/sherpa-onnx/voice-embedder.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { createSegmenterControl } from '../../engine/vad/segmenter-control.ts';
import { segmentSpeech } from '../../engine/vad/segment-speech.ts';
import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';
import { VirtualClock } from '../../test/fakes/virtual-clock.ts';
import { fitLabelled, readLabelledJson } from './read-labelled.ts';

export interface SpeakerScore {
  readonly lines: number;
  readonly right: number;
  readonly wrong: number;
  readonly none: number;
  /** Lines in which two people spoke, each for a fifth of it or more; whatever label they have counts as wrong. */
  readonly mixedLines: number;
  readonly speakers: number;
  readonly foundSpeakers: number;
}

export interface SpeakerReport extends SpeakerScore {
  readonly wrongRatio: number;
  /** Of the embeddings of a line. */
  readonly processorMsPerLine: number;
  readonly thresholds: SpeakerThresholds;
  readonly files: readonly ({ readonly file: string } & SpeakerScore)[];
}

/** One line of the transcript with who really spoke: undefined where two did. */
export interface HeardLine {
  readonly speaker: string | undefined;
  readonly speakerId: number | undefined;
}

const utteranceSchema = z.object({
  startMs: z.number(),
  endMs: z.number(),
  speaker: z.string().nullish(),
  voice: z.string().nullish(),
});
type Utterance = z.infer<typeof utteranceSchema>;
const fileSchema = z.object({ file: z.string(), utterances: z.array(utteranceSchema).nullish() });
/** A call with a sound file for each channel and one of both together. */
const callSchema = z.object({
  files: z.object({ wav: z.object({ mix: z.string() }) }),
  utterances: z.array(utteranceSchema),
});

const REMEDY = 'Give files with "utterances" that name their "speaker" or "voice".';
/** How long a silence ends a turn where no words are at hand. */
const HANGOVER_MS = 500;
const TRAILING_SAMPLES = 32_000;
const MIXED_RATIO = 0.2;

/** How many lines of recordings with several voices on one channel get the right speaker. */
export async function evaluateSpeakers(
  manifestPath: string,
  modelPath: string,
  signal: AbortSignal,
): Promise<SpeakerReport> {
  const thresholds = await readSpeakerModel(modelPath);
  await using embedder = await openVoiceEmbedder({ modelPath, clock: systemClock, log: silentLogger });
  await using detectors = await loadVoiceDetectors({ kind: 'auto', log: silentLogger });
  const timed = timeEmbedder(embedder);
  const files: ({ readonly file: string } & SpeakerScore)[] = [];
  for (const { file, utterances } of await readRecordings(manifestPath)) {
    using detector = detectors.create();
    const { samples } = await readSound(path.join(path.dirname(manifestPath), file));
    const segments = await segmentRecording(samples, detector, signal);
    const lines = await labelLines(segments, utterances, { embedder: timed, thresholds }, signal);
    files.push({ file, ...scoreSpeakers(lines) });
  }
  const sum = (pick: (score: SpeakerScore) => number): number =>
    files.reduce((total, score) => total + pick(score), 0);
  const lineCount = sum(({ lines }) => lines);
  return {
    lines: lineCount,
    right: sum(({ right }) => right),
    wrong: sum(({ wrong }) => wrong),
    none: sum(({ none }) => none),
    mixedLines: sum(({ mixedLines }) => mixedLines),
    speakers: sum(({ speakers }) => speakers),
    foundSpeakers: sum(({ foundSpeakers }) => foundSpeakers),
    wrongRatio: sum(({ wrong }) => wrong) / Math.max(1, lineCount),
    processorMsPerLine: timed.processorMs / Math.max(1, lineCount),
    thresholds,
    files,
  };
}

export function printSpeakers(report: SpeakerReport): string {
  const line = (name: string, score: SpeakerScore): string =>
    `${name.padEnd(28)} ${score.lines} lines: ${score.right} right, ${score.wrong} wrong, ${score.none} none (${score.mixedLines} of two voices); ${score.foundSpeakers} of ${score.speakers} speakers`;
  return [
    ...report.files.map((score) => line(score.file, score)),
    line('all', report),
    `wrong ${(report.wrongRatio * 100).toFixed(1)} %, ${report.processorMsPerLine.toFixed(0)} ms of processor time a line`,
  ].join('\n');
}

/** Each label stands for the person it was given most often, one label a person. */
export function scoreSpeakers(lines: readonly HeardLine[]): SpeakerScore {
  const pairs = new Map<string, { speaker: string; speakerId: number; count: number }>();
  for (const { speaker, speakerId } of lines) {
    if (speaker === undefined || speakerId === undefined) continue;
    const key = `${speakerId} ${speaker}`;
    const pair = pairs.get(key) ?? { speaker, speakerId, count: 0 };
    pairs.set(key, { ...pair, count: pair.count + 1 });
  }
  const meant = new Map<number, string>();
  for (const { speaker, speakerId } of [...pairs.values()].toSorted((a, b) => b.count - a.count)) {
    if (!meant.has(speakerId) && ![...meant.values()].includes(speaker)) meant.set(speakerId, speaker);
  }
  const labelled = lines.filter(({ speakerId }) => speakerId !== undefined);
  const right = labelled.filter(
    ({ speaker, speakerId }) => speaker !== undefined && meant.get(speakerId ?? 0) === speaker,
  ).length;
  return {
    lines: lines.length,
    right,
    wrong: labelled.length - right,
    none: lines.length - labelled.length,
    mixedLines: lines.filter(({ speaker }) => speaker === undefined).length,
    speakers: new Set(lines.flatMap(({ speaker }) => speaker ?? [])).size,
    foundSpeakers: new Set(labelled.map(({ speakerId }) => speakerId)).size,
  };
}

async function labelLines(
  segments: readonly SpeechSegment[],
  utterances: readonly Utterance[],
  { embedder, thresholds }: { readonly embedder: VoiceEmbedder; readonly thresholds: SpeakerThresholds },
  signal: AbortSignal,
): Promise<readonly HeardLine[]> {
  const clusters = createSpeakerClusters(thresholds);
  const labels = new Map<string, number>();
  for (const segment of segments) {
    const sample = takeSample(segment);
    const voice = sample && (await hearVoice(sample, embedder, thresholds.otherScore, signal));
    for (const { turnId, speakerId } of voice ? clusters.add(segment.turnId, voice) : [])
      labels.set(turnId, speakerId);
  }
  return segments.flatMap(({ turnId, speechStartMs, speechEndMs }) => {
    const spoken = speakersWithin(utterances, speechStartMs, speechEndMs);
    const [most, second] = [...spoken].toSorted(([, a], [, b]) => b - a);
    if (!most) return [];
    const totalMs = [...spoken.values()].reduce((total, spokenMs) => total + spokenMs, 0);
    const isMixed = second !== undefined && second[1] >= totalMs * MIXED_RATIO;
    return [{ speaker: isMixed ? undefined : most[0], speakerId: labels.get(turnId) }];
  });
}

function speakersWithin(
  utterances: readonly Utterance[],
  startMs: number,
  endMs: number,
): ReadonlyMap<string, number> {
  const spoken = new Map<string, number>();
  for (const utterance of utterances) {
    const overlapMs = Math.min(endMs, utterance.endMs) - Math.max(startMs, utterance.startMs);
    const speaker = utterance.speaker ?? utterance.voice;
    if (overlapMs > 0 && speaker != null) spoken.set(speaker, (spoken.get(speaker) ?? 0) + overlapMs);
  }
  return spoken;
}

async function segmentRecording(
  recording: Int16Array,
  detector: VoiceDetector,
  signal: AbortSignal,
): Promise<readonly SpeechSegment[]> {
  const clock = new VirtualClock();
  const samples = new Int16Array(recording.length + TRAILING_SAMPLES);
  samples.set(recording);
  const source = openSamplesSource({ samples, channel: 'them', device: 'file', isFast: false, clock });
  const segments: SpeechSegment[] = [];
  const collect = async (): Promise<void> => {
    const events = segmentSpeech(
      source.frames(signal),
      {
        voiceDetector: detector,
        clock,
        hangoverMs: () => HANGOVER_MS,
        nextTurnId: () => String(segments.length),
        control: createSegmenterControl(),
        log: silentLogger,
      },
      signal,
    );
    for await (const event of events) if (event.type === 'turn-ended') segments.push(event.segment);
  };
  await clock.runUntil(collect());
  return segments;
}

function timeEmbedder(
  embedder: Awaited<ReturnType<typeof openVoiceEmbedder>>,
): VoiceEmbedder & { readonly processorMs: number } {
  let processorMs = 0;
  return {
    get processorMs() {
      return processorMs;
    },
    embed: async (samples, signal) => {
      const result = await embedder.embed(samples, signal);
      processorMs += result.processorMs;
      return result;
    },
    [Symbol.asyncDispose]: () => embedder[Symbol.asyncDispose](),
  };
}

async function readRecordings(
  manifestPath: string,
): Promise<readonly { readonly file: string; readonly utterances: readonly Utterance[] }[]> {
  const json = await readLabelledJson(manifestPath, REMEDY);
  const call = callSchema.safeParse(json);
  if (call.success) return [{ file: call.data.files.wav.mix, utterances: call.data.utterances }];
  const entries = fitLabelled(Array.isArray(json) ? json : [json], z.array(fileSchema), manifestPath, {
    what: 'manifest of sound files',
    remedy: REMEDY,
  });
  return entries.flatMap(({ file, utterances }) => (utterances?.length ? [{ file, utterances }] : []));
}
