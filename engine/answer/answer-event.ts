import type { Answer } from '../base/nouns.ts';
import type { AnswerPath } from '../protocol/call-parts.ts';
import type { EngineError } from '../base/engine-error.ts';

export type WaitingReason =
  | 'loading-model'
  // The model has the request and has said nothing for a while.
  | 'first-token'
  | 'queued'
  | 'thinking'
  | 'retrying'
  | 'machine-busy';

/**
 * The events of answering one question: started, (waiting | extended)*, failed?, completed. Every asked
 * question gets exactly one `answer-started` and exactly one `answer-completed` (a stale one perhaps an
 * `answer-refreshed` later), and nothing of an older
 * question follows the `answer-started` of a newer one.
 */
export type AnswerEvent =
  | {
      readonly type: 'answer-started';
      readonly turnId: string;
      readonly question: string;
      readonly path: AnswerPath;
      /** Display name; '' when no model could be used. */
      readonly model: string;
      /** Only the user can know the answer. */
      readonly asksUser?: true;
      readonly atMs: number;
    }
  | {
      readonly type: 'answer-waiting';
      readonly turnId: string;
      readonly reason: WaitingReason;
      readonly elapsedMs: number;
      readonly atMs: number;
    }
  /** All bullets so far; the last one may still grow. */
  | {
      readonly type: 'answer-extended';
      readonly turnId: string;
      readonly bullets: readonly string[];
      readonly atMs: number;
    }
  | {
      readonly type: 'failed';
      readonly turnId: string;
      readonly error: EngineError;
      readonly atMs: number;
    }
  | {
      readonly type: 'answer-completed';
      readonly turnId: string;
      readonly answer: Answer;
      readonly timing: AnswerTiming;
      /** Shown from the cache although old; `answer-refreshed` follows if it can be answered again in time. */
      readonly isStale: boolean;
      readonly atMs: number;
    }
  /** New bullets for a stale answer; only while no newer question was asked. */
  | {
      readonly type: 'answer-refreshed';
      readonly turnId: string;
      readonly bullets: readonly string[];
      readonly atMs: number;
    };

/** Moments of one answer on the engine's monotonic clock; absent when they never came. */
export interface AnswerTiming {
  readonly askedAtMs: number;
  readonly requestedAtMs?: number;
  readonly firstTokenAtMs?: number;
  readonly firstBulletAtMs?: number;
  /** From `askedAtMs` to the end, and to the first bullet. */
  readonly latencyMs: number;
  readonly firstBulletMs: number | null;
}
