import type { Clock } from '../base/clock.ts';
import type {
  Channel,
  Question,
  QuestionJudgement,
  SpeechEvent,
  Transcript,
  TranscriptEvent,
  TurnEndReason,
} from '../base/nouns.ts';
import type { SegmenterControl } from '../vad/segmenter-control.ts';

/** Longest wait for the text of held speech after the key is up. */
const RELEASE_DEADLINE_MS = 15_000;

/** How long ago the last turn may have ended to be asked by a key press without speech, when none is in the look-back. */
const RECENT_TURN_MS = 30_000;

const ASKED_ON_DEMAND: QuestionJudgement = {
  probability: 1,
  isQuestion: true,
  kind: 'none',
  worthAnswering: true,
  completeness: 1,
};

export interface HeldSpeech {
  readonly isHeld: boolean;
  press(): void;
  release(): void;
  observeSpeech(event: SpeechEvent): void;
  /** Passes all on but turns that the key ended; these become one question. */
  divert(transcripts: AsyncIterable<TranscriptEvent>): AsyncGenerator<TranscriptEvent, void, undefined>;
}

/**
 * Push-to-talk: what was said between press and release, on every channel, is asked as one question. When
 * nothing was said, what either side said in the seconds before is asked, or else the last turn: the user wants
 * an answer to what was just heard.
 */
export function createHeldSpeech(deps: {
  readonly clock: Clock;
  readonly controls: () => ReadonlyMap<Channel, SegmenterControl>;
  readonly ask: (question: Question) => void;
  /** How far back a key press without speech reaches. */
  readonly lookBackMs: () => number;
  /** A turn that had been passed over was asked for by key: an implied "you missed one". */
  readonly onMissed: (turnId: string) => void;
}): HeldSpeech {
  let isHeld = false;
  let releasedAtMs = 0;
  let collected: Transcript[] = [];
  let recent: readonly Transcript[] = [];
  let pressedAtMs = 0;
  const waiting = new Set<Channel>();
  const heldTurns = new Set<string>();
  let deadline: AbortController | undefined;

  const finish = (): void => {
    deadline?.abort();
    deadline = undefined;
    waiting.clear();
    heldTurns.clear();
    const spoken = collected.toSorted((a, b) => a.startMs - b.startMs);
    collected = [];
    const asked = spoken.length > 0 ? spoken : recentTurns();
    const last = asked.at(-1);
    if (!last) return;
    if (spoken.length === 0) deps.onMissed(last.turnId);
    deps.ask(questionOf(asked, last, releasedAtMs));
  };
  const recentTurns = (): readonly Transcript[] => {
    const since = (ageMs: number): readonly Transcript[] =>
      recent.filter(({ endedAtMs }) => endedAtMs >= pressedAtMs - ageMs);
    const lookBack = since(deps.lookBackMs());
    return lookBack.length > 0 ? lookBack : since(RECENT_TURN_MS).slice(-1);
  };
  const remember = (transcript: Transcript): void => {
    recent = [...recent, transcript]
      .filter(({ endedAtMs }) => transcript.endedAtMs - endedAtMs <= RECENT_TURN_MS)
      .toSorted((a, b) => a.endedAtMs - b.endedAtMs);
  };
  const settle = (channel: Channel): void => {
    if (isHeld || !waiting.delete(channel) || waiting.size > 0) return;
    finish();
  };

  return {
    get isHeld() {
      return isHeld;
    },
    press: () => {
      if (isHeld) return;
      isHeld = true;
      pressedAtMs = deps.clock.nowMs();
      for (const control of deps.controls().values()) control.hold();
    },
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      releasedAtMs = deps.clock.nowMs();
      const controls = deps.controls();
      for (const [channel, control] of controls) {
        waiting.add(channel);
        control.release();
      }
      if (waiting.size === 0) {
        finish();
        return;
      }
      deadline = new AbortController();
      deps.clock.sleep(RELEASE_DEADLINE_MS, deadline.signal).then(finish, () => undefined);
    },
    observeSpeech: (event) => {
      if (event.type === 'turn-ended' && isOfKey(event.reason, isHeld)) heldTurns.add(event.turnId);
      if (event.type === 'speech-discarded') settle(event.channel);
    },
    divert: async function* (transcripts) {
      for await (const event of transcripts) {
        const turnId = event.type === 'transcript-completed' ? event.transcript.turnId : event.turnId;
        const isEnd = event.type === 'transcript-completed' || event.type === 'transcript-dropped';
        if (!isEnd || !heldTurns.has(turnId)) {
          if (event.type === 'transcript-completed' && !event.transcript.isLate) remember(event.transcript);
          yield event;
          continue;
        }
        if (event.type === 'transcript-completed') collected.push(event.transcript);
        settle(event.type === 'transcript-completed' ? event.transcript.channel : event.channel);
      }
    },
  };
}

function isOfKey(reason: TurnEndReason, isHeld: boolean): boolean {
  return reason === 'released' || (isHeld && reason === 'split');
}

function questionOf(
  asked: readonly Transcript[],
  { turnId, channel }: Transcript,
  releasedAtMs: number,
): Question {
  return {
    turnId,
    channel,
    text: asked.map(({ text }) => text).join(' '),
    judgement: ASKED_ON_DEMAND,
    origin: 'push-to-talk',
    askedAtMs: releasedAtMs,
  };
}
