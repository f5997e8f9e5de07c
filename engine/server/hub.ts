import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { isTransient } from '../protocol/event-keeping.ts';
import type { EngineEvent, UnstampedEvent } from '../protocol/events.ts';
import { createPresentState } from './present-state.ts';

/** Events that a client may have missed and still get one by one. */
export const REPLAY_CAPACITY_COUNT = 4_096;

/** Every fact of the engine passes through here: stamped, kept for replay, published to all subscribers. */
export interface Hub {
  /** Names this launch; sequence numbers of another epoch mean nothing. */
  readonly epoch: string;
  /** Sequence number of the newest event; 0 before the first. */
  readonly seq: number;
  /**
   * Stamps and publishes an event, synchronously and in order: one that a listener publishes reaches everybody
   * after the one that it was hearing. A listener that throws is logged and costs the others nothing.
   * @returns the event as published. A transient one carries the number of the newest lasting event.
   */
  publish(event: UnstampedEvent): EngineEvent;
  /** @returns stops the listener. It is called for every event, transient ones included. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** The lasting events after `afterSeq`, oldest first; undefined when the ring does not reach back so far. */
  replaySince(afterSeq: number): readonly EngineEvent[] | undefined;
  /**
   * The events that rebuild the present state, by rising `seq` and ending with the newest event, so that a
   * client cut off in the middle may resume from the last it saw.
   */
  snapshot(): readonly EngineEvent[];
  /** Forgets everything that was said and answered; a client that resumes from before gets a snapshot. */
  forgetTurns(): void;
}

export function createHub(options: { clock: Clock; capacityCount?: number; log?: Logger }): Hub {
  const { clock, capacityCount = REPLAY_CAPACITY_COUNT, log = silentLogger } = options;
  const ring: EngineEvent[] = [];
  const present = createPresentState();
  const listeners = new Set<(event: EngineEvent) => void>();
  let seq = 0;
  /** Nothing up to here can be replayed any more. */
  let forgottenSeq = 0;

  const keep = (event: EngineEvent): void => {
    ring[(event.seq - 1) % capacityCount] = event;
    present.apply(event);
  };
  const unsent: EngineEvent[] = [];
  let isNotifying = false;
  const notify = (event: EngineEvent): void => {
    unsent.push(event);
    if (isNotifying) return;
    isNotifying = true;
    for (let next = unsent.shift(); next; next = unsent.shift()) {
      for (const listener of listeners) {
        try {
          listener(next);
        } catch (error) {
          log.warn('a listener failed', { eventType: next.type, error });
        }
      }
    }
    isNotifying = false;
  };
  const at = (wantedSeq: number): EngineEvent | undefined => ring[(wantedSeq - 1) % capacityCount];

  return {
    epoch: randomUUID(),
    get seq() {
      return seq;
    },
    publish(unstamped) {
      const isLasting = !isTransient(unstamped);
      if (isLasting) seq += 1;
      const event: EngineEvent = { ...unstamped, seq, atMs: unstamped.atMs ?? clock.nowMs() };
      if (isLasting) keep(event);
      notify(event);
      return event;
    },
    subscribe(listener) {
      // Wrapped, so that one function may subscribe twice.
      const entry = (event: EngineEvent): void => listener(event);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    replaySince(afterSeq) {
      if (afterSeq > seq || afterSeq < Math.max(seq - capacityCount, forgottenSeq)) return undefined;
      return Array.from({ length: seq - afterSeq }, (_, index) => at(afterSeq + 1 + index) as EngineEvent);
    },
    snapshot() {
      const events = new Set(present.events());
      const newest = at(seq);
      if (newest) events.add(newest);
      return [...events].sort((left, right) => left.seq - right.seq);
    },
    forgetTurns() {
      ring.length = 0;
      forgottenSeq = seq;
      present.forgetTurns();
    },
  };
}
