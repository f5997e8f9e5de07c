import { logFailure } from '../../../base/background.ts';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../../base/nouns.ts';
import type { SpeechProcessReply } from './speech-process-messages.ts';
import type { SpawnSpeechProcess } from './spawn-speech-process.ts';
import { SpeechProcessSupervisor, type GpuFailure } from './speech-process-supervisor.ts';
import type { Recognition } from '../base/transcriber.ts';
import { watchForHang } from '../base/hang-watch.ts';
import type { LoadedModel, WatchedProcessDeps } from './watched-process.ts';

/** Counters since the start. */
export interface PassMeasurements {
  readonly passCount: number;
  /** Passes that were run again because the process had been lost. */
  readonly replayedPassCount: number;
  /** Passes whose result was no longer wanted, and how many of them were stopped by ending the process. */
  readonly abandonedPassCount: number;
  readonly killedPassCount: number;
  /** Processes that followed another one. */
  readonly restartCount: number;
  readonly audioMs: number;
  readonly computeMs: number;
  /** What a pass is expected to take now. */
  readonly passMs: number;
  /** What the newest start of the process took, the model's load included. */
  readonly readyMs: number;
  readonly residentBytes: number;
}

export interface PassRequest {
  readonly samples: Int16Array;
  /** Positions of 20 ms that the encoder reads; 0 takes the whole window of the model. */
  readonly audioContextCount: number;
  readonly language: string;
  readonly prompt: string;
  readonly threadCount: number;
}

export interface PassRunnerDeps {
  readonly spawn: SpawnSpeechProcess;
  readonly entryPath: string;
  readonly modelPath: string;
  readonly useGpu: boolean;
  /** Of the dummy pass that warms a model. */
  readonly threadCount: number;
  readonly memoryLimitBytes: number;
  /** Left out: asked of the system. */
  readonly readCpuMs?: WatchedProcessDeps['readCpuMs'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly onReady: () => void;
  readonly onRestart: () => void;
  readonly onDown: (error: EngineError) => void;
}

interface Pass {
  readonly passIndex: number;
  readonly request: PassRequest;
  readonly settle: (outcome: Recognition | EngineError) => void;
  /** When it was last given to a process. */
  sentMs: number;
  /** The process that is there now has it. */
  isSent: boolean;
  lostCount: number;
  isAbandoned: boolean;
}

/** An utterance that takes the process down with it this often is not tried again. */
const MAX_LOST_COUNT = 2;
const DEADLINE_MS = 15_000;
const DEADLINE_PER_AUDIO_RATIO = 4;
/** A new process takes time to start, so the rest of a pass must be clearly longer. */
const STOP_PAYS_RATIO = 1.5;
/** Weight of the newest pass in the expected time. */
const NEWEST_PASS_RATIO = 0.3;

/** Runs one pass at a time in the speech process, through its crashes: the audio is kept until it is answered. */
export class PassRunner implements Disposable {
  readonly #deps: PassRunnerDeps;
  readonly #supervisor: SpeechProcessSupervisor;
  #opened = Promise.withResolvers<undefined>();
  #loaded: LoadedModel | undefined;
  #downError: EngineError | undefined;
  #pass: Pass | undefined;
  #nextPassIndex = 0;
  #readyMs = 0;
  /** Undefined until a pass was run. */
  #expectedMs: number | undefined;
  readonly #counts = { pass: 0, replayed: 0, abandoned: 0, killed: 0, audioMs: 0, computeMs: 0 };

