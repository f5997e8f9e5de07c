import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { forkChild } from '../base/fork-child.ts';
import type { Logger } from '../base/logger.ts';
import { PIPELINE_RATE_HZ, type SpeechSegment } from '../base/nouns.ts';
import type { ComponentState } from '../protocol/events.ts';
import { cutIntoWindows, isDigitalSilence } from './audio-windows.ts';
import { PassRunner, type PassMeasurements } from './pass-runner.ts';
import type { SpareRoom } from './spare-process.ts';
import { openTwinFiles, sweepTwins, TWIN_POSITION_COUNT } from './short-context-twin.ts';
import { speechProcessEntryPath, type SpawnSpeechProcess } from './spawn-speech-process.ts';
import { readSpeechModelLayout, type SpeechModelLayout } from '../base/speech-model-file.ts';
import type { Recognition, TranscribeOptions, Transcriber } from './transcriber.ts';
import { TwinChecker } from './twin-checker.ts';
import { TwinTrust, type TwinVerdict } from './twin-trust.ts';

export interface WhisperTranscriberOptions {
  /** A whisper model in ggml layout. */
  readonly modelPath: string;
  readonly useGpu: boolean;
  /** Use the model's short-context twin for short utterances once it has earned it. */
  readonly shortContext: boolean;
  /** Where twins are kept; those of models that are gone are cleared away. */
  readonly dataDir: string;
  /** Utterances of 1–9 s, s16 mono at PIPELINE_RATE_HZ, on which the twin can prove itself when idle. */
  readonly bundledUtterances?: readonly Int16Array[];
  /** Left out: chosen from the machine. */
  readonly threadCount?: number;
  /** Keep a second, loaded process that takes over at once, where memory allows; left out: true. */
  readonly keepsSpare?: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onStateChange: (state: ComponentState) => void;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnSpeechProcess;
  /** Left out: the entry beside this file. */
  readonly entryPath?: string;
}

export interface WhisperMeasurements extends PassMeasurements {
  /** `off`: not wanted, or the model cannot have one. */
  readonly twin: TwinVerdict | 'off';
  readonly twinAgreedCount: number;
  readonly twinComparedCount: number;
}

/** whisper.cpp in a process of its own. */
export interface WhisperTranscriber extends Transcriber {
  /** Of the speech process; undefined while there is none. */
  readonly processId: number | undefined;
  measure(): WhisperMeasurements;
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
  await sweepTwins(options.dataDir);
  const twin = options.shortContext ? await openTwin(options, layout) : undefined;
  const transcriber = new ProcessTranscriber(options, layout, twin);
  try {
    await transcriber.start();
    return transcriber;
  } catch (error) {
    await transcriber[Symbol.asyncDispose]();
    throw error;
  }
}

interface Twin {
  readonly twinPath: string;
  readonly trust: TwinTrust;
}

/** Whisper finds no words in less. */
const MIN_AUDIO_SAMPLES = PIPELINE_RATE_HZ / 10;
/** What fits a window of 10.24 s with room for the end of the last word. */
const MAX_TWIN_SAMPLES = 9 * PIPELINE_RATE_HZ;
/** A process of a model this large has twice its weights and whisper's working memory. */
const BASE_MEMORY_BYTES = 1_000_000_000;
const MEMORY_PER_MODEL_RATIO = 4;
/**
 * What a process is expected to have: Node, whisper's working memory, the weights and those of the twin. The
 * table of whisper.cpp (tiny 273 MB for 75 MB of weights, base 388 for 142, large 3.9 GB for 2.9) lies below.
 */
const SPARE_BASE_BYTES = 400_000_000;
const SPARE_PER_MODEL_RATIO = 2.5;

class ProcessTranscriber implements WhisperTranscriber {
  readonly #options: WhisperTranscriberOptions;
  readonly #layout: SpeechModelLayout;
  readonly #runner: PassRunner;
  readonly #threadCount: number;
  readonly #closed = new AbortController();
  readonly #checker: TwinChecker | undefined;
  #twin: Twin | undefined;

