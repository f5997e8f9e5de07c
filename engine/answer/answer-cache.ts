import { logFailure, runLater } from '../base/background.ts';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { createQueue } from '../base/queue.ts';
import {
  readCacheFile,
  removeCacheFile,
  removeUnreadable,
  writeCacheFile,
  type CacheEntry,
} from './answer-cache-file.ts';
import { isSelfContained, questionForm, type QuestionForm } from '../wording/same-question.ts';

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

export interface CacheableAnswer {
  readonly bullets: readonly string[];
  readonly model: string;
  /** The call whose words the model was given: its answer is kept for that call alone, and never on the disk. */
  readonly callIndex?: number | undefined;
}

export interface CacheHit {
  readonly bullets: readonly string[];
  /** Display name of the model that answered. */
  readonly model: string;
  /** Older than asked for, but still usable: show it and refresh it. */
  readonly isStale: boolean;
  readonly rung: 'exact' | 'sorted';
}

export interface AnswerCache extends AsyncDisposable {
  /** Equal keys are the same question under the same conditions. */
  keyOf(space: CacheSpace, question: CacheableQuestion): string;
  /**
   * Takes microseconds.
   * @param freshMs age up to which an answer is fresh; up to twice that it is stale, then gone.
   */
  lookup(space: CacheSpace, question: CacheableQuestion, freshMs: number): CacheHit | undefined;
  /** Whether there is a fresh answer; does not count as asking for it. */
  has(space: CacheSpace, question: CacheableQuestion, freshMs: number): boolean;
  /** Of the call that is heard now. */
  readonly callIndex: number;
  /** Keeps a complete answer. A question that leans on what was said, without its antecedent, is not kept. */
  put(space: CacheSpace, question: CacheableQuestion, answer: CacheableAnswer): void;
  /** Another call begins: what was answered with words of the last one is forgotten. */
  startCall(): void;
  /** Wordings that were asked most often, under any conditions. */
  frequentQuestions(maxCount: number): readonly string[];
  readonly entryCount: number;
  /** Writes what changed. @throws the file system's error. */
  flush(): Promise<void>;
  /** Forgets everything, on disk too. */
  clear(): Promise<void>;
  /** Forgets what was answered before then, on disk too. @throws the file system's error. */
  deleteBefore(wallMs: number): Promise<void>;
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
export async function openAnswerCache(deps: AnswerCacheDeps): Promise<AnswerCache> {
  const kept = deps.path === undefined ? [] : await readCacheFile(deps.path, deps.log);
  return new FormCache(deps, kept);
}

interface AnswerCacheDeps {
  readonly path: string | undefined;
  /** May answers be written to disk now? Always, when left out. */
  readonly mayWrite?: () => boolean;
  readonly limits: CacheLimits;
  readonly clock: Clock;
  readonly log: Logger;
}

class FormCache implements AnswerCache {
  readonly #deps: AnswerCacheDeps;
  readonly #forms = new LRUCache<string, QuestionForm>({ max: MAX_FORM_COUNT });
  /** Sorted keys to exact ones: the newest entry of that form. */
  readonly #exactKeyBySorted = new Map<string, string>();
  readonly #entries: LRUCache<string, CacheEntry>;
  /** Exact keys of what was answered with words of the call. */
  readonly #keysOfCall = new Set<string>();
  callIndex = 0;
  #isChanged = false;
  readonly #writes = createQueue();
  #waitingToWrite: AbortController | undefined;

