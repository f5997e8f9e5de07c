import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../../base/nouns.ts';
import { childEntryPath } from '../../../base/fork-child.ts';
import { readSherpaOnnxModel, type SherpaOnnxModel } from '../../../formats/sherpa-onnx-model.ts';
import { cutIntoWindows } from '../base/audio-windows.ts';
import { settleLoop } from '../base/settle-loop.ts';
import {
  joinRecognitions,
  type Recognition,
  type RecognizerLimit,
  type TranscribeOptions,
  type Transcriber,
} from '../base/transcriber.ts';
import type { SherpaOnnxResult, SherpaOnnxSettings, SherpaOnnxTask } from '../base/recognizer-messages.ts';
import { openRecognizerProcess, type RecognizerProcess } from '../base/recognizer-process.ts';
import type { SpawnRecognizer } from '../base/spawn-recognizer.ts';
import { isTooLittleSpeech } from '../base/speech-guard.ts';
import { createStreamCursor } from './stream-cursor.ts';
import { lastLine } from '../../../base/last-line.ts';

export interface SherpaOnnxTranscriberOptions {
  /** A folder as the sherpa-onnx project publishes it. */
  readonly modelDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out: chosen from the machine and the model. */
  readonly threadCount?: number | undefined;
  readonly taskDeadlineMs?: number;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnRecognizer;
}

const LOAD_DEADLINE_MS = 60_000;
const DEADLINE_MS = 20_000;
const DEADLINE_PER_AUDIO_RATIO = 4;
/** Streaming models are small: more threads cost more in hand-over than they save. */
const MAX_STREAMING_THREAD_COUNT = 2;
const MAX_THREAD_COUNT = 4;
/** Leaves room for the silence that raises Whisper's limit of tokens, within its 30 s. */
const MAX_WINDOW_SAMPLES = 20 * PIPELINE_RATE_HZ;
const MAX_PADDED_SAMPLES = 29 * PIPELINE_RATE_HZ;

/**
 * What Whisper gets behind the speech; the second way is for a pass that looped or was cut short. Without some
 * seconds of silence it does not find the end: on 60 natural utterances 3 s of either kind alone gave half as many
 * word errors more. 1 s and a tail of 3 s gave no more of them in two natural calls (197 passes, 5.6 %) than 2 s and
 * a tail of 5 s (6.1 %), in four fifths of the time for short speech.
 */
const PADDING = {
  first: { silenceSamples: PIPELINE_RATE_HZ, tailFrameCount: 300 },
  second: { silenceSamples: 4 * PIPELINE_RATE_HZ, tailFrameCount: 1_500 },
} as const;
type Padding = (typeof PADDING)[keyof typeof PADDING];

type SherpaOnnxProcess = RecognizerProcess<SherpaOnnxTask, SherpaOnnxResult>;
type Transcribe = Transcriber['transcribe'];

/**
 * Recognition by sherpa-onnx: whole utterances with Whisper, Moonshine, Parakeet and SenseVoice, or true
 * streaming, where a partial pass reads only what was said since the last one.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'transcriber-down'
 */
export async function openSherpaOnnxTranscriber(
  options: SherpaOnnxTranscriberOptions,
): Promise<Transcriber & { readonly processId: number | undefined }> {
  const { modelDirectory, clock, log, spawn } = options;
  const model = await readSherpaOnnxModel(modelDirectory);
  let threadCount = options.threadCount ?? threadCountFor(model, availableParallelism());
  const settingsFor = (count: number): SherpaOnnxSettings => ({ model, threadCount: count });
  const recognizer: SherpaOnnxProcess = await openRecognizerProcess({
    name: 'sherpa-onnx',
    entryPath: childEntryPath('sherpa-onnx-process', import.meta.url),
    settings: settingsFor(threadCount),
    loadError: (detail) => loadError(detail, modelDirectory),
    loadDeadlineMs: LOAD_DEADLINE_MS,
    taskDeadlineMs: options.taskDeadlineMs ?? DEADLINE_MS,
    clock,
    log,
    spawn,
  });
  const transcribe =
    model.kind === 'streaming-transducer' ? hearStreams(recognizer) : hearUtterances(recognizer, model);
  return {
    limits: limitsOf(model),
    languages: model.languages.length > 0 ? model.languages : undefined,
    get description() {
      const threads = threadCount === 1 ? '1 thread' : `${threadCount} threads`;
      return `sherpa-onnx · ${path.basename(modelDirectory)} · CPU, ${threads}`;
    },
    threads: {
      get count() {
        return threadCount;
      },
      use: async (count) => {
        await recognizer.renew(settingsFor(count));
        threadCount = count;
      },
    },
    get processId() {
      return recognizer.processId;
    },
    async transcribe(speech, how, signal) {
      signal.throwIfAborted();
      if (isTooLittleSpeech(speech)) return { text: '', computeMs: 0 };
      const recognition = await transcribe(speech, how, signal);
      return { ...recognition, text: readable(recognition.text) };
    },
    [Symbol.asyncDispose]: () => recognizer[Symbol.asyncDispose](),
  };
}

