import type { Transcript } from './base/nouns.ts';
import type { History, OpenCall } from './history/history-store.ts';
import type { EngineEvent } from './protocol/events.ts';

/** Writes what is said and answered into the history, from the first word on. */
export interface CallRecorder {
  observeTranscript(transcript: Transcript, call: OpenCall): void;
  observe(event: EngineEvent): void;
  /** Writes the words of turns that are still open, so that an end in the middle of one keeps them. */
  flush(): void;
}

/** @param mayKeep is asked each time: retention may be changed in mid-call. */
export function recordCalls(history: History, mayKeep: () => boolean): CallRecorder {
  let running:
    { turnId: string; question: string; path: 'live' | 'cached' | 'speculated'; model: string } | undefined;
  const openTurns = new Map<string, Extract<EngineEvent, { type: 'transcript.extended' }>>();
  return {
    observeTranscript: (transcript, call) => {
      openTurns.delete(transcript.turnId);
      if (mayKeep()) history.appendTranscript(transcript, call);
    },
    observe: (event) => {
      if (event.type === 'transcript.extended') openTurns.set(event.turnId, event);
      if (event.type === 'transcript.completed' || event.type === 'transcript.dropped') {
        openTurns.delete(event.turnId);
      }
      if (event.type === 'answer.started') {
        const { turnId, question, path, model } = event;
        running = { turnId, question, path, model };
      }
      if (!running || !('turnId' in event) || event.turnId !== running.turnId || !mayKeep()) return;
      if (event.type === 'answer.extended') {
        history.appendAnswer({ ...running, bullets: event.bullets, status: 'interrupted' }, false);
      }
      if (event.type === 'answer.completed') {
        const { bullets, status, path } = event;
        history.appendAnswer({ ...running, bullets, status, path }, true);
        running = undefined;
      }
    },
    flush: () => {
      if (mayKeep()) for (const event of openTurns.values()) history.appendTranscript(unfinished(event));
      openTurns.clear();
    },
  };
}

function unfinished(event: Extract<EngineEvent, { type: 'transcript.extended' }>): Transcript {
  const { turnId, channel, text, volatile, atMs } = event;
  return {
    turnId,
    channel,
    text: `${text} ${volatile}`.trim(),
    startMs: atMs,
    endMs: atMs,
    voicedMs: 0,
    endReason: 'paused-by-user',
    endedAtMs: atMs,
    completedAtMs: atMs,
  };
}
