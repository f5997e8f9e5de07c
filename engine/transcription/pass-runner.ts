import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { Semaphore, type Permit } from '../base/semaphore.ts';
import type { ModelVariant, SpeechProcessReply } from './speech-process-messages.ts';
import type { SpawnSpeechProcess } from './spawn-speech-process.ts';
import type { SpareRoom } from './spare-process.ts';
import { SpeechProcessSupervisor, type GpuFailure } from './speech-process-supervisor.ts';
import { doesStopPay } from './stop-pays.ts';
import type { Recognition } from './transcriber.ts';
import { watchForHang } from './hang-watch.ts';
import type { LoadedVariant, WatchedProcessDeps } from './watched-process.ts';

/** Counters since the start. */
export interface PassMeasurements {
  readonly passCount: number;
  /** Passes that were run again because the process had been lost. */
  readonly replayedPassCount: number;
  /** Passes whose result nobody wanted any more, and how many of them were stopped by ending the process. */
  readonly abandonedPassCount: number;
  readonly killedPassCount: number;
  /** Processes that followed another one, and how many of them were the loaded spare. */
  readonly restartCount: number;
  readonly promotedSpareCount: number;
  readonly isSpareReady: boolean;
  readonly waitingPassCount: number;
  readonly audioMs: number;
  readonly computeMs: number;
  /** What a pass of the whole model is expected to take now, and one of its twin. */
  readonly passMs: number;
  readonly twinPassMs: number;
  /** What the newest start of the process took, the model's load included. */
  readonly readyMs: number;
  readonly residentBytes: number;
}

export interface PassResult extends Recognition {
  /** What ran: the whole model too where the twin that was asked for is not loaded. */
  readonly variant: ModelVariant;
}

export interface PassRequest {
  readonly samples: Int16Array;
  readonly variant: ModelVariant;
  readonly language: string;
  readonly prompt: string;
  /** Final passes go first, checks only when nobody else wants the recognizer. */
  readonly urgency: 'final' | 'partial' | 'check';
}

export interface PassRunnerDeps {
  readonly spawn: SpawnSpeechProcess;
  readonly entryPath: string;
  readonly modelPath: string;
  readonly twinPath: string | undefined;
  readonly useGpu: boolean;
  readonly threadCount: number;
  readonly memoryLimitBytes: number;
  /** Left out: asked of the system. */
  readonly readCpuMs?: WatchedProcessDeps['readCpuMs'];
  /** Left out: no spare process is kept. */
  readonly spareRoom?: SpareRoom | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onReady: () => void;
  readonly onRestart: () => void;
  readonly onDown: (error: EngineError) => void;
  /** The twin cannot be used: it does not load, or crashed. */
  readonly onTwinFailed: () => void;
}

interface Pass {
  readonly passIndex: number;
  readonly request: PassRequest;
  readonly settle: (outcome: PassResult | EngineError) => void;
  /** When it was last given to a process, and the model that runs it there. */
  sentMs: number;
  sentVariant: ModelVariant;
  /** The process that is there now has it. */
  isSent: boolean;
  lostCount: number;
  isAbandoned: boolean;
}

const URGENCIES: readonly PassRequest['urgency'][] = ['final', 'partial', 'check'];
const WAITING_LIMIT_COUNT = 64;
/** An utterance that takes the process down with it this often is not tried again. */
const MAX_LOST_COUNT = 2;
const DEADLINE_MS = 15_000;
const DEADLINE_PER_AUDIO_RATIO = 4;
/** Weight of the newest pass in the expected time. */
const NEWEST_PASS_RATIO = 0.3;

