import { setTimeout as sleep } from 'node:timers/promises';
import type { FakePace, RecordedPrompt } from './types.ts';

/** Options that are fixed when a model is loaded; another value means a reload. */
const LOAD_TIME_OPTIONS = [
  'num_ctx',
  'num_batch',
  'num_gpu',
  'main_gpu',
  'use_mmap',
  'num_thread',
  'draft_num_predict',
];

export interface LoadedModel {
  readonly name: string;
  readonly options: string;
  readonly contextTokenCount: number;
  /** Infinity for `keep_alive: -1`. */
  expiresAtMs: number;
  promptTokens: readonly string[];
}

/** The models in memory, the slots that generate, and what the slot remembers of the prompt before. */
export class ModelMemory {
  readonly prompts: RecordedPrompt[] = [];
  loadCount = 0;
  reloadCount = 0;
  activeCount = 0;
  #loaded = new Map<string, LoadedModel>();
  #waiting: (() => void)[] = [];
  #freeCount: number;
  readonly #maxQueueCount: number;
  readonly #pace: FakePace;

  constructor(parallelCount: number, maxQueueCount: number, pace: FakePace) {
    this.#freeCount = parallelCount;
    this.#maxQueueCount = maxQueueCount;
    this.#pace = pace;
  }

  list(): readonly LoadedModel[] {
    const nowMs = Date.now();
    for (const model of this.#loaded.values()) {
      if (model.expiresAtMs <= nowMs) this.#loaded.delete(model.name);
    }
    return [...this.#loaded.values()];
  }

  unload(name?: string): void {
    if (name === undefined) this.#loaded.clear();
    else this.#loaded.delete(name);
  }

  /** @returns a release function, or undefined when too many wait. */
  async acquire(gone: AbortSignal): Promise<((lagMs: number) => void) | undefined> {
    if (this.#freeCount === 0) {
      if (this.#waiting.length >= this.#maxQueueCount) return undefined;
      this.activeCount += 1;
      await this.#wait(gone);
    } else {
      this.#freeCount -= 1;
      this.activeCount += 1;
    }
    return (lagMs) => {
      if (lagMs > 0) setTimeout(() => this.#release(), lagMs).unref();
      else this.#release();
    };
  }

  /** Waits as long as a cold load takes when the model is not loaded with these options. */
  async load(
    name: string,
    options: Readonly<Record<string, unknown>>,
    keepAlive: unknown,
    gone: AbortSignal,
  ): Promise<{ readonly model: LoadedModel; readonly loadMs: number }> {
    const wanted = JSON.stringify(LOAD_TIME_OPTIONS.map((key) => options[key] ?? null));
    const present = this.list().find((model) => model.name === name);
    const expiresAtMs = Date.now() + keepAliveMs(keepAlive);
    if (present?.options === wanted) {
      present.expiresAtMs = expiresAtMs;
      return { model: present, loadMs: 0 };
    }
    if (present) this.reloadCount += 1;
    else this.loadCount += 1;
    await sleep(this.#pace.loadDelayMs, undefined, { signal: gone });
    const model = {
      name,
      options: wanted,
      contextTokenCount: typeof options['num_ctx'] === 'number' ? options['num_ctx'] : 4_096,
      expiresAtMs,
      promptTokens: [],
    };
    this.#loaded.set(name, model);
    return { model, loadMs: this.#pace.loadDelayMs };
  }

  /** Puts a prompt in the slot. @returns how many of its tokens had to be evaluated. */
  evaluate(model: LoadedModel, promptTokens: readonly string[]): number {
    const before = model.promptTokens;
    let reusedTokenCount = 0;
    // The last token is always evaluated again, as llama.cpp does.
    while (
      reusedTokenCount < promptTokens.length - 1 &&
      promptTokens[reusedTokenCount] === before[reusedTokenCount]
    ) {
      reusedTokenCount += 1;
    }
    model.promptTokens = promptTokens;
    this.prompts.push({ model: model.name, tokenCount: promptTokens.length, reusedTokenCount });
    if (this.prompts.length > 5_000) this.prompts.shift();
    return promptTokens.length - reusedTokenCount;
  }

  #wait(gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        gone.removeEventListener('abort', onGone);
        resolve();
      };
      const onGone = (): void => {
        this.#waiting = this.#waiting.filter((waiter) => waiter !== grant);
        this.activeCount -= 1;
        reject(gone.reason);
      };
      gone.addEventListener('abort', onGone, { once: true });
      this.#waiting.push(grant);
    });
  }

  #release(): void {
    this.activeCount -= 1;
    const next = this.#waiting.shift();
    if (next) next();
    else this.#freeCount += 1;
  }
}

/** Accepts what Ollama accepts: seconds as a number, or `"5m"`; negative means for good. */
function keepAliveMs(keepAlive: unknown): number {
  if (typeof keepAlive === 'number') return keepAlive < 0 ? Infinity : keepAlive * 1_000;
  const match = typeof keepAlive === 'string' ? /^(-?\d+)(ms|s|m|h)?$/.exec(keepAlive) : null;
  if (!match) return 5 * 60_000;
  const count = Number(match[1]);
  const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1_000;
  return count < 0 ? Infinity : count * unitMs;
}
