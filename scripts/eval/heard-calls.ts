import { fileURLToPath } from 'node:url';
import { EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { loadQuestionDetector } from '../../engine/question/load-question-detector.ts';
import type { Transcriber } from '../../engine/transcription/recognizers/base/transcriber.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import {
  type LabelledAudio,
  type LabelledUtterance,
  readAudioManifest,
  readLabelledSound,
} from './audio-manifest.ts';
import type { TurnText } from '../../engine/vad/endpoint-policy.ts';
import type { HeardCall, JudgeText } from './endpoint-operation.ts';
import { hearPauses } from './heard-pauses.ts';
import { openSpeechModel } from './open-speech-model.ts';
import { labelledWords, recognizedWords } from './words-before-pauses.ts';

export interface HearOptions {
  /** Hears the words of calls that are labelled without any. */
  readonly modelPath?: string | undefined;
  /** Words come from the model where the labels have some as well. */
  readonly ignoresLabelledWords?: boolean;
  /** Pauses that end sooner need no words. */
  readonly recognizerDelayMs: number;
  readonly kind?: 'auto' | 'silero' | 'energy';
  readonly signal: AbortSignal;
}

export interface HeardCalls {
  readonly calls: readonly HeardCall[];
  readonly detector: string;
  /** Where the words came from, and of how many files. */
  readonly words: string;
}

interface LabelledTurns {
  readonly audio: LabelledAudio;
  readonly utterances: readonly LabelledUtterance[];
}

const QUESTION_WEIGHTS = fileURLToPath(new URL('../../assets/question-detector.json', import.meta.url));

/**
 * Plays every file of the manifests that has labelled turns through the front end.
 * @throws EngineError for a manifest that cannot be used, a missing sound or a missing model.
 */
export async function hearCalls(manifestPaths: readonly string[], options: HearOptions): Promise<HeardCalls> {
  const manifests = await Promise.all(manifestPaths.map(readAudioManifest));
  const labelled = manifests.flatMap((manifest, index) => turnsOf(manifest, manifestPaths[index] ?? ''));
  const needsModel = (turns: LabelledTurns): boolean =>
    options.ignoresLabelledWords === true || !turns.utterances.some(({ text }) => text !== '');
  const isModelUsed = options.modelPath !== undefined && labelled.some(needsModel);
  await using transcriber = isModelUsed ? await openSpeechModel(options.modelPath ?? '') : undefined;
  await using detectors = await loadVoiceDetectors({ kind: options.kind ?? 'auto', log: silentLogger });
  const conversations = conversationsOf(labelled);
  const calls: HeardCall[] = [];
  for (const [index, turns] of labelled.entries()) {
    using detector = detectors.create();
    const { samples } = await readLabelledSound(turns.audio);
    const pauses = await hearPauses(samples, detector, options.signal);
    const wordsBefore =
      transcriber && needsModel(turns)
        ? await recognizedWords(
            samples,
            pauses,
            { transcriber, delayMs: options.recognizerDelayMs },
            options.signal,
          )
        : labelledWords(turns.utterances, pauses);
    calls.push({
      conversation: conversations[index] ?? '',
      pauses,
      utterances: turns.utterances,
      wordsBefore,
    });
  }
  const unlabelledCount = labelled.filter(needsModel).length;
  return {
    calls,
    detector: detectors.reason,
    words: describeWords(labelled.length - unlabelledCount, unlabelledCount, transcriber),
  };
}

/** Judges the words before a pause as the pipeline does. */
export async function loadJudge(): Promise<JudgeText> {
  const detector = await loadQuestionDetector({
    path: QUESTION_WEIGHTS,
    sensitivity: () => 0.5,
    log: silentLogger,
  });
  const known = new Map<string, TurnText>();
  const judge: JudgeText = (text) => {
    const { kind, completeness } = detector.judge({ text, channel: 'them', isPartial: true, previous: [] });
    return { text, completeness, isAsking: kind !== 'none' };
  };
  return (text) => {
    const judged = known.get(text) ?? judge(text);
    known.set(text, judged);
    return judged;
  };
}

function describeWords(
  labelledCount: number,
  otherCount: number,
  transcriber: Transcriber | undefined,
): string {
  const others = transcriber
    ? `heard by ${transcriber.description}`
    : 'none: the labels have no text and no speech model was chosen (SOTTO_SPEECH_MODEL or --speech-model)';
  const parts = [
    ...(labelledCount > 0 ? [`as labelled in ${labelledCount} files`] : []),
    ...(otherCount > 0 ? [`${others} in ${otherCount} files`] : []),
  ];
  return parts.join('; ');
}

function turnsOf(manifest: readonly LabelledAudio[], manifestPath: string): LabelledTurns[] {
  const withUtterances = manifest.filter(({ utterances }) => utterances && utterances.length > 0);
  const used = withUtterances.length > 0 ? withUtterances : manifest;
  const turns = used.flatMap((audio) => {
    const utterances =
      audio.utterances ??
      audio.speechSegments?.map(([startMs, endMs]) => ({ startMs, endMs, text: '', isQuestion: false }));
    return utterances && utterances.length > 0
      ? [{ audio, utterances: trimToSpeech(utterances, audio) }]
      : [];
  });
  if (turns.length > 0) return turns;
  throw new EngineError(
    'bad-argument',
    `No file of ${manifestPath} has a labelled utterance or speech segment.`,
    'Give each file "utterances" with startMs and endMs, or "speechSegments".',
  );
}

/** Some labels of utterances reach into the silence around them; segments of speech do not. */
function trimToSpeech(
  utterances: readonly LabelledUtterance[],
  { speechSegments = [] }: LabelledAudio,
): LabelledUtterance[] {
  return utterances.map((utterance) => {
    const inside = speechSegments.filter(
      ([startMs, endMs]) => startMs < utterance.endMs && endMs > utterance.startMs,
    );
    if (inside.length === 0) return utterance;
    const startMs = Math.max(utterance.startMs, Math.min(...inside.map(([segmentMs]) => segmentMs)));
    const endMs = Math.min(utterance.endMs, Math.max(...inside.map(([, segmentMs]) => segmentMs)));
    return { ...utterance, startMs, endMs };
  });
}

/** Files of one call, of one voice or with a clip in common are one conversation. */
function conversationsOf(labelled: readonly LabelledTurns[]): string[] {
  const names = labelled.map(({ audio }) => audio.related[0] ?? audio.file);
  for (const [index, { audio }] of labelled.entries()) {
    for (const [other, { audio: otherAudio }] of labelled.entries()) {
      if (other >= index || !audio.related.some((name) => otherAudio.related.includes(name))) continue;
      const [name = '', merged] = [names[other], names[index]];
      names.forEach((known, at) => {
        if (known === merged) names[at] = name;
      });
    }
  }
  return names;
}