  constructor(deps: AnswerCacheDeps, kept: readonly CacheEntry[]) {
    this.#deps = deps;
    this.#entries = new LRUCache<string, CacheEntry>({
      max: deps.limits.maxEntryCount,
      maxSize: deps.limits.maxBytes,
      sizeCalculation: entryBytes,
      dispose: (entry) => this.#unlink(entry),
    });
    for (const entry of kept) this.#link(entry);
  }

  keyOf(space: CacheSpace, question: CacheableQuestion): string {
    return this.#prefixOf(space, question) + this.#formOf(question.text).exactKey;
  }

  lookup(space: CacheSpace, question: CacheableQuestion, freshMs: number): CacheHit | undefined {
    const found = this.#find(space, question);
    const ageMs = found ? this.#deps.clock.wallMs() - found.entry.storedAtMs : Infinity;
    if (!found || ageMs > 2 * freshMs) return undefined;
    const { entry, rung } = found;
    // Worth keeping, but not worth a separate write.
    entry.askedCount += 1;
    this.#isChanged = true;
    return { bullets: entry.bullets, model: entry.model, isStale: ageMs > freshMs, rung };
  }

  has(space: CacheSpace, question: CacheableQuestion, freshMs: number): boolean {
    const found = this.#find(space, question);
    return found !== undefined && this.#deps.clock.wallMs() - found.entry.storedAtMs <= freshMs;
  }

  put(space: CacheSpace, question: CacheableQuestion, answer: CacheableAnswer): void {
    const { bullets, model, callIndex } = answer;
    const isOfOtherCall = callIndex !== undefined && callIndex !== this.callIndex;
    if (isOfOtherCall || !this.#isSelfContained(question)) return;
    const prefix = this.#prefixOf(space, question);
    const form = this.#formOf(question.text);
    const exact = prefix + form.exactKey;
    this.#link({
      space: prefix,
      question: question.antecedent === undefined ? question.text : '',
      keys: {
        exact,
        sorted: prefix + form.sortedKey,
      },
      bullets: [...bullets],
      model,
      storedAtMs: this.#deps.clock.wallMs(),
      askedCount: (this.#entries.peek(exact)?.askedCount ?? 0) + 1,
    });
    if (callIndex !== undefined) this.#keysOfCall.add(exact);
    this.#scheduleWrite();
  }

  startCall(): void {
    this.callIndex += 1;
    for (const exact of this.#keysOfCall) this.#entries.delete(exact);
  }

  frequentQuestions(maxCount: number): readonly string[] {
    return [...this.#entries.values()]
      .filter(({ question, askedCount }) => question !== '' && askedCount > 1)
      .toSorted((first, second) => second.askedCount - first.askedCount)
      .slice(0, maxCount)
      .map(({ question }) => question);
  }

  get entryCount(): number {
    return this.#entries.size;
  }

  flush(): Promise<void> {
    this.#cancelWrite();
    const { path } = this.#deps;
    if (path === undefined) return Promise.resolve();
    return this.#writes.add(async () => {
      if (!this.#mayWrite() || !this.#isChanged) return;
      this.#isChanged = false;
      try {
        await writeCacheFile(
          path,
          [...this.#entries.rvalues()]
            .filter((entry) => entry !== undefined)
            .filter(({ keys }) => !this.#keysOfCall.has(keys.exact)),
        );
      } catch (error) {
        this.#isChanged = true;
        throw error;
      }
    });
  }

  async clear(): Promise<void> {
    this.#entries.clear();
    this.#forms.clear();
    this.#cancelWrite();
    this.#isChanged = false;
    const { path } = this.#deps;
    if (path !== undefined) await this.#writes.add(() => removeCacheFile(path));
  }

  async deleteBefore(wallMs: number): Promise<void> {
    const { path } = this.#deps;
    if (path !== undefined) await this.#writes.add(() => removeUnreadable(path, wallMs));
    const old = [...this.#entries.values()].filter(({ storedAtMs }) => storedAtMs < wallMs);
    for (const { keys } of old) this.#entries.delete(keys.exact);
    this.#isChanged ||= old.length > 0;
    // Also where nothing is old: what a write failed to remove is still on the disk.
    await this.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.flush();
  }

  #find(
    space: CacheSpace,
    question: CacheableQuestion,
  ): { readonly entry: CacheEntry; readonly rung: CacheHit['rung'] } | undefined {
    if (!this.#isSelfContained(question)) return undefined;
    const prefix = this.#prefixOf(space, question);
    const form = this.#formOf(question.text);
    const exact = this.#entries.get(prefix + form.exactKey);
    if (exact) return { entry: exact, rung: 'exact' };
    const sorted = this.#entries.get(this.#exactKeyBySorted.get(prefix + form.sortedKey) ?? '');
    return sorted && { entry: sorted, rung: 'sorted' };
  }

  #isSelfContained({ text, antecedent }: CacheableQuestion): boolean {
    return isSelfContained(
      this.#formOf(text),
      antecedent === undefined ? undefined : this.#formOf(antecedent),
    );
  }

  #prefixOf(space: CacheSpace, { antecedent }: CacheableQuestion): string {
    const before = antecedent === undefined ? '' : this.#formOf(antecedent).exactKey;
    return `${space.modelId}\n${space.templateHash}\n${space.contextHash}\n${space.language}\n${before}\n`;
  }

  #formOf(text: string): QuestionForm {
    const known = this.#forms.get(text);
    if (known) return known;
    const form = questionForm(text);
    this.#forms.set(text, form);
    return form;
  }

  #link(entry: CacheEntry): void {
    this.#entries.set(entry.keys.exact, entry);
    this.#exactKeyBySorted.set(entry.keys.sorted, entry.keys.exact);
  }

  #unlink({ keys }: CacheEntry): void {
    this.#keysOfCall.delete(keys.exact);
    if (this.#exactKeyBySorted.get(keys.sorted) === keys.exact) this.#exactKeyBySorted.delete(keys.sorted);
  }

  #scheduleWrite(): void {
    this.#isChanged = true;
    const { path, clock, log } = this.#deps;
    if (path === undefined || !this.#mayWrite() || this.#waitingToWrite) return;
    const waiting = new AbortController();
    this.#waitingToWrite = waiting;
    const onFailure = logFailure(log, 'write the answer cache');
    runLater(WRITE_DELAY_MS, () => this.flush(), { clock, onFailure }, waiting.signal);
  }

  #cancelWrite(): void {
    this.#waitingToWrite?.abort();
    this.#waitingToWrite = undefined;
  }

  #mayWrite(): boolean {
    return this.#deps.mayWrite?.() ?? true;
  }
}

/** Strings take up to two bytes a character; the rest is bookkeeping. */
function entryBytes(entry: CacheEntry): number {
  const { keys, bullets, question, space, model } = entry;
  const characterCount =
    keys.exact.length * 2 + keys.sorted.length * 2 + question.length + space.length + model.length;
  return 2 * (characterCount + bullets.join('').length) + 400;
}
