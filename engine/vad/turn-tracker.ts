import type { Clock } from '../base/clock.ts';
import type { SpeechEvent, SpeechSegment, TurnEndReason } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { type AudioHistory, HOP_MS, HOP_SAMPLES } from './audio-history.ts';
import type { VoiceActivity } from './voice-activity.ts';
import { measureVoice } from './voice-features.ts';

/** Sound kept before the first voice: a recognizer needs the breath and the soft consonant. */
const PRE_ROLL_MS = 350;
/** Less voice than this is a click or a cough, not a word. */
const MIN_VOICED_MS = 130;
/** Quiet after which too little voice is given up. */
const DISCARD_AFTER_MS = 400;
/** Recognizers take 30 s at a time; a longer turn is cut at its quietest point of the last seconds. */
const MAX_SEGMENT_MS = 25_000;
const SPLIT_SEARCH_MS = 8_000;
const SPLIT_WIDTH_MS = 100;
const EXTENDED_EVERY_MS = 200;
/** The end of a turn carries the tune of a question. */
const VOICE_FEATURES_MS = 2_000;

export interface TurnTrackerDeps {
  readonly history: AudioHistory;
  readonly activity: VoiceActivity;
  readonly clock: Clock;
  readonly channel: Channel;
  readonly nextTurnId: () => string;
  readonly hangoverMs: (turnId: string, pauseMs: number) => number;
  readonly onPauseResumed: ((turnId: string, pauseMs: number) => void) | undefined;
  readonly emit: (event: SpeechEvent) => void;
}

interface OpenTurn {
  readonly turnId: string;
  startSamples: number;
  speechStartHop: number;
  /** Where voice was last heard; undefined before the first voice and while voice lasts. */
  voiceEndHop: number | undefined;
  extendedHop: number;
  pausedSegment: SpeechSegment | undefined;
  /** Opened by a key, without speech so far. */
  isAwaitingVoice: boolean;
}

/** The open turn of one channel, if any: started (extended | paused | resumed)* (ended | discarded). */
export class TurnTracker {
  readonly #deps: TurnTrackerDeps;
  #turn: OpenTurn | undefined;
  #isHeld = false;
  /** Sound before this was given to an earlier turn. */
  #takenSamples = 0;

  constructor(deps: TurnTrackerDeps) {
    this.#deps = deps;
  }

