import type { Clock } from '../base/clock.ts';
import type { SpeechEvent, Transcript } from '../base/nouns.ts';
import type { AnswerPath } from '../protocol/call-parts.ts';
import type { History } from '../history/history-store.ts';
import type { OpenCall } from '../history/history-writer.ts';
import type { EngineEvent } from '../protocol/events.ts';

/** The words of an open turn reach the disk at most this long after they were published. */
const FLUSH_INTERVAL_MS = 1_000;

type ExtendedTranscript = Extract<EngineEvent, { type: 'transcript.extended' }>;

/** Where in the call a turn was spoken, as far as it has been heard. */
type Place = Pick<Transcript, 'startMs' | 'endMs'>;

/** Writes what is said and answered into the history, from the first word on. */
export interface CallRecorder {
  observeSpeech(event: SpeechEvent): void;
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
  let running: { turnId: string; question: string; path: AnswerPath; model: string } | undefined;
  /** What has not been written yet of turns that are open, by turn. */
  const unwritten = new Map<string, ExtendedTranscript>();
  const writtenTurnIds = new Set<string>();
  const places = new Map<string, Place>();
  const close = (turnId: string): void => {
    unwritten.delete(turnId);
    places.delete(turnId);
  };
  return {
    observeSpeech: (event) => {
      const place = placeOf(event, places.get(event.turnId));
      if (place) places.set(event.turnId, place);
    },
    observeTranscript: (transcript, call) => {
      close(transcript.turnId);
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
      if (event.type === 'transcript.completed') close(event.turnId);
      if (event.type === 'transcript.dropped') {
        close(event.turnId);
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
        const transcript = unfinished(event, places.get(event.turnId));
        // While recognition is behind, a turn continues without a word.
        if (transcript.text === '') continue;
        history.appendTranscript(transcript, undefined, false);
        writtenTurnIds.add(event.turnId);
      }
      unwritten.clear();
    },
    forget: () => {
      running = undefined;
      unwritten.clear();
      writtenTurnIds.clear();
      places.clear();
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

function placeOf(event: SpeechEvent, known: Place | undefined): Place | undefined {
  switch (event.type) {
    case 'speech-started':
      return { startMs: event.speechStartMs, endMs: event.speechStartMs };
    case 'speech-extended':
      return known && { ...known, endMs: known.startMs + event.segmentMs };
    case 'speech-paused':
    case 'turn-ended':
      return known && { ...known, endMs: event.segment.speechEndMs };
    default:
      return known;
  }
}

function unfinished(event: ExtendedTranscript, place: Place = { startMs: 0, endMs: 0 }): Transcript {
  const { turnId, channel, text, volatile, isShared, atMs } = event;
  return {
    turnId,
    channel,
    ...(isShared && { isShared }),
    text: `${text} ${volatile}`.trim(),
    ...place,
    voicedMs: 0,
    endReason: 'paused-by-user',
    endedAtMs: atMs,
    completedAtMs: atMs,
  };
}
