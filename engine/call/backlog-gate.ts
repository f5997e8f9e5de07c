import type { SpeechEvent, TranscriptEvent } from '../base/nouns.ts';
import type { EngineEvent } from '../protocol/events.ts';

/**
 * Lets a file that is played faster than real time wait for the recognizer and the model, as a speaker would:
 * otherwise hours of audio would pile up before the first answer.
 */
export interface BacklogGate {
  observeSpeech(event: SpeechEvent): void;
  observeTranscript(event: TranscriptEvent): void;
  asked(turnId: string): void;
  observe(event: EngineEvent): void;
  /** Settles when nothing is open, or at once when nothing is. */
  drained(): Promise<void>;
  /** The end of what is open now will never be published. */
  forget(): void;
}

export function createBacklogGate(): BacklogGate {
  const open = new Set<string>();
  let waiters: (() => void)[] = [];
  const settle = (): void => {
    if (open.size === 0) for (const resolve of waiters.splice(0)) resolve();
  };
  const close = (key: string): void => {
    open.delete(key);
    settle();
  };
  return {
    observeSpeech: (event) => {
      if (event.type === 'speech-paused') open.add(`text ${event.turnId}`);
      if (event.type === 'turn-ended') open.add(`turn ${event.turnId}`);
      if (event.type === 'speech-resumed' || event.type === 'speech-discarded') close(`text ${event.turnId}`);
    },
    observeTranscript: (event) => {
      if (event.type === 'transcript-extended') return;
      const turnId = event.type === 'transcript-completed' ? event.transcript.turnId : event.turnId;
      close(`text ${turnId}`);
      if (event.type !== 'transcript-paused') close(`turn ${turnId}`);
    },
    asked: (turnId) => void open.add(`answer ${turnId}`),
    observe: (event) => {
      if (event.type === 'answer.completed') close(`answer ${event.turnId}`);
    },
    drained: () =>
      open.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters = [...waiters, resolve];
          }),
    forget: () => {
      open.clear();
      settle();
    },
  };
}