  constructor(options: WhisperTranscriberOptions, layout: SpeechModelLayout, twin: Twin | undefined) {
    const { clock, log, modelPath, useGpu } = options;
    this.#options = options;
    this.#layout = layout;
    this.#twin = twin;
    this.#threadCount = options.threadCount ?? threadCountFor(availableParallelism());
    this.#runner = new PassRunner({
      spawn: options.spawn ?? forkChild,
      entryPath: options.entryPath ?? speechProcessEntryPath,
      modelPath,
      twinPath: twin?.trust.verdict === 'refused' ? undefined : twin?.twinPath,
      useGpu,
      threadCount: this.#threadCount,
      memoryLimitBytes: BASE_MEMORY_BYTES + MEMORY_PER_MODEL_RATIO * layout.fileBytes,
      spareRoom: options.keepsSpare === false ? undefined : roomBesides(layout),
      clock,
      log,
      onReady: () => this.#tell('ready', this.description),
      onRestart: () => this.#tell('starting', 'Speech recognition stopped and is restarting.'),
      onDown: (error) => this.#tell('failed', error.message),
      onTwinFailed: () => {
        this.#twin = undefined;
        log.warn('short context switched off: the twin does not run');
      },
    });
    if (!twin) return;
    const onVerdict = (): void => this.#tell('ready', this.description);
    this.#checker = new TwinChecker(
      { runner: this.#runner, trust: twin.trust, clock, log, onVerdict },
      (options.bundledUtterances ?? []).map((samples) => ({ samples, language: 'en', prompt: '' })),
    );
  }

  get description(): string {
    const threads = this.#threadCount === 1 ? '1 thread' : `${this.#threadCount} threads`;
    const { backend, gpuFailure } = this.#runner;
    return [
      'whisper.cpp',
      modelName(this.#options.modelPath),
      backend === 'CPU' ? `CPU, ${threads}` : backend,
      ...(gpuFailure === undefined ? [] : [`the GPU failed ${gpuFailure}`]),
      ...this.#twinDescription(),
    ].join(' · ');
  }

  get processId(): number | undefined {
    return this.#runner.processId;
  }

  async start(): Promise<void> {
    this.#tell('starting', 'Speech recognition is starting.');
    await this.#runner.start();
    void this.#checker?.run(this.#closed.signal);
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    signal.throwIfAborted();
    const { samples } = speech;
    if (!this.#closed.signal.aborted && (samples.length < MIN_AUDIO_SAMPLES || isDigitalSilence(samples))) {
      return { text: '', computeMs: 0 };
    }
    const texts: string[] = [];
    let computeMs = 0;
    for (const window of cutIntoWindows(samples)) {
      const recognition = await this.#transcribeWindow(window, options, signal);
      if (recognition.text !== '') texts.push(recognition.text);
      computeMs += recognition.computeMs;
    }
    return { text: texts.join(' '), computeMs };
  }

  measure(): WhisperMeasurements {
    const trust = this.#twin?.trust;
    return {
      ...this.#runner.measure(),
      twin: trust?.verdict ?? 'off',
      twinAgreedCount: trust?.agreedCount ?? 0,
      twinComparedCount: trust?.comparedCount ?? 0,
    };
  }

  async restart(): Promise<void> {
    this.#tell('starting', 'Speech recognition is starting.');
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
    const isShort = this.#twin !== undefined && samples.length <= MAX_TWIN_SAMPLES;
    const variant = isShort && this.#twin?.trust.verdict === 'trusted' ? 'twin' : 'full';
    const request = {
      samples,
      language: this.#layout.isMultilingual ? options.language : 'en',
      prompt: options.vocabulary,
    };
    const { variant: ranVariant, ...recognition } = await this.#runner.run(
      { ...request, variant, urgency: options.pass },
      signal,
    );
    if (isShort && options.pass === 'final') {
      this.#checker?.remember({ ...request, known: { variant: ranVariant, text: recognition.text } });
    }
    return recognition;
  }

  #twinDescription(): string[] {
    const trust = this.#twin?.trust;
    if (trust?.verdict === 'trusted') return ['short context'];
    if (trust?.verdict !== 'refused') return [];
    return [`short context off: ${trust.agreedCount} of ${trust.comparedCount} texts agreed`];
  }

  #tell(status: ComponentState['status'], reason: string): void {
    const action = { label: 'Restart speech recognition', kind: 'retry', target: 'speech' } as const;
    const state = { component: 'speech', status, reason } as const;
    this.#options.onStateChange(status === 'failed' ? { ...state, action } : state);
  }
}

function roomBesides({ fileBytes }: SpeechModelLayout): SpareRoom {
  return {
    expectedBytes: SPARE_BASE_BYTES + SPARE_PER_MODEL_RATIO * fileBytes,
    availableBytes: () => process.availableMemory(),
  };
}

/** A model that cannot have a twin does without; that is no failure of the recognizer. */
async function openTwin(
  { modelPath, dataDir, log }: WhisperTranscriberOptions,
  layout: SpeechModelLayout,
): Promise<Twin | undefined> {
  if (layout.audioContextCount <= TWIN_POSITION_COUNT) return undefined;
  try {
    const { twinPath, trustPath } = await openTwinFiles(modelPath, dataDir);
    return { twinPath, trust: await TwinTrust.open(trustPath) };
  } catch (error) {
    log.warn('short context switched off: the twin cannot be made', { error });
    return undefined;
  }
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
