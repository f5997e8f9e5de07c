import type { EngineEvent } from './protocol/events.ts';

/** Questions that were asked and whose answer is not complete. */
export interface OpenQuestions {
  asked(turnId: string): void;
  observe(event: EngineEvent): void;
  /** Settles when none is open. */
  settled(): Promise<void>;
}

export function createOpenQuestions(): OpenQuestions {
  const open = new Set<string>();
  const waiters: (() => void)[] = [];
  return {
    asked: (turnId) => void open.add(turnId),
    observe: (event) => {
      if (event.type !== 'answer.completed') return;
      open.delete(event.turnId);
      if (open.size > 0) return;
      for (const resolve of waiters.splice(0)) resolve();
    },
    settled: () =>
      open.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiters.push(resolve)),
  };
}
