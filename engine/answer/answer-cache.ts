import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { readCacheFile, removeCacheFile, writeCacheFile, type CacheEntry } from './answer-cache-file.ts';
import { questionForm, type QuestionForm } from '../wording/question-form.ts';

/** Answers are shared only between questions that were asked under the same conditions. */
export interface CacheSpace {
  readonly modelId: string;
  readonly templateHash: string;
  readonly contextHash: string;
  readonly language: string;
}

export interface CacheableQuestion {
  readonly text: string;
  /** The earlier question that this one leans on; both together are the key then. */
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

export interface CacheCounters {
  readonly exactCount: number;
  readonly sortedCount: number;
  readonly nearCount: number;
  /** Hits that were stale, of any rung. */
  readonly staleCount: number;
  readonly missCount: number;
}

export interface AnswerCache extends AsyncDisposable {
  /** Equal keys are the same question under the same conditions. */
  keyOf(space: CacheSpace, question: CacheableQuestion): string;
  /**
   * Takes microseconds and counts.
   * @param freshMs age up to which an answer is fresh; up to twice that it is stale, then gone.
   */
  lookup(space: CacheSpace, question: CacheableQuestion, freshMs: number): CacheHit | undefined;
  /** Whether an answer is there, fresh; counts nothing. */
  has(space: CacheSpace, question: CacheableQuestion, freshMs: number): boolean;
  /** Keeps a complete answer. A question that leans on what was said, without its antecedent, is not kept. */
  put(
    space: CacheSpace,
    question: CacheableQuestion,
    answer: { readonly bullets: readonly string[]; readonly model: string },
  ): void;
  /** Wordings that were asked most often, under any conditions. */
  frequentQuestions(maxCount: number): readonly string[];
  readonly counters: CacheCounters;
  readonly entryCount: number;
  /** Writes what changed. @throws the file system's error. */
  flush(): Promise<void>;
  /** Forgets everything, on disk too. */
  clear(): Promise<void>;
}

export interface CacheLimits {
  readonly maxEntryCount: number;
  readonly maxBytes: number;
}

export const DEFAULT_CACHE_LIMITS: CacheLimits = { maxEntryCount: 5_000, maxBytes: 8 * 1024 * 1024 };

/** Changes are written this long after the first of them: a crash loses no more. */
const WRITE_DELAY_MS = 1_500;
const MAX_FORM_COUNT = 4_096;

/**
 * @param deps.path where answers outlive the process; undefined keeps them in memory only.
 * Never throws for an unreadable file: that one is set aside.
 */
export async function openAnswerCache(deps: {
  readonly path: string | undefined;
  /** May answers be written to disk now? Always, when left out. */
  readonly mayWrite?: () => boolean;
  readonly limits: CacheLimits;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<AnswerCache> {
  const { path, mayWrite = () => true, limits, clock, log } = deps;
  const forms = new LRUCache<string, QuestionForm>({ max: MAX_FORM_COUNT });
  const counts = { exactCount: 0, sortedCount: 0, nearCount: 0, staleCount: 0, missCount: 0 };
  /** Lenient keys to exact ones: the newest entry of that form. */
  const exactKeyBySorted = new Map<string, string>();
  const exactKeyByNear = new Map<string, string>();
  const entries = new LRUCache<string, CacheEntry>({
    max: limits.maxEntryCount,
    maxSize: limits.maxBytes,
    sizeCalculation: entryBytes,
    dispose: unlink,
  });
  let isChanged = false;
  let writing: Promise<void> = Promise.resolve();
  let waitingToWrite: AbortController | undefined;

  if (path !== undefined) for (const entry of await readCacheFile(path, log)) link(entry);

  function link(entry: CacheEntry): void {
    entries.set(entry.keys.exact, entry);
    exactKeyBySorted.set(entry.keys.sorted, entry.keys.exact);
    if (entry.keys.near !== undefined) exactKeyByNear.set(entry.keys.near, entry.keys.exact);
  }

  function unlink({ keys }: CacheEntry): void {
    if (exactKeyBySorted.get(keys.sorted) === keys.exact) exactKeyBySorted.delete(keys.sorted);
    if (keys.near !== undefined && exactKeyByNear.get(keys.near) === keys.exact)
      exactKeyByNear.delete(keys.near);
  }

  function formOf(text: string): QuestionForm {
    const known = forms.get(text);
    if (known) return known;
    const form = questionForm(text);
    forms.set(text, form);
    return form;
  }

  function prefixOf(space: CacheSpace, { antecedent }: CacheableQuestion): string {
    const before = antecedent === undefined ? '' : formOf(antecedent).exactKey;
    return `${space.modelId}\n${space.templateHash}\n${space.contextHash}\n${space.language}\n${before}\n`;
  }

  /** What was said in a call answers questions of that call only; an antecedent has to stand by itself. */
  function isSelfContained({ text, antecedent }: CacheableQuestion): boolean {
    const { lean } = formOf(text);
    if (antecedent === undefined) return lean === 'nothing';
    return lean !== 'call' && formOf(antecedent).lean === 'nothing';
  }

  function find(
    space: CacheSpace,
    question: CacheableQuestion,
  ): { readonly entry: CacheEntry; readonly rung: CacheHit['rung'] } | undefined {
    if (!isSelfContained(question)) return undefined;
    const prefix = prefixOf(space, question);
    const form = formOf(question.text);
    const exact = entries.get(prefix + form.exactKey);
    if (exact) return { entry: exact, rung: 'exact' };
    const sorted = entries.get(exactKeyBySorted.get(prefix + form.sortedKey) ?? '');
    if (sorted) return { entry: sorted, rung: 'sorted' };
    const near =
      form.nearKey === undefined ? undefined : entries.get(exactKeyByNear.get(prefix + form.nearKey) ?? '');
    return near && { entry: near, rung: 'near' };
  }

  function scheduleWrite(): void {
    isChanged = true;
    if (path === undefined || !mayWrite() || waitingToWrite) return;
    const waiting = new AbortController();
    waitingToWrite = waiting;
    void clock
      .sleep(WRITE_DELAY_MS, waiting.signal)
      .then(flush)
      .catch((error: unknown) => {
        if (!waiting.signal.aborted) log.warn('The answer cache could not be written.', { error });
      });
  }

  function flush(): Promise<void> {
    waitingToWrite?.abort();
    waitingToWrite = undefined;
    if (path === undefined || !mayWrite() || !isChanged) return writing;
    isChanged = false;
    const write = async (): Promise<void> => {
      try {
        await writeCacheFile(
          path,
          [...entries.rvalues()].filter((entry) => entry !== undefined),
        );
      } catch (error) {
        isChanged = true;
        throw error;
      }
    };
    writing = writing.catch(() => undefined).then(write);
    return writing;
  }

  return {
    keyOf: (space, question) => prefixOf(space, question) + formOf(question.text).exactKey,
    lookup(space, question, freshMs) {
      const found = find(space, question);
      const ageMs = found ? clock.wallMs() - found.entry.storedAtMs : Infinity;
      if (!found || ageMs > 2 * freshMs) {
        counts.missCount += 1;
        return undefined;
      }
      const { entry, rung } = found;
      const isStale = ageMs > freshMs;
      counts[`${rung}Count`] += 1;
      if (isStale) counts.staleCount += 1;
      // Worth keeping, but not worth a write of its own.
      entry.askedCount += 1;
      isChanged = true;
      return { bullets: entry.bullets, model: entry.model, isStale, rung };
    },
    has(space, question, freshMs) {
      const found = find(space, question);
      return found !== undefined && clock.wallMs() - found.entry.storedAtMs <= freshMs;
    },
    put(space, question, { bullets, model }) {
      if (!isSelfContained(question)) return;
      const prefix = prefixOf(space, question);
      const form = formOf(question.text);
      const exact = prefix + form.exactKey;
      link({
        space: prefix,
        question: question.antecedent === undefined ? question.text : '',
        keys: {
          exact,
          sorted: prefix + form.sortedKey,
          ...(form.nearKey === undefined ? {} : { near: prefix + form.nearKey }),
        },
        bullets: [...bullets],
        model,
        storedAtMs: clock.wallMs(),
        askedCount: (entries.peek(exact)?.askedCount ?? 0) + 1,
      });
      scheduleWrite();
    },
    frequentQuestions(maxCount) {
      return [...entries.values()]
        .filter(({ question, askedCount }) => question !== '' && askedCount > 1)
        .toSorted((first, second) => second.askedCount - first.askedCount)
        .slice(0, maxCount)
        .map(({ question }) => question);
    },
    get counters() {
      return { ...counts };
    },
    get entryCount() {
      return entries.size;
    },
    flush,
    async clear() {
      entries.clear();
      forms.clear();
      waitingToWrite?.abort();
      waitingToWrite = undefined;
      isChanged = false;
      await writing.catch(() => undefined);
      if (path !== undefined) await removeCacheFile(path);
    },
    [Symbol.asyncDispose]: () => flush(),
  };
}

/** Strings take up to two bytes a character; the rest is bookkeeping. */
function entryBytes(entry: CacheEntry): number {
  const { keys, bullets, question, space, model } = entry;
  const characterCount =
    keys.exact.length * 2 +
    keys.sorted.length * 2 +
    (keys.near?.length ?? 0) * 2 +
    question.length +
    space.length +
    model.length;
  return 2 * (characterCount + bullets.join('').length) + 400;
}
