import type { EngineEvent } from '../protocol/events.ts';

/** Turns that are being spoken or written down, and questions whose answer is not complete. */
export interface OpenTurns {
  asked(turnId: string): void;
  observe(event: EngineEvent): void;
  /** No speech, no text still to come, and no question waiting for its answer. */
  readonly isQuiet: boolean;
  /** Settles when no question is open. */
  answered(): Promise<void>;
  /** The end of what is open now will never be published. */
  forget(): void;
}

export function createOpenTurns(): OpenTurns {
  const questions = new Set<string>();
  const spoken = new Set<string>();
  let isPushToTalkHeld = false;
  const waiters: (() => void)[] = [];
  const settle = (): void => {
    if (questions.size === 0) for (const resolve of waiters.splice(0)) resolve();
  };
  return {
    asked: (turnId) => void questions.add(turnId),
    observe: (event) => {
      switch (event.type) {
        case 'speech.started':
          spoken.add(event.turnId);
          return;
        case 'transcript.completed':
        case 'transcript.dropped':
          spoken.delete(event.turnId);
          return;
        case 'capture.changed':
          // What was open when the microphone closed will not end any more.
          if (!event.isCapturing) spoken.clear();
          return;
        case 'push-to-talk.changed':
          isPushToTalkHeld = event.isHeld;
          return;
        case 'answer.completed':
          questions.delete(event.turnId);
          settle();
          return;
        default:
          return;
      }
    },
    get isQuiet() {
      return questions.size === 0 && spoken.size === 0 && !isPushToTalkHeld;
    },
    answered: () =>
      questions.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiters.push(resolve)),
    forget: () => {
      questions.clear();
      spoken.clear();
      settle();
    },
  };
}
