import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { Semaphore, type Permit } from '../../../engine/base/semaphore.ts';

const options = { permitCount: 1, priorityCount: 3, queueLimitCount: 100 };

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

/** Asks for a permit and writes `name` down when it comes. */
function enter(semaphore: Semaphore, priority: number, name: string, log: string[], held: Permit[]): void {
  void semaphore.acquire(priority).then((permit) => [log.push(name), held.push(permit)]);
}

test('the more urgent class is served first, and within a class the order is as chosen', async () => {
  const orders = {
    'oldest-first': ['holder', 'a', 'b', 'c', 'd'],
    'newest-first': ['holder', 'b', 'a', 'd', 'c'],
  };
  for (const order of ['oldest-first', 'newest-first'] as const) {
    const semaphore = new Semaphore({ ...options, order });
    const log: string[] = [];
    const held: Permit[] = [];
    enter(semaphore, 0, 'holder', log, held);
    enter(semaphore, 2, 'c', log, held);
    enter(semaphore, 1, 'a', log, held);
    enter(semaphore, 2, 'd', log, held);
    enter(semaphore, 1, 'b', log, held);
    for (let turn = 0; turn < 5; turn++) {
      await settle();
      held.pop()?.release();
    }
    expect(log).toEqual(orders[order]);
  }
});

test('a full queue refuses with a code, and reports who is waiting', async () => {
  const semaphore = new Semaphore({ ...options, queueLimitCount: 1 });
  const permit = await semaphore.acquire(0);
  const waiting = semaphore.acquire(1);
  await expect(semaphore.acquire(0)).rejects.toThrow(EngineError);
  expect([semaphore.isWaiting(0), semaphore.isWaiting(1), semaphore.waitingCount]).toEqual([false, true, 1]);
  permit.release();
  (await waiting).release();
  expect([semaphore.heldCount, semaphore.waitingCount]).toEqual([0, 0]);
});

test('an aborted waiter leaves the queue and gets the reason; a permit given back twice counts once', async () => {
  const semaphore = new Semaphore(options);
  const permit = await semaphore.acquire(0);
  const stopper = new AbortController();
  const waiting = semaphore.acquire(0, stopper.signal);
  stopper.abort(new Error('no longer wanted'));
  await expect(waiting).rejects.toThrow('no longer wanted');
  await expect(semaphore.acquire(0, stopper.signal)).rejects.toThrow('no longer wanted');
  permit.release();
  permit.release();
  expect(semaphore.tryAcquire()).toBeDefined();
  expect(semaphore.tryAcquire()).toBeUndefined();
});

test('a thousand waiters of ten thousand are aborted without a walk through the queue', async () => {
  const semaphore = new Semaphore({ ...options, queueLimitCount: 20_000 });
  const permit = await semaphore.acquire(0);
  const stoppers = Array.from({ length: 10_000 }, () => new AbortController());
  const waiting = stoppers.map((stopper, index) => semaphore.acquire(index % 3, stopper.signal));
  const rejected = Promise.allSettled(waiting);
  for (const stopper of stoppers) stopper.abort();
  expect(semaphore.waitingCount).toBe(0);
  expect((await rejected).every((result) => result.status === 'rejected')).toBe(true);
  permit.release();
  expect(semaphore.heldCount).toBe(0);
});

test('whatever is acquired, released and aborted, permits are never lost nor lent twice', async () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('acquire' as const), priority: fc.integer({ min: 0, max: 2 }) }),
    fc.record({ type: fc.constant('release' as const), which: fc.nat() }),
    fc.record({ type: fc.constant('abort' as const), which: fc.nat() }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { maxLength: 60 }),
      async (permitCount, steps) => {
        const semaphore = new Semaphore({ permitCount, priorityCount: 3, queueLimitCount: 10 });
        const held: Permit[] = [];
        const stoppers: AbortController[] = [];
        for (const action of steps) {
          if (action.type === 'acquire') {
            const stopper = new AbortController();
            stoppers.push(stopper);
            void semaphore.acquire(action.priority, stopper.signal).then(
              (permit) => held.push(permit),
              () => undefined,
            );
          } else if (action.type === 'release') {
            held.splice(action.which % Math.max(1, held.length), 1)[0]?.release();
          } else {
            stoppers[action.which % Math.max(1, stoppers.length)]?.abort();
          }
          await settle();
          expect(semaphore.heldCount).toBe(held.length);
          expect(held.length).toBeLessThanOrEqual(permitCount);
          expect(semaphore.waitingCount === 0 || held.length === permitCount).toBe(true);
          expect(semaphore.waitingCount).toBeLessThanOrEqual(10);
        }
      },
    ),
    { numRuns: 300 },
  );
});
