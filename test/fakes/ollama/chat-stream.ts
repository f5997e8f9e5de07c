import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { BodyWriter } from './body-writer.ts';
import type { FakeFault, FakePace } from './types.ts';

export interface ChatPlan {
  readonly model: string;
  readonly answer: string;
  readonly thinkingTokenCount: number;
  readonly outputLimitCount: number;
  readonly isStreamed: boolean;
  readonly usage: Readonly<Record<string, number>>;
}

/** Words with the blanks before them; joined they are the text again. */
export function toTokens(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** Sends one answer, token by token at the pace asked for, and the faults that concern its lines. */
export async function sendChat(
  plan: ChatPlan,
  pace: FakePace,
  faults: readonly FakeFault[],
  body: BodyWriter,
  onToken: () => void,
  gone: AbortSignal,
): Promise<void> {
  const isEmpty = faults.find((fault) => fault.kind === 'empty');
  const all = isEmpty ? [] : toTokens(plan.answer);
  const tokens = all.slice(0, plan.outputLimitCount);
  const startedAtMs = performance.now();
  const done = (): Record<string, unknown> => ({
    ...head(plan.model),
    message: { role: 'assistant', content: plan.isStreamed ? '' : tokens.join('') },
    done: true,
    done_reason: isEmpty?.doneReason ?? (tokens.length < all.length ? 'length' : 'stop'),
    ...plan.usage,
    eval_count: tokens.length,
    eval_duration: Math.round((performance.now() - startedAtMs) * 1e6),
  });
  if (!plan.isStreamed) {
    await body.line(done());
    return;
  }
  const schedule = new Schedule(pace.tokensPerSecond, faults, gone);
  await sendThinking(plan, faults, body, schedule);
  const isEndless = faults.some((fault) => fault.kind === 'endless');
  const countLimit = isEndless ? Infinity : tokens.length;
  for (let index = 0; index < countLimit; index += 1) {
    if (await interrupt(faults, index, body)) return;
    await schedule.next();
    const content = isEndless ? (index % 8 === 0 ? '\n- more' : ' more') : tokens[index];
    await body.line({ ...head(plan.model), message: { role: 'assistant', content }, done: false });
    onToken();
  }
  if (await interrupt(faults, tokens.length, body)) return;
  await body.line(done());
  for (const fault of faults) {
    if (fault.kind !== 'after-done') continue;
    for (const line of fault.lines) await body.text(line);
  }
}

async function sendThinking(
  plan: ChatPlan,
  faults: readonly FakeFault[],
  body: BodyWriter,
  schedule: Schedule,
): Promise<void> {
  const isEndless = faults.some((fault) => fault.kind === 'endless-thinking');
  const countLimit = isEndless ? Infinity : plan.thinkingTokenCount;
  for (let index = 0; index < countLimit; index += 1) {
    await schedule.next();
    const message = { role: 'assistant', content: '', thinking: ' hm' };
    await body.line({ ...head(plan.model), message, done: false });
  }
}

/** @returns true when the stream ends here. */
async function interrupt(
  faults: readonly FakeFault[],
  sentTokenCount: number,
  body: BodyWriter,
): Promise<boolean> {
  for (const fault of faults) {
    if (!('afterTokenCount' in fault) || fault.afterTokenCount !== sentTokenCount) continue;
    if (fault.kind === 'insert-lines') {
      for (const line of fault.lines) await body.text(line);
      continue;
    }
    if (fault.kind === 'error-line') await body.line({ error: fault.text, status: fault.status });
    return true;
  }
  return false;
}

function head(model: string): Record<string, unknown> {
  return { model, created_at: new Date().toISOString() };
}

/** Tokens at a steady rate against an absolute plan, so that timer slack does not add up. */
class Schedule {
  #dueAtMs = performance.now();
  #count = 0;
  readonly #intervalMs: number;
  readonly #lossy: Extract<FakeFault, { kind: 'lossy' }> | undefined;
  readonly #gone: AbortSignal;

  constructor(tokensPerSecond: number, faults: readonly FakeFault[], gone: AbortSignal) {
    this.#intervalMs = 1_000 / tokensPerSecond;
    this.#lossy = faults.find((fault) => fault.kind === 'lossy');
    this.#gone = gone;
  }

  async next(): Promise<void> {
    this.#count += 1;
    if (this.#lossy && Math.random() < this.#lossy.lossRatio) {
      await sleep(this.#lossy.stallMs, undefined, { signal: this.#gone });
    }
    // Even an unpaced stream lets the loop breathe now and then, or nobody could abort it.
    if (this.#intervalMs === 0) {
      if (this.#count % 64 === 0) await nextTurn(undefined, { signal: this.#gone });
      return;
    }
    this.#dueAtMs += this.#intervalMs;
    const waitMs = this.#dueAtMs - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.#gone });
  }
}
