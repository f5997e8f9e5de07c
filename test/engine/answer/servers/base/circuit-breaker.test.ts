import { expect, test } from 'vitest';
import { CircuitBreaker } from '../../../../../engine/answer/servers/base/circuit-breaker.ts';
import { RetryBudget } from '../../../../../engine/answer/servers/base/retry-budget.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';

const failure = new EngineError('model-server-failed', 'It failed.', 'Ask again.');

function openBreaker(clock: ManualClock): CircuitBreaker {
  const breaker = new CircuitBreaker(clock);
  for (let index = 0; index < 3; index += 1) {
    breaker.enter();
    breaker.fail(failure);
  }
  return breaker;
}

test('three failures in a row open the breaker; a success between them does not', () => {
  const breaker = new CircuitBreaker(new ManualClock());
  for (const outcome of ['fail', 'fail', 'succeed', 'fail', 'fail'] as const) {
    breaker.enter();
    if (outcome === 'fail') breaker.fail(failure);
    else breaker.succeed();
  }
  expect(breaker.state).toBe('closed');
  breaker.fail(failure);
  expect(breaker.state).toBe('open');
  expect(() => breaker.enter()).toThrow(/so Sotto waits 3 s before it tries again/);
});

test('after three seconds one probe is let through, and only one', async () => {
  const clock = new ManualClock();
  const breaker = openBreaker(clock);
  await clock.advance(3_000);
  expect(breaker.state).toBe('half-open');
  expect(breaker.enter()).toBe(true);
  expect(() => breaker.enter()).toThrow(/checking whether/);
  breaker.succeed();
  expect(breaker.state).toBe('closed');
});

test('a probe that fails opens the breaker again; one that was aborted lets the next try', async () => {
  const clock = new ManualClock();
  const breaker = openBreaker(clock);
  await clock.advance(3_000);
  breaker.enter();
  breaker.leave();
  breaker.enter();
  breaker.fail(failure);
  expect(breaker.state).toBe('open');
});

test('retries are bounded over all questions and come back with time', async () => {
  const clock = new ManualClock();
  const budget = new RetryBudget(clock);
  const take = (count: number) => Array.from({ length: count }, () => budget.take()).filter(Boolean).length;
  expect(take(100)).toBe(10);
  await clock.advance(9_000);
  expect(take(100)).toBe(3);
});

test('a call from before the breaker opened is not a probe, so its abort lets no second one through', async () => {
  const clock = new ManualClock();
  const breaker = new CircuitBreaker(clock);
  expect(breaker.enter()).toBe(false);
  for (let count = 0; count < 3; count += 1) breaker.fail(failure);
  await clock.advance(3_000);
  expect(breaker.enter()).toBe(true);
  expect(() => breaker.enter()).toThrow(/checking whether/);
});

test('an open breaker keeps the code of the failure and says when to ask again', async () => {
  const clock = new ManualClock();
  const breaker = openBreaker(clock);
  await clock.advance(1_500);
  expect(() => breaker.enter()).toThrow(
    expect.objectContaining({
      code: 'model-server-failed',
      message: 'The model server failed 3 times in a row, so Sotto waits 2 s before it tries again.',
      remedy: 'Ask again in 2 s.',
      cause: failure,
    }) as Error,
  );
});
