import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { forkChild } from '../../../base/fork-child.ts';
import type { Logger } from '../../../base/logger.ts';
import { PIPELINE_RATE_HZ, type SpeechSegment } from '../../../base/nouns.ts';
import { WHISPER_LANGUAGES, whisperLanguage } from '../base/whisper-languages.ts';
import type { ComponentState } from '../../../protocol/component-state.ts';
import { cutIntoWindows } from '../base/audio-windows.ts';
import { isTooLittleSpeech } from '../base/speech-guard.ts';
import { PassRunner, type PassMeasurements } from './pass-runner.ts';
import { settleLoop } from '../base/settle-loop.ts';
import { speechProcessEntryPath, type SpawnSpeechProcess } from './spawn-speech-process.ts';
import { readSpeechModelLayout, type SpeechModelLayout } from '../../../formats/speech-model-file.ts';
import {
  joinRecognitions,
  type Recognition,
  type RecognizerLimit,
  type RecognizerThreads,
  type TranscribeOptions,
  type Transcriber,
} from '../base/transcriber.ts';

export interface WhisperTranscriberOptions {
  /** A whisper model in ggml layout. */
  readonly modelPath: string;
  readonly useGpu: boolean;
  /** Left out: chosen from the machine. */
  readonly threadCount?: number | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onStateChange: (state: ComponentState) => void;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnSpeechProcess;
  /** Left out: the entry beside this file. */
  readonly entryPath?: string;
}

/** whisper.cpp in its own process. */
export interface WhisperTranscriber extends Transcriber {
  /** Of the speech process; undefined while there is none. */
  readonly processId: number | undefined;
  /** What speaks against using it here, and the way on. */
  readonly notice: string | undefined;
  measure(): PassMeasurements;
  /**
   * Starts the process again after it was given up: the user's own "try again".
   * @throws EngineError 'transcriber-failed'
   */
  restart(): Promise<void>;
}

/**
 * Opens a whisper model: checks the file before any native code sees it, starts the speech process, warms it.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'transcriber-failed'
 */
