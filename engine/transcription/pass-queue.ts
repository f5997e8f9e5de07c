import { abortable } from '../base/abortable.ts';
import { EngineError } from '../base/engine-error.ts';
import { Semaphore } from '../base/semaphore.ts';

/** Most urgent first: it is the other side that asks; a backlog waits for the turns of now. */
const URGENCIES = ['them', 'me', 'partial', 'late', 'measurement'] as const;

/** What a pass is for: the final text of a channel's turn, its text so far, a late turn, the pace of the machine. */
export type PassUrgency = (typeof URGENCIES)[number];

/** Aborted as soon as something more urgent wants the recognizer. */
const YIELDING: ReadonlySet<PassUrgency> = new Set<PassUrgency>(['partial', 'measurement']);
const WAITING_LIMIT_COUNT = 256;

interface Job {
  readonly urgency: PassUrgency;
  readonly stop: AbortController;
}

/**
 * The one queue before the recognizer. It hands over one pass at a time and the next one when the recognizer is
 * free again, which after an abort may be later than the caller has gone.
 */
export class PassQueue {
  readonly #turnstile = new Semaphore({
    permitCount: 1,
    priorityCount: URGENCIES.length,
    queueLimitCount: WAITING_LIMIT_COUNT,
  });
  /** Those that wait or run. */
  readonly #jobs = new Set<Job>();
  #running: Job | undefined;

  /** True when a pass of this urgency would not have to wait, but for one that makes room for it. */
  isFreeFor(urgency: PassUrgency): boolean {
    if (this.#turnstile.heldCount === 0) return true;
    return this.#running !== undefined && makesRoom(this.#running, urgency);
  }

  /**
   * @param work is given a signal that also aborts when it has to make room, and settles when the recognizer is
   *   free.
   * @throws what `work` throws; EngineError 'backlog-full'; `signal.reason` at once.
   */
  async run<Result>(
    urgency: PassUrgency,
    work: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    if (this.#turnstile.waitingCount >= WAITING_LIMIT_COUNT) throw backlogFull();
    for (const job of this.#jobs) if (makesRoom(job, urgency)) job.stop.abort(madeRoom());
    const job: Job = { urgency, stop: new AbortController() };
    const stop = AbortSignal.any([signal, job.stop.signal]);
    this.#jobs.add(job);
    try {
      const permit = await this.#turnstile.acquire(URGENCIES.indexOf(urgency), stop);
      this.#running = job;
      const result = work(stop).finally(() => {
        this.#running = undefined;
        permit.release();
      });
      return await abortable(result, stop);
    } finally {
      this.#jobs.delete(job);
    }
  }
}

function makesRoom({ urgency, stop }: Job, wanted: PassUrgency): boolean {
  const isMoreUrgent = URGENCIES.indexOf(wanted) < URGENCIES.indexOf(urgency);
  return YIELDING.has(urgency) && isMoreUrgent && !stop.signal.aborted;
}

function madeRoom(): DOMException {
  return new DOMException('A more urgent pass needs the recognizer.', 'AbortError');
}

function backlogFull(): EngineError {
  return new EngineError(
    'backlog-full',
    'Speech recognition cannot keep up.',
    'Wait a moment: the text comes later.',
  );
}
