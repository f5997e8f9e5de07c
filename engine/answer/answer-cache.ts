import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { questionForm } from './question-form.ts';

/** Answers are shared only between questions that were asked under the same conditions. */
export interface CacheSpace {
  readonly modelId: string;
  readonly templateHash: string;
  readonly contextHash: string;
  readonly language: string;
}

export interface CacheableQuestion {
  readonly text: string;
  readonly antecedent?: string;
}

export interface CacheHit {
  readonly bullets: readonly string[];
  /** Name of the model that answered, to show. */
  readonly model: string;
  /** Older than asked for, but not yet worthless: show it and refresh it. */
  readonly isStale: boolean;
  readonly rung: 'exact' | 'sorted' | 'near';
}

export interface AnswerCache {
  /** Equal keys are the same question under the same conditions. */
  keyOf(space: CacheSpace, question: CacheableQuestion): string;
  lookup(space: CacheSpace, question: CacheableQuestion, freshMs: number): CacheHit | undefined;
  put(
    space: CacheSpace,
    question: CacheableQuestion,
    answer: { readonly bullets: readonly string[]; readonly model: string },
  ): void;
  clear(): void;
}

export interface CacheLimits {
  readonly maxEntryCount: number;
  readonly maxBytes: number;
}

interface CacheEntry {
  readonly question: CacheableQuestion;
  readonly bullets: readonly string[];
  readonly model: string;
  readonly storedAtMs: number;
}

export function openAnswerCache(deps: {
  readonly path: string | undefined;
  readonly limits: CacheLimits;
  readonly clock: Clock;
  readonly log: Logger;
}): AnswerCache {
  const entries = new LRUCache<string, CacheEntry>({
    max: deps.limits.maxEntryCount,
    maxSize: deps.limits.maxBytes,
    sizeCalculation: (entry, key) => 2 * (key.length + JSON.stringify(entry).length),
  });
  const keyOf: AnswerCache['keyOf'] = (space, question) =>
    [
      space.modelId,
      space.templateHash,
      space.contextHash,
      space.language,
      question.antecedent ? questionForm(question.antecedent).exactKey : '',
      questionForm(question.text).exactKey,
    ].join('\u0001');
  return {
    keyOf,
    lookup(space, question, freshMs) {
      const entry = entries.get(keyOf(space, question));
      if (!entry) return undefined;
      const ageMs = deps.clock.wallMs() - entry.storedAtMs;
      return { bullets: entry.bullets, model: entry.model, isStale: ageMs > freshMs, rung: 'exact' };
    },
    put(space, question, answer) {
      entries.set(keyOf(space, question), { question, ...answer, storedAtMs: deps.clock.wallMs() });
    },
    clear: () => entries.clear(),
  };
}
