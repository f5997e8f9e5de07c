import { logFailure } from '../base/background.ts';
import { asEngineError } from '../base/engine-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { PassQueue } from './pass-queue.ts';
import type { PaceBook, PaceSubject, SpeechPace } from './speech-pace.ts';
import { createPaceDrift } from './pace-drift.ts';
import type { Recognition, Transcriber } from './recognizers/base/transcriber.ts';

/** Knows how fast the recognizer that runs is on this machine, and measures it when that is not known. */
export interface PaceKeeper extends Disposable {
  readonly current: SpeechPace | undefined;
  /** Another recognizer runs; undefined for one that does not compute here. Settles when its pace is known. */
  follow(subject: PaceSubject | undefined, transcriber: Transcriber): Promise<void>;
  /** Somebody speaks: nothing is measured until the call has been quiet for long. */
  noteSpeech(): void;
  /** A pass took so long: when many no longer fit the measured pace it is measured again. */
  observe(recognition: Recognition, audioMs: number): void;
}

export interface PaceKeeperDeps {
  readonly book: PaceBook;
  /** A measurement makes room for every pass in it. */
  readonly queue: PassQueue;
  readonly clock: Clock;
  readonly log: Logger;
  /** A pass runs or waits. */
  readonly isBusy: () => boolean;
  readonly onPace: () => void;
}

/** How long nothing else may have worked before a measurement. */
const QUIET_MS = 500;
/** A pass cannot be stopped, so in a call a measurement would delay the words that follow. */
const AFTER_SPEECH_MS = 30_000;

export function createPaceKeeper({ book, queue, clock, log, isBusy, onPace }: PaceKeeperDeps): PaceKeeper {
  let current: SpeechPace | undefined;
  let followed: { readonly subject: PaceSubject; readonly transcriber: Transcriber } | undefined;
  let end = new AbortController();
  const drift = createPaceDrift(() => current?.realTimeFactor, clock);

  let spokenAtMs: number | undefined;
  /** What a measurement waits for or works on. */
  let measuring: typeof followed;

  const measure = async (): Promise<void> => {
    const measured = followed;
    // Long calls ask again and again while one waits for their end.
    if (!measured || measuring === measured) return;
    measuring = measured;
    try {
      await measureWhenQuiet(measured, end.signal);
    } finally {
      if (measuring === measured) measuring = undefined;
    }
  };
  const measureWhenQuiet = async (
    { subject, transcriber }: NonNullable<typeof followed>,
    signal: AbortSignal,
  ): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(QUIET_MS, signal).catch(() => undefined);
      const hasJustSpoken = spokenAtMs !== undefined && clock.nowMs() - spokenAtMs < AFTER_SPEECH_MS;
      if (isBusy() || signal.aborted || hasJustSpoken) continue;
      const how = { mayReload: spokenAtMs === undefined };
      const measureNow = (stop: AbortSignal) => book.measure(subject, transcriber, how, stop);
      try {
        const pace = await queue.run('measurement', measureNow, signal);
        // The book may have been past its last pass when another recognizer took over.
        if (signal.aborted) return;
        current = pace;
        onPace();
        return;
      } catch (error) {
        if (hasMadeRoom(error)) continue;
        log.info('the pace of the recognizer was not measured', { code: asEngineError(error).code });
        return;
      }
    }
  };
  const stop = (): void => {
    end.abort(new DOMException('Another recognizer runs.', 'AbortError'));
    followed = undefined;
    current = undefined;
  };

  return {
    get current() {
      return current;
    },
    follow: async (subject, transcriber) => {
      stop();
      end = new AbortController();
      followed = subject && { subject, transcriber };
      const measured = followed;
      if (!measured) return;
      const known = await book.find(measured.subject).catch(() => undefined);
      if (followed !== measured) return;
      current = known;
      if (known) onPace();
      const hasTriedThreads = known?.threadCount !== undefined || transcriber.threads === undefined;
      if (!known || !hasTriedThreads) await measure();
    },
    noteSpeech: () => {
      spokenAtMs = clock.nowMs();
    },
    observe: ({ computeMs }, audioMs) => {
      if (drift.observe(computeMs, audioMs)) measure().catch(logFailure(log, 'measure the pace'));
    },
    [Symbol.dispose]: stop,
  };
}

/** A more urgent pass came. */
function hasMadeRoom(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
