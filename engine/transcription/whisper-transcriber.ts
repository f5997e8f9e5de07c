import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { PIPELINE_RATE_HZ, type SpeechSegment } from '../base/nouns.ts';
import { Semaphore, type Permit } from '../base/semaphore.ts';
import type { ComponentState } from '../protocol/events.ts';
import { cutIntoWindows, isDigitalSilence } from './audio-windows.ts';
import type { SpeechProcessReply } from './speech-process-messages.ts';
import {
  forkSpeechProcess,
  speechProcessEntryPath,
  type SpawnSpeechProcess,
} from './spawn-speech-process.ts';
import { readSpeechModelLayout, type SpeechModelLayout } from './speech-model-file.ts';
import { SpeechSupervisor, type LoadedVariant } from './speech-process-supervisor.ts';
import type { Recognition, TranscribeOptions, Transcriber } from './transcriber.ts';

export interface WhisperTranscriberOptions {
  /** A whisper model in ggml layout. */
  readonly modelPath: string;
  readonly useGpu: boolean;
  /** Use the model's short-context twin for short utterances once it has earned it. */
  readonly shortContext: boolean;
  /** Where the twin is kept. */
  readonly dataDir: string;
  /** Left out: chosen from the machine. */
  readonly threadCount?: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onStateChange: (state: ComponentState) => void;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnSpeechProcess;
  /** Left out: the entry beside this file. */
  readonly entryPath?: string;
}

/** Counters since the start. */
export interface WhisperMeasurements {
  readonly passCount: number;
  /** Passes that were run again because the process had been lost. */
  readonly replayedPassCount: number;
  /** Passes whose result nobody wanted any more; of these so many were stopped by ending the process. */
  readonly abandonedPassCount: number;
  readonly killedPassCount: number;
  readonly restartCount: number;
  readonly waitingPassCount: number;
  readonly audioMs: number;
  readonly computeMs: number;
  /** What a pass is expected to take now. */
  readonly passMs: number;
  /** What the newest start of the process took, model load and warm pass included. */
  readonly readyMs: number;
  readonly residentBytes: number;
}

/** whisper.cpp in a process of its own. */
export interface WhisperTranscriber extends Transcriber {
  /** Process id of the speech process; undefined while there is none. */
  readonly processId: number | undefined;
  measure(): WhisperMeasurements;
  /** Starts the process again after it was given up: the user's own "try again". */
  restart(): Promise<void>;
}

/**
 * Opens a whisper model, checks the file, starts the speech process and warms it.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'transcriber-failed'
 */
export async function openWhisperTranscriber(
  options: WhisperTranscriberOptions,
): Promise<WhisperTranscriber> {
  const layout = await readSpeechModelLayout(options.modelPath);
  const transcriber = new ProcessTranscriber(options, layout);
  await transcriber.open();
  return transcriber;
}

interface Pass {
  readonly passIndex: number;
  readonly samples: Int16Array;
  readonly options: TranscribeOptions;
  readonly startMs: number;
  readonly deadline: AbortController;
  readonly settle: (outcome: Recognition | EngineError) => void;
  lostCount: number;
  isAbandoned: boolean;
}

const MIN_AUDIO_SAMPLES = PIPELINE_RATE_HZ / 10;
const WAITING_LIMIT_COUNT = 64;
/** An utterance that takes the process down with it this often is not tried again. */
const MAX_LOST_COUNT = 2;
const DEADLINE_MS = 15_000;
const DEADLINE_PER_AUDIO_MS = 4;
/** Weight of the newest pass in the mean. */
const PASS_WEIGHT_RATIO = 0.3;
/** A kill pays when the rest of the pass takes clearly longer than a new process. */
const KILL_PAYS_RATIO = 1.5;
const BASE_MEMORY_BYTES = 1_000_000_000;