  /** One whole hop was heard. */
  observe(hop: number, probability: number): void {
    const { history, activity } = this.#deps;
    const change = activity.observe(hop, probability);
    if (change?.type === 'began') {
      for (let voiced = change.startHop; voiced < hop; voiced += 1) history.markVoice(voiced);
      this.#voiceBegan(change.startHop);
    }
    if (activity.isVoice) history.markVoice(hop);
    if (change?.type === 'ceased') {
      for (let quiet = change.endHop; quiet <= hop; quiet += 1) history.unmarkVoice(quiet);
      this.#voiceCeased(change.endHop);
    }
    if (!this.#turn) return;
    if (activity.isVoice) this.#extend(this.#turn);
    else this.#waitForMore(this.#turn);
    if (this.#turn && this.#lengthMs(this.#turn) >= MAX_SEGMENT_MS) this.#split(this.#turn);
  }

  hold(): void {
    this.#isHeld = true;
    if (!this.#turn) this.#open(this.#deps.history.endHop, true);
  }

  /** Ends the open turn, if there is one. If voice continues, it opens another. */
  end(reason: TurnEndReason): void {
    if (reason === 'released') this.#isHeld = false;
    if (!this.#turn) return;
    this.#close(this.#turn, reason);
    this.#deps.activity.reset();
  }

  /** Audio was lost: what was said before it cannot be joined with what follows. */
  breakOff(): void {
    this.#deps.activity.reset();
    if (this.#turn && !this.#isHeld) this.#close(this.#turn, 'silence');
  }

  #voiceBegan(startHop: number): void {
    const turn = this.#turn;
    if (!turn) {
      this.#open(startHop);
      return;
    }
    // A turn that a key opened may have waited in silence, where a recognizer would only invent.
    if (turn.isAwaitingVoice) this.#startAt(turn, startHop);
    const pauseMs = turn.voiceEndHop === undefined ? 0 : (startHop - turn.voiceEndHop) * HOP_MS;
    turn.voiceEndHop = undefined;
    if (!turn.pausedSegment) return;
    turn.pausedSegment = undefined;
    this.#deps.onPauseResumed?.(turn.turnId, Math.max(0, pauseMs));
    this.#deps.emit({ type: 'speech-resumed', ...this.#name(turn) });
  }

  #voiceCeased(endHop: number): void {
    const turn = this.#turn;
    if (!turn) return;
    turn.voiceEndHop = endHop;
    if (this.#voicedMs(turn) < MIN_VOICED_MS) return;
    turn.pausedSegment = this.#build(turn, endHop, this.#deps.history.endSamples, true);
    this.#deps.emit({ type: 'speech-paused', ...this.#name(turn), segment: turn.pausedSegment });
  }

  #open(heardHop: number, isAwaitingVoice = false): void {
    const { history, nextTurnId, emit } = this.#deps;
    const speechStartHop = Math.max(heardHop, Math.ceil(this.#takenSamples / HOP_SAMPLES));
    const preRollStart = speechStartHop * HOP_SAMPLES - (PRE_ROLL_MS / HOP_MS) * HOP_SAMPLES;
    const turn = {
      turnId: nextTurnId(),
      startSamples: Math.max(0, this.#takenSamples, preRollStart),
      speechStartHop,
      voiceEndHop: undefined,
      extendedHop: history.endHop,
      pausedSegment: undefined,
      isAwaitingVoice,
    };
    this.#turn = turn;
    emit({ type: 'speech-started', ...this.#name(turn), speechStartMs: speechStartHop * HOP_MS });
  }

  #startAt(turn: OpenTurn, heardHop: number): void {
    const preRollStart = heardHop * HOP_SAMPLES - (PRE_ROLL_MS / HOP_MS) * HOP_SAMPLES;
    turn.speechStartHop = Math.max(turn.speechStartHop, heardHop);
    turn.startSamples = Math.max(turn.startSamples, preRollStart);
    turn.isAwaitingVoice = false;
  }

  #extend(turn: OpenTurn): void {
    const { history, emit } = this.#deps;
    const endHop = history.endHop;
    if ((endHop - turn.extendedHop) * HOP_MS < EXTENDED_EVERY_MS) return;
    if (this.#voicedMs(turn) < MIN_VOICED_MS) return;
    turn.extendedHop = endHop;
    const { startSamples } = turn;
    const endSamples = history.endSamples;
    emit({
      type: 'speech-extended',
      ...this.#name(turn),
      segmentMs: this.#lengthMs(turn),
      read: () => this.#build({ ...turn, startSamples }, endHop, endSamples, false),
    });
  }

  #waitForMore(turn: OpenTurn): void {
    // The pause may just be ending: a few hops will show, and cost nothing where it is not.
    if (this.#isHeld || turn.voiceEndHop === undefined || this.#deps.activity.isDoubtful) return;
    const pauseMs = (this.#deps.history.endHop - turn.voiceEndHop) * HOP_MS;
    const hangoverMs = turn.pausedSegment ? this.#deps.hangoverMs(turn.turnId, pauseMs) : DISCARD_AFTER_MS;
    if (pauseMs >= hangoverMs) this.#close(turn, 'silence');
  }

  #split(turn: OpenTurn): void {
    const { history, activity } = this.#deps;
    if (activity.isVoice) {
      const endHop = history.endHop;
      const searchHop = endHop - SPLIT_SEARCH_MS / HOP_MS;
      const cutHop = history.quietestHop(searchHop, endHop, SPLIT_WIDTH_MS / HOP_MS);
      this.#finish(turn, this.#build(turn, cutHop, cutHop * HOP_SAMPLES, false), 'split');
      this.#open(cutHop);
    } else if (turn.pausedSegment) {
      this.#close(turn, 'split');
      if (this.#isHeld) this.#open(history.endHop, true);
    } else {
      // Held in silence: nothing was said that could be lost.
      turn.startSamples = history.endSamples - (PRE_ROLL_MS / HOP_MS) * HOP_SAMPLES;
    }
  }

  #close(turn: OpenTurn, reason: TurnEndReason): void {
    const { history, emit } = this.#deps;
    const voicedMs = this.#voicedMs(turn);
    if (voicedMs < MIN_VOICED_MS) {
      this.#turn = undefined;
      emit({ type: 'speech-discarded', ...this.#name(turn), voicedMs });
      return;
    }
    const endHop = turn.voiceEndHop ?? history.endHop;
    this.#finish(turn, turn.pausedSegment ?? this.#build(turn, endHop, history.endSamples, true), reason);
  }

  #finish(turn: OpenTurn, segment: SpeechSegment, reason: TurnEndReason): void {
    this.#turn = undefined;
    this.#takenSamples = turn.startSamples + segment.samples.length;
    const silenceMs = Math.max(0, this.#deps.history.endHop * HOP_MS - segment.speechEndMs);
    this.#deps.emit({ type: 'turn-ended', ...this.#name(turn), segment, reason, silenceMs });
  }

  #build(turn: OpenTurn, endHop: number, endSamples: number, isWhole: boolean): SpeechSegment {
    const { history, channel } = this.#deps;
    const samples = history.copy(turn.startSamples, endSamples);
    const voiceStart = Math.max(
      turn.startSamples,
      endHop * HOP_SAMPLES - (VOICE_FEATURES_MS / HOP_MS) * HOP_SAMPLES,
    );
    const voice = isWhole ? measureVoice(history.copy(voiceStart, endHop * HOP_SAMPLES)) : undefined;
    return {
      turnId: turn.turnId,
      channel,
      samples,
      startMs: (turn.startSamples / HOP_SAMPLES) * HOP_MS,
      speechStartMs: turn.speechStartHop * HOP_MS,
      speechEndMs: endHop * HOP_MS,
      voicedMs: history.voicedMs(turn.speechStartHop, endHop),
      ...(voice ? { voice } : {}),
    };
  }

  #voicedMs(turn: OpenTurn): number {
    const { history } = this.#deps;
    return history.voicedMs(turn.speechStartHop, history.endHop);
  }

  #lengthMs(turn: OpenTurn): number {
    return ((this.#deps.history.endSamples - turn.startSamples) / HOP_SAMPLES) * HOP_MS;
  }

  #name(turn: OpenTurn): { turnId: string; channel: Channel; atMs: number } {
    return { turnId: turn.turnId, channel: this.#deps.channel, atMs: this.#deps.clock.nowMs() };
  }
}
