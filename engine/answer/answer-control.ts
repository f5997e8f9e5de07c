/** Counters since start; those of speculation show its gain and its waste. */
export interface AnswerCounters {
  askedCount: number;
  liveCount: number;
  cachedCount: number;
  speculatedCount: number;
  /** Cached answers by how the wording matched, those that were stale, and lookups without a hit. */
  cacheExactCount: number;
  cacheSortedCount: number;
  cacheStaleCount: number;
  cacheMissCount: number;
  supersededCount: number;
  failedCount: number;
  /** Failed answers because the model did not fit into memory. */
  outOfMemoryCount: number;
  prefillCount: number;
  prewarmedCount: number;
  speculationStartedCount: number;
  /** Started for a text that turned out not to be asked. */
  speculationWastedCount: number;
  speculationWastedTokenCount: number;
  /** Model time that passed before the question was even asked, summed over released speculations. */
  speculationHiddenMs: number;
}

/** How others control `answerQuestions` while it runs. */
export interface AnswerHandlers {
  cancel(): void;
  prefill(): void;
  forget(): void;
  firstBullet(): Promise<void> | undefined;
}

export interface AnswerControl extends AnswerHandlers {
  /** Ends the running answer upstream; what was shown stays. */
  cancel(): void;
  /** The call continues: background work stops, and the known part of the next prompt is prefilled. */
  prefill(): void;
  /** Stops all work on what was asked, expected or shown so far, so that none of it is kept. */
  forget(): void;
  /**
   * Settles when the answer that a model of this machine is writing shows its first words, or is over; undefined
   * when none is awaited.
   */
  firstBullet(): Promise<void> | undefined;
  readonly counters: AnswerCounters;
  /** For `answerQuestions` alone. @returns a function that disconnects. */
  connect(handlers: AnswerHandlers): () => void;
}

export function createAnswerControl(): AnswerControl {
  let handlers: AnswerHandlers | undefined;
  return {
    cancel: () => handlers?.cancel(),
    prefill: () => handlers?.prefill(),
    forget: () => handlers?.forget(),
    firstBullet: () => handlers?.firstBullet(),
    counters: {
      askedCount: 0,
      liveCount: 0,
      cachedCount: 0,
      speculatedCount: 0,
      cacheExactCount: 0,
      cacheSortedCount: 0,
      cacheStaleCount: 0,
      cacheMissCount: 0,
      supersededCount: 0,
      failedCount: 0,
      outOfMemoryCount: 0,
      prefillCount: 0,
      prewarmedCount: 0,
      speculationStartedCount: 0,
      speculationWastedCount: 0,
      speculationWastedTokenCount: 0,
      speculationHiddenMs: 0,
    },
    connect(connected) {
      handlers = connected;
      return () => {
        if (handlers === connected) handlers = undefined;
      };
    },
  };
}
