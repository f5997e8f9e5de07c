import { expect, test } from 'vitest';
import type { ChatDelta } from '../../../../../engine/answer/servers/base/chat-model.ts';
import { CircuitBreaker } from '../../../../../engine/answer/servers/base/circuit-breaker.ts';
import { chatResiliently } from '../../../../../engine/answer/servers/base/resilient-chat.ts';
import { RetryBudget } from '../../../../../engine/answer/servers/base/retry-budget.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { outcomeOf } from '../ask-model.ts';

/** Time passes by itself, and every wait is written down. */
class WaitingClock extends ManualClock {
  readonly waitsMs: number[] = [];

  override async sleep(durationMs: number): Promise<void> {
    this.waitsMs.push(durationMs);
    await Promise.resolve();
  }
}

// An async generator, as `attempt` has to be, that fails before it yields.
// oxlint-disable-next-line require-yield
async function* busy(): AsyncGenerator<never, void, undefined> {
  await Promise.resolve();
  throw new EngineError('model-server-busy', 'The model server is busy.', 'Try again in a moment.');
}

async function askBusy(clock: WaitingClock, budget: RetryBudget): Promise<number> {
  let tryCount = 0;
  const attempt = () => {
    tryCount += 1;
    return busy();
  };
  const deps = { breaker: new CircuitBreaker(clock), budget, clock, modelName: 'toy' };
  const outcome = await outcomeOf(chatResiliently(attempt, false, deps, new AbortController().signal));
  expect(outcome.error?.code).toBe('model-server-busy');
  return tryCount;
}

test('6: waits double and are jittered by half, so that many clients do not come back together', async () => {
  const clock = new WaitingClock();
  for (let round = 0; round < 200; round += 1) expect(await askBusy(clock, new RetryBudget(clock))).toBe(3);
  for (const [which, baseMs] of [150, 300].entries()) {
    const waitsMs = clock.waitsMs.filter((_, index) => index % 2 === which);
    expect(waitsMs).toHaveLength(200);
    expect(Math.min(...waitsMs)).toBeGreaterThanOrEqual(0.5 * baseMs);
    expect(Math.max(...waitsMs)).toBeLessThan(1.5 * baseMs);
    // 200 even draws leave neither sixth of the range empty, but for one time in 10^15.
    expect(Math.min(...waitsMs)).toBeLessThan((4 / 6) * baseMs);
    expect(Math.max(...waitsMs)).toBeGreaterThan((8 / 6) * baseMs);
  }
});

test('6: tries of all questions together stay inside one budget', async () => {
  const clock = new WaitingClock();
  const budget = new RetryBudget(clock);
  const tryCounts = [];
  for (let question = 0; question < 7; question += 1) tryCounts.push(await askBusy(clock, budget));
  // Ten tries more than one each.
  expect(tryCounts).toEqual([3, 3, 3, 3, 3, 1, 1]);
});

test('an answer that broke off after its first words is not asked again', async () => {
  const clock = new WaitingClock();
  let tryCount = 0;
  const attempt = async function* (): AsyncGenerator<ChatDelta, void, undefined> {
    tryCount += 1;
    yield await Promise.resolve({ type: 'content', text: '- A first' } as const);
    throw new EngineError('model-server-failed', 'The connection broke off.', 'Ask again.');
  };
  const deps = {
    breaker: new CircuitBreaker(clock),
    budget: new RetryBudget(clock),
    clock,
    modelName: 'toy',
  };
  const outcome = await outcomeOf(chatResiliently(attempt, false, deps, new AbortController().signal));
  expect([tryCount, outcome.text, outcome.error?.code]).toEqual([1, '- A first', 'model-server-failed']);
});

test.each([
  { name: 'a second', retryAfterMs: 1_000, waitMs: 1_000 },
  { name: 'hours', retryAfterMs: 9_999_000, waitMs: 3_000 },
])('7: a server that asks to wait for $name is given $waitMs ms', async ({ retryAfterMs, waitMs }) => {
  const clock = new WaitingClock();
  // oxlint-disable-next-line require-yield
  const attempt = async function* (): AsyncGenerator<never, void, undefined> {
    await Promise.resolve();
    throw new EngineError('model-server-busy', 'The model server is busy.', 'Try again in a moment.', {
      cause: { status: 429, retryAfterMs },
    });
  };
  const deps = {
    breaker: new CircuitBreaker(clock),
    budget: new RetryBudget(clock),
    clock,
    modelName: 'toy',
  };
  await outcomeOf(chatResiliently(attempt, false, deps, new AbortController().signal));
  expect(clock.waitsMs).toEqual([waitMs, waitMs]);
});
