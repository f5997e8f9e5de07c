import type { Clock } from '../base/clock.ts';
import type {
  Question,
  QuestionJudgement,
  SpeechEvent,
  Transcript,
  TranscriptEvent,
  TurnEndReason,
} from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { SegmenterControl } from '../vad/segmenter-control.ts';
import { RecentTurns } from './recent-turns.ts';

/** Longest wait for the text of what was said once the key is up. */
const RELEASE_DEADLINE_MS = 15_000;

/** What the user asks for is not judged. */
export const ASKED_ON_DEMAND: QuestionJudgement = {
  probability: 1,
  isQuestion: true,
  kind: 'none',
  worthAnswering: true,
  completeness: 1,
};

export interface PushToTalkDeps {
  readonly clock: Clock;
  readonly controls: () => ReadonlyMap<Channel, SegmenterControl>;
  readonly ask: (question: Question) => void;
  /** How far back a key press reaches. */
  readonly lookBackMs: () => number;
  /** A turn that had been passed over was asked for by key: an implied "you missed one". */
  readonly onMissed: (turnId: string) => void;
  /** Nothing was said that could be asked. */
  readonly onNothing: () => void;
}

/**
 * What was said in the seconds before the press and until the release, on every channel, is asked as one question.
 * When nothing was, the last turn is asked: the user wants an answer to what was just heard.
 */
export class PushToTalk {
  readonly #deps: PushToTalkDeps;
  readonly #recent = new RecentTurns();
  /** Channels whose text is still to come after the release. */
  readonly #waiting = new Set<Channel>();
  /** Turns that the key ended. */
  readonly #turns = new Set<string>();
  /** Other turns that are over, whose text is still to come. */
  readonly #unread = new Set<string>();
  /** Those of them that were over at the release: what was just asked may be among them. */
  #awaited = new Set<string>();
  #isHeld = false;
  #pressedAtMs = 0;
  #releasedAtMs = 0;
  #collected: Transcript[] = [];
  /** The held turns are read: only an unread one may still be waited for. */
  #isDue = false;
  #deadline: AbortController | undefined;

  constructor(deps: PushToTalkDeps) {
    this.#deps = deps;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  press(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#pressedAtMs = this.#deps.clock.nowMs();
    for (const control of this.#deps.controls().values()) control.hold();
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#releasedAtMs = this.#deps.clock.nowMs();
    this.#awaited = new Set(this.#unread);
    for (const [channel, control] of this.#deps.controls()) {
      // A microphone that is away must not keep what the other side asked.
      if (!control.isIdle) this.#waiting.add(channel);
      control.release();
    }
    if (this.#waiting.size === 0) {
      this.#finish();
      return;
    }
    this.#isDue = false;
    const deadline = new AbortController();
    this.#deadline = deadline;
    this.#deps.clock.sleep(RELEASE_DEADLINE_MS, deadline.signal).then(
      () => this.#finishUnread(),
      () => undefined,
    );
  }

  observeSpeech(event: SpeechEvent): void {
    if (event.type === 'turn-ended')
      (isOfKey(event.reason, this.#isHeld) ? this.#turns : this.#unread).add(event.turnId);
    if (event.type === 'speech-discarded') this.#settle(event.channel);
  }

  /** Passes everything on but the end of turns that the key ended; these become one question. */
  async *divert(
    transcripts: AsyncIterable<TranscriptEvent>,
  ): AsyncGenerator<TranscriptEvent, void, undefined> {
    for await (const event of transcripts) {
      const { turnId, channel } = event.type === 'transcript-completed' ? event.transcript : event;
      const isEnd = event.type === 'transcript-completed' || event.type === 'transcript-dropped';
      if (!isEnd || !this.#turns.has(turnId)) {
        if (event.type === 'transcript-completed') this.#recent.add(event.transcript);
        yield event;
        if (isEnd) this.#noteRead(turnId);
        continue;
      }
      if (event.type === 'transcript-completed') this.#collected.push(event.transcript);
      this.#settle(channel);
    }
  }

  #settle(channel: Channel): void {
    if (this.#isHeld || !this.#waiting.delete(channel) || this.#waiting.size > 0) return;
    this.#isDue = true;
    if (this.#awaited.size === 0) this.#finish();
  }

  #noteRead(turnId: string): void {
    this.#unread.delete(turnId);
    this.#awaited.delete(turnId);
    if (this.#isDue && this.#awaited.size === 0) this.#finish();
  }

  #finishUnread(): void {
    this.#unread.clear();
    this.#finish();
  }

  #finish(): void {
    this.#deadline?.abort();
    this.#deadline = undefined;
    this.#isDue = false;
    this.#waiting.clear();
    this.#turns.clear();
    const spoken = this.#collected.toSorted((a, b) => a.startMs - b.startMs);
    this.#collected = [];
    const lookBackMs = this.#deps.lookBackMs();
    const asked =
      spoken.length > 0
        ? [...this.#recent.within(this.#pressedAtMs, lookBackMs), ...spoken]
        : this.#recent.before(this.#pressedAtMs, lookBackMs);
    const last = asked.at(-1);
    if (!last) {
      this.#deps.onNothing();
      return;
    }
    if (spoken.length === 0) this.#deps.onMissed(last.turnId);
    this.#deps.ask(questionOf(asked, last, this.#releasedAtMs));
  }
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
