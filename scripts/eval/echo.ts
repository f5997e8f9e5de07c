import { silentLogger } from '../../engine/base/logger.ts';
import { mergeStreams, tapStream } from '../../engine/base/merge-streams.ts';
import type { AudioFrame, SpeechEvent, Transcript, TranscriptEvent } from '../../engine/base/nouns.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import { createEchoGuard, type EchoGuard } from '../../engine/echo/echo-guard.ts';
import type { EchoReport } from '../../engine/protocol/echo-report.ts';
import type { Transcriber } from '../../engine/transcription/recognizers/base/transcriber.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { segmentSpeech } from '../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../engine/vad/segmenter-control.ts';
import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';
import { VirtualClock } from '../../test/fakes/virtual-clock.ts';
import { readCallReference, readCallSound, type CallUtterance } from './call-reference.ts';
import { leakSound, type Leak } from './leak-sound.ts';
import { openSpeechModel } from './open-speech-model.ts';
import { alignWords, alikeWords, spokenWords } from './spoken-words.ts';

export interface EchoScore {
  /** Lines of the microphone that say what the other side said, and their share of the other side's utterances. */
  readonly leakedLines: number;
  readonly leakedRatio: number;
  /** Word errors of the microphone's channel to the words spoken there. */
  readonly meWer: number;
  readonly leakedTexts: readonly string[];
}

export interface EchoEvaluation {
  readonly theirUtterances: number;
  readonly myWords: number;
  readonly withoutGuard: EchoScore;
  readonly withGuard: EchoScore;
  /** Words spoken into the microphone that were heard without the guard and not with it, to all of them. */
  readonly wronglyDroppedRatio: number;
  /** The opposite: what the recognizer understands only once the echo is gone. */
  readonly regainedRatio: number;
  /** Words of lines that the guard took for an echo, though the user spoke them. */
  readonly wronglyDroppedLines: number;
  readonly guard: EchoReport;
  readonly speech: string;
}

export interface EchoOptions {
  readonly me: string;
  readonly them: string;
  readonly modelPath: string;
  /** Added to the recording of the microphone; left out for one that has its own echo. */
  readonly leak?: Leak | undefined;
  readonly signal: AbortSignal;
}

interface HeardCall {
  readonly transcripts: readonly Transcript[];
  readonly dropped: readonly { readonly text: string }[];
  readonly report: EchoReport;
}

const TRAILING_MS = 6_000;
/** A line with less than this of any utterance of the user's is not the user's. */
const MIN_OWN_MS = 150;

/** Plays a call with both channels at once, with and without the echo guard, and compares the microphone's text. */
export async function evaluateEcho(referencePath: string, options: EchoOptions): Promise<EchoEvaluation> {
  const utterances = await readCallReference(referencePath);
  const them = await readCallSound(options.them, 'them', utterances);
  const spoken = await readCallSound(options.me, 'me', utterances);
  const me = options.leak ? leakSound(spoken, them, options.leak) : spoken;
  await using transcriber = await openSpeechModel(options.modelPath);
  await using detectors = await loadVoiceDetectors({ kind: 'auto', log: silentLogger });
  const hear = (isGuarded: boolean): Promise<HeardCall> =>
    hearCall({ me, them }, { isGuarded, transcriber, createDetector: detectors.create }, options.signal);
  const plain = await hear(false);
  const guarded = await hear(true);

  const mine = utterances.filter(({ channel }) => channel === 'me');
  const theirs = utterances.filter(({ channel }) => channel === 'them');
  const before = alignMine(mine, plain);
  const after = alignMine(mine, guarded);
  const wordCount = Math.max(1, before.isHeard.length);
  const count = (fits: (index: number) => boolean): number =>
    before.isHeard.filter((_, index) => fits(index)).length / wordCount;
  return {
    theirUtterances: theirs.length,
    myWords: before.isHeard.length,
    withoutGuard: score(plain, mine, theirs, before),
    withGuard: score(guarded, mine, theirs, after),
    wronglyDroppedRatio: count((index) => before.isHeard[index] === true && after.isHeard[index] !== true),
    regainedRatio: count((index) => before.isHeard[index] !== true && after.isHeard[index] === true),
    wronglyDroppedLines: guarded.dropped.filter(({ text }) => isSaidIn(text, mine) && !isSaidIn(text, theirs))
      .length,
    guard: guarded.report,
    speech: transcriber.description,
  };
}

export function printEcho(report: EchoEvaluation): string {
  const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;
  const side = ({ leakedLines, leakedRatio, meWer }: EchoScore): string =>
    `${leakedLines} lines leaked (${percent(leakedRatio)}), word error rate ${percent(meWer)}`;
  const { guard } = report;
  return [
    `speech              ${report.speech}`,
    `without the guard   ${side(report.withoutGuard)}`,
    `with the guard      ${side(report.withGuard)}`,
    `own words lost      ${percent(report.wronglyDroppedRatio)} of ${report.myWords}, regained ${percent(report.regainedRatio)}`,
    `own lines dropped   ${report.wronglyDroppedLines}`,
    `echo                ${guard.isEchoSeen ? `seen, turned down by ${guard.reductionDb} dB` : 'none seen'}; ${guard.heldLineCount} lines held, ${guard.droppedLineCount} dropped`,
    ...report.withGuard.leakedTexts.map((text) => `  leaked: ${text}`),
  ].join('\n');
}