class ProcessTranscriber implements WhisperTranscriber {
  readonly #options: WhisperTranscriberOptions;
  readonly #layout: SpeechModelLayout;
  readonly #supervisor: SpeechSupervisor;
  readonly #threadCount: number;
  readonly #turnstile = new Semaphore({
    permitCount: 1,
    priorityCount: 2,
    queueLimitCount: WAITING_LIMIT_COUNT,
  });
  #opened = Promise.withResolvers<undefined>();
  #backend = 'CPU';
  #isReady = false;
  #downError: EngineError | undefined;
  #pass: Pass | undefined;
  #passMs = 0;
  #readyMs = 0;
  #nextPassIndex = 0;
  readonly #counts = { pass: 0, replayed: 0, abandoned: 0, killed: 0, audioMs: 0, computeMs: 0 };

  constructor(options: WhisperTranscriberOptions, layout: SpeechModelLayout) {
    this.#options = options;
    this.#layout = layout;
    this.#threadCount = options.threadCount ?? threadCountOf(availableParallelism());
    this.#supervisor = new SpeechSupervisor({
      spawn: options.spawn ?? forkSpeechProcess,
      entryPath: options.entryPath ?? speechProcessEntryPath,
      modelPath: options.modelPath,
      useGpu: options.useGpu,
      threadCount: this.#threadCount,
      memoryLimitBytes: BASE_MEMORY_BYTES + 3 * layout.fileBytes,
      clock: options.clock,
      log: options.log,
      onReady: (loaded, readyMs) => this.#onReady(loaded, readyMs),
      onLost: (detail, error) => this.#onLost(detail, error),
      onReply: (reply) => this.#onReply(reply),
    });
  }

  get description(): string {
    const threads = `${this.#threadCount} thread${this.#threadCount === 1 ? '' : 's'}`;
    const backend = this.#backend === 'CPU' ? `CPU, ${threads}` : this.#backend;
    return `whisper.cpp · ${modelName(this.#options.modelPath)} · ${backend}${this.#supervisor.hasGpuFailed ? ' (the GPU failed)' : ''}`;
  }

  get processId(): number | undefined {
    return this.#supervisor.processId;
  }

  async open(): Promise<void> {
    this.#tell('starting', 'Speech recognition is starting.');
    this.#supervisor.start();
    await this.#opened.promise;
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    signal.throwIfAborted();
    if (speech.samples.length < MIN_AUDIO_SAMPLES || isDigitalSilence(speech.samples)) {
      return { text: '', computeMs: 0 };
    }
    const texts: string[] = [];
    let computeMs = 0;
    for (const samples of cutIntoWindows(speech.samples)) {
      const recognition = await this.#transcribeWindow(samples, options, signal);
      if (recognition.text !== '') texts.push(recognition.text);
      computeMs += recognition.computeMs;
    }
    return { text: texts.join(' '), computeMs };
  }

  measure(): WhisperMeasurements {
    const counts = this.#counts;
    return {
      passCount: counts.pass,
      replayedPassCount: counts.replayed,
      abandonedPassCount: counts.abandoned,
      killedPassCount: counts.killed,
      restartCount: this.#supervisor.restartCount,
      waitingPassCount: this.#turnstile.waitingCount,
      audioMs: counts.audioMs,
      computeMs: counts.computeMs,
      passMs: this.#passMs,
      readyMs: this.#readyMs,
      residentBytes: this.#supervisor.residentBytes,
    };
  }

  async restart(): Promise<void> {
    this.#isReady = false;
    this.#downError = undefined;
    this.#tell('starting', 'Speech recognition is restarting.');
    this.#opened = Promise.withResolvers<undefined>();
    this.#supervisor.revive();
    await this.#opened.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#downError = new EngineError(
      'transcriber-down',
      'Speech recognition was closed.',
      'Start Sotto again.',
    );
    this.#supervisor[Symbol.dispose]();
    this.#pass?.settle(this.#downError);
    return Promise.resolve();
  }

  async #transcribeWindow(
    samples: Int16Array,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    if (options.pass === 'final') this.#stopAbandonedPassIfItPays();
    const permit = await this.#acquire(options, signal);
    if (this.#downError) {
      permit.release();
      throw this.#downError;
    }
    return new Promise((resolve, reject) => {
      const pass = this.#beginPass(samples, options, permit, (outcome) => {
        signal.removeEventListener('abort', onAbort);
        if (outcome instanceof EngineError) reject(outcome);
        else resolve(outcome);
      });
      const onAbort = (): void => {
        pass.isAbandoned = true;
        this.#counts.abandoned += 1;
        reject(signal.reason);
        if (this.#turnstile.isWaiting(0)) this.#stopAbandonedPassIfItPays();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#send(pass);
    });
  }

  async #acquire(options: TranscribeOptions, signal: AbortSignal): Promise<Permit> {
    if (this.#turnstile.waitingCount >= WAITING_LIMIT_COUNT) {
      throw new EngineError(
        'backlog-full',
        'Speech recognition cannot keep up.',
        'Pick a smaller speech model.',
      );
    }
    return this.#turnstile.acquire(options.pass === 'final' ? 0 : 1, signal);
  }

  #beginPass(
    samples: Int16Array,
    options: TranscribeOptions,
    permit: Permit,
    settle: (outcome: Recognition | EngineError) => void,
  ): Pass {
    const deadline = new AbortController();
    const pass: Pass = {
      passIndex: (this.#nextPassIndex += 1),
      samples,
      options,
      startMs: this.#options.clock.nowMs(),
      deadline,
      lostCount: 0,
      isAbandoned: false,
      settle: (outcome) => {
        deadline.abort();
        this.#pass = undefined;
        settle(outcome);
        permit.release();
      },
    };
    this.#pass = pass;
    void this.#watchDeadline(pass);
    return pass;
  }

  /** Sends the pass to a ready process; while there is none, `#onReady` does it later. */
  #send(pass: Pass): void {
    if (!this.#isReady) return;
    this.#supervisor.send({
      type: 'transcribe',
      passIndex: pass.passIndex,
      variant: 'full',
      samples: pass.samples,
      language: this.#layout.isMultilingual ? pass.options.language : 'en',
      prompt: pass.options.vocabulary,
    });
  }

  async #watchDeadline(pass: Pass): Promise<void> {
    const audioMs = durationMs(pass.samples);
    try {
      await this.#options.clock.sleep(DEADLINE_MS + DEADLINE_PER_AUDIO_MS * audioMs, pass.deadline.signal);
    } catch {
      return;
    }
    pass.settle(
      new EngineError(
        'transcriber-timeout',
        'Speech recognition took too long over one utterance.',
        'Pick a smaller speech model.',
      ),
    );
    this.#isReady = false;
    this.#supervisor.condemn('pass deadline exceeded');
  }

  /** The result of an abandoned pass is dropped; ending its process is worth it only for a long rest. */
  #stopAbandonedPassIfItPays(): void {
    const pass = this.#pass;
    if (!pass?.isAbandoned || !this.#isReady) return;
    const restMs = this.#passMs - (this.#options.clock.nowMs() - pass.startMs);
    if (restMs < this.#readyMs * KILL_PAYS_RATIO) return;
    this.#counts.killed += 1;
    this.#isReady = false;
    this.#supervisor.replace();
    pass.settle({ text: '', computeMs: 0 });
  }

  #onReady(loaded: LoadedVariant, readyMs: number): void {
    this.#backend = loaded.backend;
    this.#isReady = true;
    this.#readyMs = readyMs;
    if (this.#passMs === 0) this.#passMs = loaded.warmPassMs ?? 0;
    this.#opened.resolve(undefined);
    this.#tell('ready', this.description);
    if (this.#pass) this.#send(this.#pass);
  }

  #onReply(reply: SpeechProcessReply): void {
    const pass = this.#pass;
    if (!pass || !('passIndex' in reply) || reply.passIndex !== pass.passIndex) return;
    if (reply.type === 'pass-failed') {
      pass.settle(
        new EngineError(
          'transcriber-failed',
          `Speech recognition failed: ${reply.message}`,
          'Try again; if it stays, pick another speech model.',
        ),
      );
      return;
    }
    const { computeMs } = reply;
    this.#counts.pass += 1;
    this.#counts.audioMs += durationMs(pass.samples);
    this.#counts.computeMs += computeMs;
    this.#passMs += (computeMs - this.#passMs) * PASS_WEIGHT_RATIO;
    pass.settle({ text: reply.text, computeMs });
  }

  #onLost(detail: string, error?: EngineError): void {
    this.#isReady = false;
    if (error) {
      this.#giveUp(detail, error);
      return;
    }
    this.#tell('starting', 'Speech recognition stopped and is restarting.');
    const pass = this.#pass;
    if (!pass) return;
    pass.lostCount += 1;
    if (pass.isAbandoned || pass.lostCount >= MAX_LOST_COUNT) {
      pass.settle(
        new EngineError(
          'transcriber-failed',
          'Speech recognition crashed twice over the same utterance.',
          'Ask again; if it stays, pick another speech model.',
        ),
      );
    } else this.#counts.replayed += 1;
  }

  #giveUp(detail: string, error: EngineError): void {
    this.#downError = error;
    this.#opened.reject(
      new EngineError(
        'transcriber-failed',
        `Speech recognition did not start: ${detail}`,
        'Run `sotto doctor`, or pick another speech model.',
      ),
    );
    this.#pass?.settle(error);
    this.#tell('failed', error.message);
  }

  #tell(status: ComponentState['status'], reason: string): void {
    const action = { label: 'Restart speech recognition', kind: 'retry', target: 'speech' } as const;
    this.#options.onStateChange({
      component: 'speech',
      status,
      reason,
      ...(status === 'failed' ? { action } : {}),
    });
  }
}

/** Whisper gains little past the physical cores, which are about half of the logical ones on larger machines. */
function threadCountOf(coreCount: number): number {
  return coreCount <= 4 ? coreCount : Math.min(8, Math.ceil(coreCount / 2));
}

/** `base.en` of `/…/ggml-base.en.bin`. */
function modelName(modelPath: string): string {
  return basename(modelPath)
    .replace(/\.bin$/, '')
    .replace(/^ggml-/, '');
}

function durationMs(samples: Int16Array): number {
  return (samples.length / PIPELINE_RATE_HZ) * 1_000;
}