/** One pass for each window of the speech. */
function hearUtterances(recognizer: SherpaOnnxProcess, model: SherpaOnnxModel): Transcribe {
  const hearWindow = async (
    samples: Int16Array,
    { language }: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> => {
    const audioMs = (samples.length / PIPELINE_RATE_HZ) * 1_000;
    const run = ({ silenceSamples, tailFrameCount }: Padding): Promise<SherpaOnnxResult> =>
      recognizer.run(
        () => ({
          type: 'utterance',
          samples,
          paddedCount: Math.min(MAX_PADDED_SAMPLES, samples.length + silenceSamples),
          language: model.languages.includes(language) ? language : '',
          tailFrameCount,
        }),
        signal,
        DEADLINE_MS + DEADLINE_PER_AUDIO_RATIO * audioMs,
      );
    const first = await run(PADDING.first);
    if (model.kind !== 'whisper') return first;
    return settleLoop(first, audioMs, () => run(PADDING.second));
  };
  return async ({ samples }, how, signal) => {
    const heard: Recognition[] = [];
    for (const window of cutIntoWindows(samples, MAX_WINDOW_SAMPLES)) {
      heard.push(await hearWindow(window, how, signal));
    }
    return joinRecognitions(heard);
  };
}

function hearStreams(recognizer: SherpaOnnxProcess): Transcribe {
  const cursor = createStreamCursor();
  return async (speech, { pass }, signal) => {
    try {
      return await recognizer.run((startCount) => cursor.advance(speech, pass, startCount), signal);
    } catch (error) {
      // Whether the stream has heard these samples is not known: the next pass brings them all.
      cursor.forget(speech.turnId);
      throw error;
    }
  };
}

/** Greedy search does not support hotwords. */
function limitsOf({ languages }: SherpaOnnxModel): readonly RecognizerLimit[] {
  if (languages.length === 0) return ['no-vocabulary', 'no-language'];
  return languages.join() === 'en' ? ['no-vocabulary', 'english-only'] : ['no-vocabulary'];
}

function threadCountFor({ kind }: SherpaOnnxModel, coreCount: number): number {
  return Math.min(kind === 'streaming-transducer' ? MAX_STREAMING_THREAD_COUNT : MAX_THREAD_COUNT, coreCount);
}

function loadError(detail: string, folder: string): EngineError {
  if (/Could not find sherpa-onnx-node|Cannot find (package|module)/.test(detail)) {
    return new EngineError(
      'transcriber-down',
      'sherpa-onnx is not installed for this system.',
      'Run `npm install sherpa-onnx-node`, or pick whisper.cpp in Settings, Speech.',
    );
  }
  return new EngineError(
    'speech-model-invalid',
    `sherpa-onnx cannot load the model in ${folder} (${lastLine(detail)}).`,
    'Delete it and download it again, or pick another model.',
  );
}

/** Some models know capitals only: what they write is set as a sentence. */
function readable(text: string): string {
  const trimmed = text.trim();
  if (trimmed !== trimmed.toUpperCase()) return trimmed;
  const lower = trimmed.toLowerCase().replaceAll(/\bi\b/g, 'I');
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