/** Runs one pass at a time in the speech process, through its crashes: the audio is kept until it is answered. */
export class PassRunner implements Disposable {
  readonly #deps: PassRunnerDeps;
  readonly #supervisor: SpeechProcessSupervisor;
  readonly #turnstile = new Semaphore({
    permitCount: 1,
    priorityCount: URGENCIES.length,
    queueLimitCount: WAITING_LIMIT_COUNT,
  });
  #opened = Promise.withResolvers<undefined>();
  #loaded: LoadedVariant | undefined;
  #downError: EngineError | undefined;
  #pass: Pass | undefined;
  #checkStop: AbortController | undefined;
  #nextPassIndex = 0;
  #readyMs = 0;
  readonly #expectedMs = new Map<ModelVariant, number>();
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

  get isTwinReady(): boolean {
    return this.#supervisor.isTwinReady;
  }

  /** Nothing runs, nobody waits, and no spare is being loaded. */
  get isIdle(): boolean {
    const { isReady, spare } = this.#supervisor;
    return isReady && this.#turnstile.heldCount === 0 && !spare?.isLoading;
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

  /** @throws EngineError 'transcriber-…' | 'backlog-full'; `signal.reason`. */
  async run(request: PassRequest, signal: AbortSignal): Promise<PassResult> {
    if (this.#turnstile.waitingCount >= WAITING_LIMIT_COUNT) throw backlogFull();
    if (request.urgency !== 'check') {
      this.#checkStop?.abort(new DOMException('Somebody speaks.', 'AbortError'));
      this.#stopAbandonedPassIfItPays(request.urgency);
    }
    const permit = await this.#turnstile.acquire(URGENCIES.indexOf(request.urgency), signal);
    if (signal.aborted || this.#downError) {
      permit.release();
      throw signal.aborted ? signal.reason : this.#downError;
    }
    return this.#runNow(request, permit, signal);
  }

  /** Runs a pass that any other one may end. */
  async check(request: Omit<PassRequest, 'urgency'>, signal: AbortSignal): Promise<PassResult> {
    const stop = new AbortController();
    this.#checkStop = stop;
    return await this.run({ ...request, urgency: 'check' }, AbortSignal.any([signal, stop.signal]));
  }

  measure(): PassMeasurements {
    const counts = this.#counts;
    return {
      passCount: counts.pass,
      replayedPassCount: counts.replayed,
      abandonedPassCount: counts.abandoned,
      killedPassCount: counts.killed,
      restartCount: this.#supervisor.restartCount,
      promotedSpareCount: this.#supervisor.promotedSpareCount,
      isSpareReady: this.#supervisor.spare?.isReady ?? false,
      waitingPassCount: this.#turnstile.waitingCount,
      audioMs: counts.audioMs,
      computeMs: counts.computeMs,
      passMs: this.#expectedMs.get('full') ?? 0,
      twinPassMs: this.#expectedMs.get('twin') ?? 0,
      readyMs: this.#readyMs,
      residentBytes: this.#supervisor.residentBytes,
    };
  }

  [Symbol.dispose](): void {
    this.#downError = new EngineError('transcriber-down', 'Speech recognition is closed.', 'Start it again.');
    this.#pass?.settle(this.#downError);
    this.#supervisor[Symbol.dispose]();
  }

  #runNow(request: PassRequest, permit: Permit, signal: AbortSignal): Promise<PassResult> {
    return new Promise((resolve, reject) => {
      const pass = this.#beginPass(request, permit, (outcome) => {
        signal.removeEventListener('abort', onAbort);
        if (outcome instanceof EngineError) reject(outcome);
        else resolve(outcome);
      });
      const onAbort = (): void => {
        pass.isAbandoned = true;
        this.#counts.abandoned += 1;
        reject(signal.reason);
        if (this.#turnstile.isWaiting(0)) this.#stopAbandonedPassIfItPays('final');
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#send(pass);
    });
  }

  #beginPass(
    request: PassRequest,
    permit: Permit,
    settle: (outcome: PassResult | EngineError) => void,
  ): Pass {
    const settled = new AbortController();
    const pass: Pass = {
      passIndex: (this.#nextPassIndex += 1),
      request,
      sentMs: this.#deps.clock.nowMs(),
      sentVariant: 'full',
      isSent: false,
      lostCount: 0,
      isAbandoned: false,
      settle: (outcome) => {
        settled.abort();
        this.#pass = undefined;
        settle(outcome);
        permit.release();
        if (this.#turnstile.heldCount === 0) this.#supervisor.spare?.noteIdle();
      },
    };
    this.#pass = pass;
    this.#supervisor.spare?.noteBusy();
    void this.#watchDeadline(pass, settled.signal);
    return pass;
  }

  /** Sends the pass to a ready process; while there is none, `#onServing` does it later. */
  #send(pass: Pass): void {
    if (!this.#supervisor.isReady) return;
    const { passIndex, request } = pass;
    const { samples, language, prompt } = request;
    const variant = this.#supervisor.isTwinReady ? request.variant : 'full';
    pass.sentMs = this.#deps.clock.nowMs();
    pass.sentVariant = variant;
    pass.isSent = true;
    this.#supervisor.send({ type: 'transcribe', passIndex, variant, samples, language, prompt });
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
    this.#supervisor.blamePass(pass.sentVariant);
    this.#supervisor.condemn('pass deadline exceeded');
  }

  /** The result of an abandoned pass is dropped; its process is ended only when that pays. */
  #stopAbandonedPassIfItPays(waiting: 'final' | 'partial'): void {
    const pass = this.#pass;
    const { isReady, spare } = this.#supervisor;
    if (!pass?.isAbandoned || !isReady) return;
    const expectedMs = this.#expectedMs.get(pass.sentVariant) ?? 0;
    const restMs = expectedMs - (this.#deps.clock.nowMs() - pass.sentMs);
    // Partial text can wait; the spare is kept for those who need their text now.
    const spareReloadMs = waiting === 'final' && spare?.isReady ? spare.reloadMs : undefined;
    if (!doesStopPay({ restMs, readyMs: this.#readyMs, spareReloadMs })) return;
    this.#counts.killed += 1;
    pass.settle({ text: '', computeMs: 0, variant: pass.sentVariant });
    this.#supervisor.replace();
  }

  #onServing(loaded: LoadedVariant, readyMs: number): void {
    this.#loaded = loaded;
    this.#readyMs = readyMs;
    if (loaded.warmPassMs !== undefined && !this.#expectedMs.has('full')) {
      this.#expectedMs.set('full', loaded.warmPassMs);
    }
    this.#opened.resolve(undefined);
    if (this.#pass) this.#send(this.#pass);
    else this.#supervisor.spare?.noteIdle();
  }

  #onReply(reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }): void {
    const pass = this.#pass;
    if (reply.passIndex !== pass?.passIndex) return;
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
    this.#count(pass, reply.computeMs);
    pass.settle({ text: reply.text, computeMs: reply.computeMs, variant: pass.sentVariant });
  }

  #count({ request: { samples }, sentVariant: variant }: Pass, computeMs: number): void {
    this.#counts.pass += 1;
    this.#counts.audioMs += durationMs(samples);
    this.#counts.computeMs += computeMs;
    const expectedMs = this.#expectedMs.get(variant) ?? computeMs;
    this.#expectedMs.set(variant, expectedMs + (computeMs - expectedMs) * NEWEST_PASS_RATIO);
  }

  #onLost(detail: string, error: EngineError | undefined): void {
    const pass = this.#pass;
    if (pass?.isSent) this.#supervisor.blamePass(pass.sentVariant);
    if (error) {
      this.#downError = error;
      this.#opened.reject(didNotStart(detail));
      // Nobody may be waiting for the first start any more.
      this.#opened.promise.catch(() => undefined);
      pass?.settle(error);
      this.#deps.onDown(error);
      return;
    }
    if (pass) this.#keepForReplay(pass);
  }

  #keepForReplay(pass: Pass): void {
    // A process that never had the pass was not ended by it.
    if (!pass.isSent && !pass.isAbandoned) return;
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
        'Ask again; if it stays, pick another speech model.',
      ),
    );
  }
}

function backlogFull(): EngineError {
  return new EngineError(
    'backlog-full',
    'Speech recognition cannot keep up.',
    'Wait a moment: the text comes later.',
  );
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