export async function openWhisperTranscriber(
  options: WhisperTranscriberOptions,
): Promise<WhisperTranscriber> {
  const layout = await readSpeechModelLayout(options.modelPath);
  const transcriber = new ProcessTranscriber(options, layout);
  try {
    await transcriber.start();
    return transcriber;
  } catch (error) {
    await transcriber[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Positions of 20 ms that the encoder reads, at least a second more than the speech: a window that is full to
 * its end makes the decoder loop. On 88 real utterances none of these did, at the word errors of the whole
 * window in a third of its time. With timestamps, which whisper.cpp writes by default, and without
 * flash attention, which in a window that is not a multiple of 256 reads words of earlier utterances.
 */
const SHORT_WINDOWS = [
  { maxSamples: 8.5 * PIPELINE_RATE_HZ, positionCount: 512 },
  { maxSamples: 13 * PIPELINE_RATE_HZ, positionCount: 768 },
] as const;
const WHOLE_WINDOW_COUNT = 0;
/** A process of a model this large has twice its weights and whisper's working memory. */
const BASE_MEMORY_BYTES = 1_000_000_000;
const MEMORY_PER_MODEL_RATIO = 4;
/** A model this small runs anywhere: when it is slow, the machine is busy. */
const MAX_TOY_BYTES = 10_000_000;
/** What a short pass may take before the user is warned of the build without vector code. */
const SLOW_PASS_MS = 1_500;

class ProcessTranscriber implements WhisperTranscriber {
  readonly #options: WhisperTranscriberOptions;
  readonly #layout: SpeechModelLayout;
  readonly #runner: PassRunner;
  readonly #threads: { count: number; readonly use: RecognizerThreads['use'] };
  readonly #closed = new AbortController();

  constructor(options: WhisperTranscriberOptions, layout: SpeechModelLayout) {
    const { clock, log, modelPath, useGpu } = options;
    this.#options = options;
    this.#layout = layout;
    this.#threads = {
      count: options.threadCount ?? threadCountFor(availableParallelism()),
      use: (count) => {
        this.#threads.count = count;
        return Promise.resolve();
      },
    };
    this.#runner = new PassRunner({
      spawn: options.spawn ?? forkChild,
      entryPath: options.entryPath ?? speechProcessEntryPath,
      modelPath,
      useGpu,
      threadCount: this.#threads.count,
      memoryLimitBytes: BASE_MEMORY_BYTES + MEMORY_PER_MODEL_RATIO * layout.fileBytes,
      clock,
      log,
      onReady: () => this.#publishStatus('ready', this.description),
      onRestart: () => this.#publishStatus('starting', 'Speech recognition stopped and is restarting.'),
      onDown: (error) => this.#publishStatus('failed', error.message),
    });
  }

  get description(): string {
    const threads = this.#threads.count === 1 ? '1 thread' : `${this.#threads.count} threads`;
    const { backend, gpuFailure } = this.#runner;
    return [
      'whisper.cpp',
      modelName(this.#options.modelPath),
      backend === 'CPU' ? `CPU, ${threads}` : backend,
      ...(gpuFailure === undefined ? [] : [`the GPU failed ${gpuFailure}`]),
    ].join(' · ');
  }

  get limits(): readonly RecognizerLimit[] {
    return this.#layout.isMultilingual ? [] : ['english-only'];
  }

  get languages(): readonly string[] {
    return this.#layout.isMultilingual ? WHISPER_LANGUAGES : ['en'];
  }

  get threads(): RecognizerThreads | undefined {
    return this.#runner.backend === 'CPU' ? this.#threads : undefined;
  }

  get notice(): string | undefined {
    if (this.#layout.fileBytes <= MAX_TOY_BYTES) return undefined;
    const { passMs } = this.#runner.measure();
    return slownessNotice({ arch: process.arch, backend: this.#runner.backend, passMs });
  }

  get processId(): number | undefined {
    return this.#runner.processId;
  }

  async start(): Promise<void> {
    this.#publishStatus('starting', 'Speech recognition is starting.');
    await this.#runner.start();
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    signal.throwIfAborted();
    if (!this.#closed.signal.aborted && isTooLittleSpeech(speech)) return { text: '', computeMs: 0 };
    const heard: Recognition[] = [];
    for (const window of cutIntoWindows(speech.samples)) {
      heard.push(await this.#transcribeWindow(window, options, signal));
    }
    return joinRecognitions(heard);
  }

  measure(): PassMeasurements {
    return this.#runner.measure();
  }

  async restart(): Promise<void> {
    this.#publishStatus('starting', 'Speech recognition is starting.');
    await this.#runner.restart();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    this.#runner[Symbol.dispose]();
    return Promise.resolve();
  }

  async #transcribeWindow(
    samples: Int16Array,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    const run = (audioContextCount: number): Promise<Recognition> =>
      this.#runner.run(
        {
          samples,
          audioContextCount,
          language: this.#layout.isMultilingual ? whisperLanguage(options.language) : 'en',
          prompt: options.vocabulary,
          threadCount: this.#threads.count,
        },
        signal,
      );
    const audioMs = (samples.length / PIPELINE_RATE_HZ) * 1_000;
    const first = await run(windowFor(samples.length, this.#layout.audioContextCount));
    return settleLoop(first, audioMs, () => run(WHOLE_WINDOW_COUNT));
  }

  #publishStatus(status: ComponentState['status'], reason: string): void {
    const action = { label: 'Restart speech recognition', kind: 'retry', target: 'speech' } as const;
    const state = { component: 'speech', status, reason } as const;
    this.#options.onStateChange(status === 'failed' ? { ...state, action } : state);
  }
}

/** @returns positions; `WHOLE_WINDOW_COUNT` where a short one would not hold the speech, or the model has no more. */
function windowFor(sampleCount: number, modelPositionCount: number): number {
  const short = SHORT_WINDOWS.find(({ maxSamples }) => sampleCount <= maxSamples);
  return short && short.positionCount < modelPositionCount ? short.positionCount : WHOLE_WINDOW_COUNT;
}

/** The binding's builds for x64 hold no AVX code: without a GPU they are some twenty times too slow. */
export function slownessNotice(run: {
  readonly arch: string;
  readonly backend: string;
  readonly passMs: number;
}): string | undefined {
  if (run.arch !== 'x64' || run.backend !== 'CPU' || run.passMs < SLOW_PASS_MS) return undefined;
  return `whisper.cpp is slow on this processor: a short utterance takes ${(run.passMs / 1_000).toFixed(1)} s. sherpa-onnx runs the same weights many times faster: get the model whisper-base in Settings, Speech, and leave the recognizer on "auto".`;
}

/** Whisper gains little past the physical cores, which are about half of the logical ones on larger machines. */
export function threadCountFor(coreCount: number): number {
  return coreCount <= 4 ? coreCount : Math.min(8, Math.ceil(coreCount / 2));
}

/** `base.en` of `/…/ggml-base.en.bin`. */
function modelName(modelPath: string): string {
  return path
    .basename(modelPath)
    .replace(/\.bin$/, '')
    .replace(/^ggml-/, '');
}