async function hearCall(
  recordings: Readonly<Record<Channel, Int16Array>>,
  parts: {
    readonly isGuarded: boolean;
    readonly transcriber: Transcriber;
    readonly createDetector: () => VoiceDetector;
  },
  signal: AbortSignal,
): Promise<HeardCall> {
  const clock = new VirtualClock();
  const guard = createEchoGuard(clock);
  const lines = mergeStreams(
    (['me', 'them'] as const).map((channel) =>
      recognizeTurns(
        segmentSpeech(
          channelFrames(
            channel,
            recordings[channel],
            { clock, guard: parts.isGuarded ? guard : undefined },
            signal,
          ),
          segmenterDeps(clock, channel, parts.createDetector()),
          signal,
        ),
        { clock, guard, transcriber: parts.transcriber },
        signal,
      ),
    ),
  );
  const heard: TranscriptEvent[] = [];
  const collect = async (): Promise<void> => {
    for await (const event of parts.isGuarded ? guard.dropEchoes(lines) : lines) heard.push(event);
  };
  await clock.runUntil(collect());
  return {
    transcripts: heard.flatMap((event) => (event.type === 'transcript-completed' ? [event.transcript] : [])),
    dropped: heard.filter((event) => event.type === 'transcript-dropped'),
    report: guard.report(),
  };
}

function segmenterDeps(clock: VirtualClock, channel: Channel, detector: VoiceDetector) {
  const policy = createEndpointPolicy({ minHangoverMs: 320, maxHangoverMs: 1_600 });
  let turnCount = 0;
  return {
    voiceDetector: detector,
    clock,
    hangoverMs: policy.hangoverMs,
    nextTurnId: () => `${channel}-${(turnCount += 1)}`,
    control: createSegmenterControl(),
    log: silentLogger,
  };
}

function channelFrames(
  channel: Channel,
  recording: Int16Array,
  { clock, guard }: { readonly clock: VirtualClock; readonly guard: EchoGuard | undefined },
  signal: AbortSignal,
): AsyncIterable<AudioFrame> {
  const samples = new Int16Array(recording.length + TRAILING_MS * 16);
  samples.set(recording);
  const frames = openSamplesSource({ samples, channel, device: 'file', isFast: false, clock }).frames(signal);
  if (!guard) return frames;
  return channel === 'me' ? guard.cancel(frames) : tapStream(frames, guard.observeReference);
}

/** One pass for each whole turn: partial text makes no difference to what stays. */
async function* recognizeTurns(
  speech: AsyncIterable<SpeechEvent>,
  parts: { readonly clock: VirtualClock; readonly guard: EchoGuard; readonly transcriber: Transcriber },
  signal: AbortSignal,
): AsyncGenerator<TranscriptEvent, void, undefined> {
  const { clock, guard, transcriber } = parts;
  for await (const event of speech) {
    guard.observeSpeech(event);
    if (event.type !== 'turn-ended') continue;
    const { segment, turnId, channel, reason } = event;
    const options = { pass: 'final', language: 'en', vocabulary: '' } as const;
    const { text } = await clock.holdDuring(transcriber.transcribe(segment, options, signal));
    const { speechStartMs: startMs, speechEndMs: endMs, voicedMs } = segment;
    const nowMs = clock.nowMs();
    const moments = { endReason: reason, endedAtMs: nowMs, completedAtMs: nowMs };
    yield {
      type: 'transcript-completed',
      transcript: { turnId, channel, text, startMs, endMs, voicedMs, ...moments },
    };
  }
}

function alignMine(mine: readonly CallUtterance[], { transcripts }: HeardCall) {
  const text = transcripts
    .filter(({ channel }) => channel === 'me')
    .toSorted((a, b) => a.startMs - b.startMs)
    .map((transcript) => transcript.text)
    .join(' ');
  const words = alikeWords(
    mine.map((utterance) => utterance.text),
    text,
  );
  return alignWords(words.said.flat(), words.heard);
}

function score(
  { transcripts }: HeardCall,
  mine: readonly CallUtterance[],
  theirs: readonly CallUtterance[],
  { errorCount, isHeard }: ReturnType<typeof alignWords>,
): EchoScore {
  const leaked = transcripts.filter(
    (line) =>
      line.channel === 'me' &&
      line.text !== '' &&
      mine.every((utterance) => sharedMs(line, utterance) < MIN_OWN_MS) &&
      theirs.some((utterance) => sharedMs(line, utterance) > 0),
  );
  return {
    leakedLines: leaked.length,
    leakedRatio: leaked.length / Math.max(1, theirs.length),
    meWer: errorCount / Math.max(1, isHeard.length),
    leakedTexts: leaked.map(({ text }) => text),
  };
}

function sharedMs(line: Transcript, utterance: CallUtterance): number {
  return Math.min(line.endMs, utterance.endMs) - Math.max(line.startMs, utterance.startMs);
}

function isSaidIn(text: string, utterances: readonly CallUtterance[]): boolean {
  const words = spokenWords(text);
  return utterances.some((utterance) => {
    const said = spokenWords(utterance.text);
    return words.length > 0 && words.filter((word) => said.includes(word)).length / words.length >= 0.5;
  });
}
