import type { EngineEvent } from '../protocol/events.ts';
import type { Publish } from '../base/publish-failure.ts';
import { findFacts } from './find-facts.ts';

type FactsEvent = Extract<EngineEvent, { type: 'facts.collected' }>;
type StatedFact = FactsEvent['facts'][number];

const FACT_LIMIT_COUNT = 300;

/** What was stated in the call so far, for anyone who asks; kept in memory only. */
export interface StatedFacts {
  observe(event: EngineEvent): void;
  publish(): void;
  forget(): void;
}

export function createStatedFacts(publish: Publish): StatedFacts {
  let facts: StatedFact[] = [];
  /** Moments at which turns that have no words yet began. */
  const begunAtMs = new Map<string, number>();
  let callBeganAtMs: number | undefined;
  let isGoingOn = false;

  const forget = (): void => {
    facts = [];
    begunAtMs.clear();
    callBeganAtMs = undefined;
  };
  const note = (event: Extract<EngineEvent, { type: 'transcript.completed' }>): void => {
    const { turnId, channel, text } = event;
    const beganAtMs = begunAtMs.get(turnId) ?? event.atMs;
    begunAtMs.delete(turnId);
    const sinceCallBeganMs = Math.max(0, beganAtMs - (callBeganAtMs ?? beganAtMs));
    for (const fact of findFacts(text).slice(-FACT_LIMIT_COUNT)) {
      const isSame = (other: StatedFact): boolean =>
        other.kind === fact.kind && other.text.toLowerCase() === fact.text.toLowerCase();
      // Said again, it has its newest place.
      facts = [...facts.filter((other) => !isSame(other)), { ...fact, turnId, channel, sinceCallBeganMs }];
    }
    facts = facts.slice(-FACT_LIMIT_COUNT);
  };

  return {
    observe: (event) => {
      switch (event.type) {
        case 'capture.changed':
          if (event.isCheck) break;
          // A pause is part of the call.
          if (event.isCapturing && !isGoingOn) {
            forget();
            callBeganAtMs = event.atMs;
          }
          isGoingOn = event.isCapturing || event.isPaused;
          break;
        case 'speech.started':
          begunAtMs.set(event.turnId, event.atMs);
          break;
        case 'transcript.dropped':
          begunAtMs.delete(event.turnId);
          break;
        case 'transcript.completed':
          note(event);
          break;
        default:
          break;
      }
    },
    publish: () => publish({ type: 'facts.collected', facts: [...facts] }),
    forget,
  };
}
