import { inBackground, logFailure } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { SpeechSegment } from '../base/nouns.ts';
import type { KeptAudio, KeptUtterance } from './kept-audio.ts';
import type { Recognition } from './recognizers/base/transcriber.ts';

export interface LateTurnsDeps {
  readonly audio: KeptAudio;
  /** Runs a pass when no turn of now wants the recognizer. */
  readonly recognize: (segment: SpeechSegment, signal: AbortSignal) => Promise<Recognition>;
  /** So many turns wait for their text. */
  readonly onCount: (lateTurnCount: number) => void;
  /** The audio of one had to make room. */
  readonly onLost: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a turn does with its late text, or without it. */
export interface LateTurnOwner {
  readonly complete: (recognition: Recognition) => void;
  readonly giveUp: (error: EngineError) => void;
}

interface LateTurn extends LateTurnOwner {
  readonly facts: Omit<SpeechSegment, 'samples'>;
  audio: KeptUtterance;
  /** Failures while recognition worked for others: this utterance may be the cause. */
  failedCount: number;
  /** Successes of others that were there at its last failure. */
  seenSuccessCount: number;
  readonly settled: PromiseWithResolvers<void>;
}

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** An utterance on which recognition fails this often is not tried again. */
const MAX_FAILED_COUNT = 4;
/** Once no more speech comes, a recognizer that does not answer is waited for this long. */
const END_PATIENCE_MS = 30_000;
/** Failures that may be those of the utterance. */
const OWN_FAILURES: ReadonlySet<string> = new Set(['transcriber-failed', 'transcriber-timeout', 'internal']);
/** Failures that pass without anybody's help. */
const PASSING_FAILURES: ReadonlySet<string> = new Set([
  ...OWN_FAILURES,
  'transcriber-down',
  'backlog-full',
  'busy',
]);

/** Ended turns whose text could not be had at once: their audio is kept until the recognizer has time for it. */
export class LateTurns {
  readonly #deps: LateTurnsDeps;
  readonly #turns = new Set<LateTurn>();
  #retryMs = FIRST_RETRY_MS;
  #pause: AbortController | undefined;
  #isCatchingUp = false;
  #successCount = 0;
  /** When the source ended, or the newest success since. */
  #hopeAtMs: number | undefined;

  constructor(deps: LateTurnsDeps) {
    this.#deps = deps;
  }

  /** Settles when the turn has its text or is given up. */
  keep({ samples, ...facts }: SpeechSegment, owner: LateTurnOwner, signal: AbortSignal): Promise<void> {
    const turn: LateTurn = {
      ...owner,
      facts,
      audio: this.#deps.audio.keep(samples, () => this.#lose(turn)),
      failedCount: 0,
      seenSuccessCount: this.#successCount,
      settled: Promise.withResolvers<void>(),
    };
    this.#turns.add(turn);
    this.#deps.onCount(this.#turns.size);
    if (!this.#isCatchingUp) {
      inBackground(() => this.#catchUp(signal), logFailure(this.#deps.log, 'recognize late turns'));
    }
    return turn.settled.promise;
  }

  /** A pass succeeded, so the recognizer works: the pause after a failure is over. */
  retryNow(): void {
    this.#successCount += 1;
    this.#retryMs = FIRST_RETRY_MS;
    this.#pause?.abort();
  }

  /** No more speech comes: a recognizer that stays down is not waited for any longer than it may take to start. */
  end(): void {
    this.#hopeAtMs = this.#deps.clock.nowMs();
    this.#pause?.abort();
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    this.#isCatchingUp = true;
    try {
      for (let turn = this.#next(); turn && !signal.aborted; turn = this.#next())
        await this.#try(turn, signal);
    } finally {
      this.#isCatchingUp = false;
      // An abort ends the call: nobody reads what would come.
      for (const turn of this.#turns) this.#settle(turn);
    }
  }

  /** The one that was spoken first; those that have failed come after the others. */
  #next(): LateTurn | undefined {
    return [...this.#turns].toSorted(
      (left, right) =>
        left.failedCount - right.failedCount || left.facts.speechStartMs - right.facts.speechStartMs,
    )[0];
  }

  async #try(turn: LateTurn, signal: AbortSignal): Promise<void> {
    const { recognize, clock } = this.#deps;
    try {
      const samples = await turn.audio.read();
      const recognition = await recognize({ ...turn.facts, samples }, signal);
      if (this.#hopeAtMs !== undefined) this.#hopeAtMs = clock.nowMs();
      this.#settle(turn, () => turn.complete(recognition));
    } catch (error) {
      if (!signal.aborted) await this.#fail(turn, asEngineError(error), signal);
    }
  }

  async #fail(turn: LateTurn, error: EngineError, signal: AbortSignal): Promise<void> {
    const { log } = this.#deps;
    log.debug('a late pass failed', { error });
    if (OWN_FAILURES.has(error.code) && this.#successCount > turn.seenSuccessCount) turn.failedCount += 1;
    turn.seenSuccessCount = this.#successCount;
    const isHopeless = turn.failedCount >= MAX_FAILED_COUNT || this.#isOver(error);
    if (isHopeless) {
      log.warn('utterance not recognized', { error });
      this.#settle(turn, () => turn.giveUp(error));
      return;
    }
    await this.#rest(signal);
  }

  #isOver({ code }: EngineError): boolean {
    if (this.#hopeAtMs === undefined) return false;
    return !PASSING_FAILURES.has(code) || this.#deps.clock.nowMs() - this.#hopeAtMs > END_PATIENCE_MS;
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const pauseMs = this.#retryMs;
    this.#retryMs = Math.min(MAX_RETRY_MS, 2 * pauseMs);
    this.#pause = new AbortController();
    await this.#deps.clock
      .sleep(pauseMs, AbortSignal.any([signal, this.#pause.signal]))
      .catch(() => undefined);
    this.#pause = undefined;
  }

  #lose(turn: LateTurn): void {
    if (!this.#turns.has(turn)) return;
    this.#deps.onLost();
    const error = new EngineError(
      'backlog-full',
      'Speech recognition was too far behind: the oldest utterance is lost.',
      'Close other programs, or give this machine a rest.',
    );
    this.#settle(turn, () => turn.giveUp(error));
  }

  #settle(turn: LateTurn, report?: () => void): void {
    if (!this.#turns.delete(turn)) return;
    turn.audio.discard();
    report?.();
    this.#deps.onCount(this.#turns.size);
    turn.settled.resolve();
  }
}