  constructor(deps: PassRunnerDeps) {
    this.#deps = deps;
    this.#supervisor = new SpeechProcessSupervisor({
      ...deps,
      onServing: (loaded, readyMs) => this.#onServing(loaded, readyMs),
      onLost: (detail, error) => this.#onLost(detail, error),
      onReply: (reply) => this.#onReply(reply),
    });
  }

  /** What really runs the model: `CPU`, or the name of a GPU backend. */
  get backend(): string {
    return this.#loaded?.backend ?? 'CPU';
  }

  /** Why the processor does the work although a GPU was asked for. */
  get gpuFailure(): GpuFailure | undefined {
    return this.#supervisor.gpuFailure;
  }

  get processId(): number | undefined {
    return this.#supervisor.processId;
  }

  /** @throws EngineError 'transcriber-failed' when the process does not come up. */
  async start(): Promise<void> {
    this.#supervisor.start();
    await this.#opened.promise;
  }

  async restart(): Promise<void> {
    this.#opened = Promise.withResolvers<undefined>();
    this.#downError = undefined;
    this.#supervisor.revive();
    await this.#opened.promise;
  }

  /**
   * One at a time. An aborted pass settles when the process is free again.
   * @throws EngineError 'transcriber-…'; `signal.reason`.
   */
  run(request: PassRequest, signal: AbortSignal): Promise<Recognition> {
    if (this.#pass) throw new Error('The speech process takes one pass at a time.');
    if (signal.aborted || this.#downError)
      return Promise.reject(signal.aborted ? signal.reason : this.#downError);
    return new Promise((resolve, reject) => {
      const pass = this.#beginPass(request, (outcome) => {
        signal.removeEventListener('abort', onAbort);
        if (signal.aborted) reject(signal.reason);
        else if (outcome instanceof EngineError) reject(outcome);
        else resolve(outcome);
      });
      const onAbort = (): void => this.#abandon(pass);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#send(pass);
    });
  }

  measure(): PassMeasurements {
    const counts = this.#counts;
    return {
      passCount: counts.pass,
      replayedPassCount: counts.replayed,
      abandonedPassCount: counts.abandoned,
      killedPassCount: counts.killed,
      restartCount: this.#supervisor.restartCount,
      audioMs: counts.audioMs,
      computeMs: counts.computeMs,
      passMs: this.#expectedMs ?? 0,
      readyMs: this.#readyMs,
      residentBytes: this.#supervisor.residentBytes,
    };
  }

  [Symbol.dispose](): void {
    this.#downError = new EngineError('transcriber-down', 'Speech recognition is closed.', 'Start it again.');
    this.#pass?.settle(this.#downError);
    this.#supervisor[Symbol.dispose]();
  }

  #beginPass(request: PassRequest, settle: (outcome: Recognition | EngineError) => void): Pass {
    const settled = new AbortController();
    const pass: Pass = {
      passIndex: (this.#nextPassIndex += 1),
      request,
      sentMs: this.#deps.clock.nowMs(),
      isSent: false,
      lostCount: 0,
      isAbandoned: false,
      settle: (outcome) => {
        settled.abort();
        this.#pass = undefined;
        settle(outcome);
      },
    };
    this.#pass = pass;
    this.#watchDeadline(pass, settled.signal).catch(logFailure(this.#deps.log, 'watch a pass'));
    return pass;
  }

  /** Sends the pass to a ready process; while there is none, `#onServing` does it later. */
  #send(pass: Pass): void {
    if (!this.#supervisor.isReady) return;
    const { passIndex, request } = pass;
    const { samples, audioContextCount, language, prompt, threadCount } = request;
    pass.sentMs = this.#deps.clock.nowMs();
    pass.isSent = true;
    this.#supervisor.send({
      type: 'transcribe',
      passIndex,
      samples,
      audioContextCount,
      language,
      prompt,
      threadCount,
    });
  }

  async #watchDeadline(pass: Pass, settled: AbortSignal): Promise<void> {
    const audioMs = durationMs(pass.request.samples);
    const { clock, readCpuMs } = this.#deps;
    const processId = (): number | undefined => this.#supervisor.processId;
    const overdueMs = DEADLINE_MS + DEADLINE_PER_AUDIO_RATIO * audioMs;
    try {
      await watchForHang({ processId, overdueMs, clock, readCpuMs }, settled);
    } catch {
      return;
    }
    pass.settle(
      new EngineError(
        'transcriber-timeout',
        'Speech recognition hangs over one utterance.',
        'It is started again with the next words.',
      ),
    );
    // A process that still loads is not the one that hangs.
    if (!pass.isSent) return;
    this.#supervisor.blamePass();
    this.#supervisor.condemn('pass deadline exceeded');
  }

  /** The process is ended when another is ready clearly sooner than the rest of the pass would be. */
  #abandon(pass: Pass): void {
    pass.isAbandoned = true;
    this.#counts.abandoned += 1;
    const restMs = (this.#expectedMs ?? 0) - (this.#deps.clock.nowMs() - pass.sentMs);
    const pays = restMs >= this.#readyMs * STOP_PAYS_RATIO;
    if (pass.isSent && !pays) return;
    pass.settle({ text: '', computeMs: 0 });
    if (!pass.isSent) return;
    this.#counts.killed += 1;
    this.#supervisor.replace();
  }

  #onServing(loaded: LoadedModel, readyMs: number): void {
    this.#loaded = loaded;
    this.#readyMs = readyMs;
    this.#expectedMs ??= loaded.warmPassMs;
    this.#opened.resolve(undefined);
    if (this.#pass) this.#send(this.#pass);
  }

  #onReply(reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }): void {
    const pass = this.#pass;
    if (reply.passIndex !== pass?.passIndex) return;
    if (reply.type === 'pass-failed') {
      pass.settle(
        new EngineError(
          'transcriber-failed',
          `Speech recognition failed: ${reply.message}`,
          'Try again; if it happens again, pick another speech model.',
        ),
      );
      return;
    }
    this.#count(pass, reply.computeMs);
    pass.settle({ text: reply.text, computeMs: reply.computeMs, language: reply.language });
  }

  #count({ request: { samples } }: Pass, computeMs: number): void {
    this.#counts.pass += 1;
    this.#counts.audioMs += durationMs(samples);
    this.#counts.computeMs += computeMs;
    const expectedMs = this.#expectedMs ?? computeMs;
    this.#expectedMs = expectedMs + (computeMs - expectedMs) * NEWEST_PASS_RATIO;
  }

  #onLost(detail: string, error: EngineError | undefined): void {
    const pass = this.#pass;
    if (pass?.isSent) this.#supervisor.blamePass();
    if (error) {
      this.#downError = error;
      this.#opened.reject(didNotStart(detail));
      // The first start may have no waiter left.
      this.#opened.promise.catch(() => undefined);
      pass?.settle(error);
      this.#deps.onDown(error);
      return;
    }
    if (pass) this.#keepForReplay(pass);
  }

  #keepForReplay(pass: Pass): void {
    // A process that never had the pass was not ended by it.
    if (!pass.isSent) return;
    pass.isSent = false;
    pass.lostCount += 1;
    if (!pass.isAbandoned && pass.lostCount < MAX_LOST_COUNT) {
      this.#counts.replayed += 1;
      return;
    }
    pass.settle(
      new EngineError(
        'transcriber-failed',
        'Speech recognition crashed twice over the same utterance.',
        'Ask again; if it happens again, pick another speech model.',
      ),
    );
  }
}

function didNotStart(detail: string): EngineError {
  return new EngineError(
    'transcriber-failed',
    `Speech recognition did not start: ${detail}`,
    'Run `npm run -s sotto -- doctor`, or pick another speech model.',
  );
}

function durationMs(samples: Int16Array): number {
  return (samples.length / PIPELINE_RATE_HZ) * 1_000;
}
