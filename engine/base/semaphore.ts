import { EngineError } from './engine-error.ts';

interface Waiter {
  readonly grant: () => void;
  previous: Waiter;
  next: Waiter;
}

/** Held permit; giving it back twice is harmless. */
export interface Permit extends Disposable {
  release(): void;
}

/**
 * A counting semaphore with priority classes (0 is served first), a bounded queue and O(1) removal of an
 * aborted waiter. Within a class the order is newest first or oldest first, as chosen.
 */
export class Semaphore {
  #permitCount: number;
  readonly queueLimitCount: number;
  #freeCount: number;
  #waitingCount = 0;
  readonly #order: 'oldest-first' | 'newest-first';
  readonly #classes: Waiter[];

  constructor(options: {
    permitCount: number;
    priorityCount: number;
    queueLimitCount: number;
    order?: 'oldest-first' | 'newest-first';
  }) {
    this.#permitCount = options.permitCount;
    this.queueLimitCount = options.queueLimitCount;
    this.#freeCount = options.permitCount;
    this.#order = options.order ?? 'oldest-first';
    this.#classes = Array.from({ length: options.priorityCount }, emptyRing);
  }

  get waitingCount(): number {
    return this.#waitingCount;
  }

  get heldCount(): number {
    return this.#permitCount - this.#freeCount;
  }

  /** True when a waiter of class `priorityIndex` or a more urgent one is queued. */
  isWaiting(priorityIndex: number): boolean {
    return this.#classes.slice(0, priorityIndex + 1).some((ring) => ring.next !== ring);
  }

  /** Changes how many may run at once; running ones are not interrupted. */
  resize(permitCount: number): void {
    this.#freeCount += permitCount - this.#permitCount;
    this.#permitCount = permitCount;
    for (let grants = this.#freeCount; grants > 0; grants -= 1) this.#grantNext();
  }

  /** A permit if one is free at once. */
  tryAcquire(): Permit | undefined {
    if (this.#freeCount <= 0) return undefined;
    this.#freeCount -= 1;
    return this.#permit();
  }

  /**
   * @param priorityIndex of the class, 0 first.
   * @throws EngineError 'busy' when the queue is full; `signal.reason` when aborted while waiting.
   */
  acquire(priorityIndex: number, signal?: AbortSignal): Promise<Permit> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const free = this.tryAcquire();
    if (free) return Promise.resolve(free);
    if (this.#waitingCount >= this.queueLimitCount) {
      return Promise.reject(
        new EngineError('busy', 'Too many requests are waiting.', 'Wait for the current one to finish.'),
      );
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#unlink(waiter);
        reject(signal?.reason);
      };
      const waiter = this.#link(priorityIndex, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve(this.#permit());
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #permit(): Permit {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.#freeCount += 1;
      this.#grantNext();
    };
    return { release, [Symbol.dispose]: release };
  }

  #grantNext(): void {
    const ring = this.#classes.find((candidate) => candidate.next !== candidate);
    if (!ring || this.#freeCount <= 0) return;
    const waiter = this.#order === 'oldest-first' ? ring.next : ring.previous;
    this.#unlink(waiter);
    this.#freeCount -= 1;
    waiter.grant();
  }

  #link(priorityIndex: number, grant: () => void): Waiter {
    const ring = this.#classes[priorityIndex];
    if (!ring) throw new RangeError(`no priority class ${priorityIndex}`);
    const waiter: Waiter = { grant, previous: ring.previous, next: ring };
    ring.previous.next = waiter;
    ring.previous = waiter;
    this.#waitingCount += 1;
    return waiter;
  }

  #unlink(waiter: Waiter): void {
    waiter.previous.next = waiter.next;
    waiter.next.previous = waiter.previous;
    this.#waitingCount -= 1;
  }
}

function emptyRing(): Waiter {
  const ring = { grant: () => undefined } as unknown as Waiter;
  ring.previous = ring;
  ring.next = ring;
  return ring;
}
