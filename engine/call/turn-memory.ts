import { EngineError } from '../base/engine-error.ts';
import type { EngineEvent } from '../protocol/events.ts';

const TURN_LIMIT_COUNT = 500;

/** The words of recent turns, so that one can be asked again or for the first time. */
export interface TurnMemory {
  observe(event: EngineEvent): void;
  /** @throws EngineError 'bad-argument' when the turn is unknown or too old. */
  textOf(turnId: string): string;
  forget(): void;
}

export function createTurnMemory(): TurnMemory {
  const texts = new Map<string, string>();
  return {
    observe: (event) => {
      if (event.type !== 'transcript.completed' && event.type !== 'question.detected') return;
      texts.set(event.turnId, event.text);
      if (texts.size <= TURN_LIMIT_COUNT) return;
      const [oldest] = texts.keys();
      if (oldest !== undefined) texts.delete(oldest);
    },
    textOf: (turnId) => {
      const text = texts.get(turnId);
      if (text) return text;
      throw new EngineError('bad-argument', 'That question is no longer in memory.', 'Type it into the box.');
    },
    forget: () => texts.clear(),
  };
}
