import type { Clock } from '../base/clock.ts';
import type { Transcript } from '../base/nouns.ts';
import type { History } from '../history/history-store.ts';
import type { OpenCall } from '../history/history-writer.ts';
import type { EngineEvent } from '../protocol/events.ts';

/** The words of an open turn reach the disk at most this long after they were published. */
const FLUSH_INTERVAL_MS = 1_000;

type ExtendedTranscript = Extract<EngineEvent, { type: 'transcript.extended' }>;

/** Writes what is said and answered into the history, from the first word on. */
export interface CallRecorder {
  observeTranscript(transcript: Transcript, call: OpenCall): void;
  observe(event: EngineEvent): void;
  observeSpeaker(label: { readonly turnId: string; readonly speakerId: number }, call: OpenCall): void;
  observeSpeakerName(speakerId: number, name: string, call: OpenCall): void;
  /** Writes the words of turns that are still open, so that an end in the middle of one keeps them. */
  flush(): void;
  /** What was not written yet never will be. */
  forget(): void;
}

/** @param mayKeep called each time: retention may change mid-call. */
export function recordCalls(history: History, mayKeep: () => boolean): CallRecorder {
  let running:
    { turnId: string; question: string; path: 'live' | 'cached' | 'speculated'; model: string } | undefined;
  /** What has not been written yet of turns that are open, by turn. */
  const unwritten = new Map<string, ExtendedTranscript>();
  const writtenTurnIds = new Set<string>();
  return {
    observeTranscript: (transcript, call) => {
      unwritten.delete(transcript.turnId);
      writtenTurnIds.delete(transcript.turnId);
      if (mayKeep()) history.appendTranscript(transcript, call);
    },
    observeSpeaker: ({ turnId, speakerId }, call) => {
      if (mayKeep()) history.noteSpeaker(turnId, speakerId, call);
    },
    observeSpeakerName: (speakerId, name, call) => {
      if (mayKeep()) history.nameSpeaker(speakerId, name, call);
    },
    observe: (event) => {
      if (event.type === 'transcript.extended') unwritten.set(event.turnId, event);
      if (event.type === 'transcript.completed') unwritten.delete(event.turnId);
      if (event.type === 'transcript.dropped') {
        unwritten.delete(event.turnId);
        if (writtenTurnIds.delete(event.turnId)) history.dropTranscript(event.turnId);
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
      for (const event of mayKeep() ? unwritten.values() : []) {
        history.appendTranscript(unfinished(event), undefined, false);
        writtenTurnIds.add(event.turnId);
      }
      unwritten.clear();
    },
    forget: () => {
      running = undefined;
      unwritten.clear();
      writtenTurnIds.clear();
    },
  };
}

/** Flushes now and then, so that a kill of the process costs little. Never settles before `signal` aborts. */
export async function flushOften(
  calls: Pick<CallRecorder, 'flush'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await clock.sleep(FLUSH_INTERVAL_MS, signal);
    calls.flush();
  }
}

function unfinished(event: ExtendedTranscript): Transcript {
  const { turnId, channel, text, volatile, isShared, atMs } = event;
  return {
    turnId,
    channel,
    ...(isShared && { isShared }),
    text: `${text} ${volatile}`.trim(),
    startMs: atMs,
    endMs: atMs,
    voicedMs: 0,
    endReason: 'paused-by-user',
    endedAtMs: atMs,
    completedAtMs: atMs,
  };
}
