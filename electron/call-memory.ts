import type { EngineEvent } from '../engine/protocol/events.ts';

const RECENT_LIMIT_COUNT = 5;

export interface RecentAnswer {
  readonly question: string;
  readonly bullets: readonly string[];
}

/** The little of a call that the tray and the keys need; kept in memory only. */
export interface CallMemory {
  take(event: EngineEvent): void;
  /** Newest first. */
  recentAnswers(): readonly RecentAnswer[];
  forget(): void;
}

export function createCallMemory(): CallMemory {
  const questions = new Map<string, string>();
  let answers = new Map<string, RecentAnswer>();
  const forget = (): void => {
    questions.clear();
    answers = new Map();
  };
  return {
    take(event) {
      switch (event.type) {
        case 'answer.started':
          questions.set(event.turnId, event.question);
          break;
        case 'answer.completed': {
          const question = questions.get(event.turnId) ?? '';
          questions.delete(event.turnId);
          if (event.bullets.length === 0) break;
          const others = [...answers].filter(([turnId]) => turnId !== event.turnId);
          const kept = others.slice(1 - RECENT_LIMIT_COUNT);
          answers = new Map([...kept, [event.turnId, { question, bullets: event.bullets }]]);
          break;
        }
        case 'calls.wiped':
          forget();
          break;
        default:
          break;
      }
    },
    recentAnswers: () => [...answers.values()].toReversed(),
    forget,
  };
}
