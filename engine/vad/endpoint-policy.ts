import type { Channel, QuestionJudgement } from '../base/nouns.ts';

/** What the words so far look like. */
export interface TurnText {
  readonly text: string;
  readonly kind: QuestionJudgement['kind'];
  /** 0–1: may this be the end of the utterance? */
  readonly completeness: number;
  /** Semitones by which the end lies above the voice's usual pitch; absent where nothing was measured. */
  readonly finalPitchRise?: number;
}

/** How long a pause must last to end a turn. */
export interface EndpointPolicy {
  /** Newest text of an open turn, final or not. */
  observeText(turnId: string, text: TurnText): void;
  /** A pause after which the same speaker went on: `pauseMs` was no end. */
  observePause(turnId: string, pauseMs: number): void;
  hangoverMs(turnId: string, channel: Channel): number;
  /** The turn is over. */
  forget(turnId: string): void;
}

/** Without text nothing speaks for or against an end. */
const UNKNOWN_TEXT_MS = 700;
/** Words that cannot be the last ones. */
const UNFINISHED_MS = 1_200;
/** Too little to tell an end by: one word that asks nothing, or a name that is being spelled. */
const SCANT_MS = 800;
/** A yes-no question whose voice falls is seldom over: most of them end high. */
const FALLING_YES_NO_MS = 600;
/** A fall below the usual pitch of the voice that nobody takes for a flat end. */
const FALL_SEMITONES = 3;
/** From this completeness on nothing is gained by waiting. */
const WHOLE_COMPLETENESS_RATIO = 0.75;
/** … and for a question, which is known to be one and needs an answer. */
const WHOLE_QUESTION_COMPLETENESS_RATIO = 0.25;
/** So much less in log odds makes the words as unfinished as after "because". */
const DOUBT_LOG_ODDS = 0.5;
/** Share of the old mean that is kept at each pause (LiveKit's dynamic endpointing uses 0.9). */
const PAUSE_MEMORY_RATIO = 0.85;
/** The hangover leaves this much room above a speaker's usual pause. */
const PAUSE_HEADROOM_RATIO = 1.2;

/** After these an English speaker goes on: conjunctions, articles, prepositions, hesitations. */
const UNFINISHED_ENDING =
  /(?:^|\s)(?:and|or|but|so|because|cause|if|when|while|that|which|who|whose|than|as|um|uh|er|erm|hmm|well|the|a|an|my|your|our|their|his|its|of|to|in|on|at|for|with|from|by|about|into|between|is|are|was|were|am|i|we|they|he|she|very|really|then|also|let's)(?:,|…|\.\.\.|[-–—])?$|(?:,|…|\.\.\.|[-–—])$/i;

/** A letter that is no word: more of them may follow ("n, e, z"). */
const SPELLED_ENDING = /(?:^|\s)(?![aio]\b)\p{L}$/iu;

interface TurnState {
  channel: Channel | undefined;
  text: TurnText | undefined;
}

export function createEndpointPolicy(options: {
  readonly minHangoverMs: number;
  readonly maxHangoverMs: number;
}): EndpointPolicy {
  const { minHangoverMs, maxHangoverMs } = options;
  const turns = new Map<string, TurnState>();
  const usualPauseMs: Record<Channel, number> = { me: 0, them: 0 };
  const stateOf = (turnId: string): TurnState => {
    let state = turns.get(turnId);
    if (!state) {
      state = { channel: undefined, text: undefined };
      turns.set(turnId, state);
    }
    return state;
  };
  return {
    observeText: (turnId, text) => (stateOf(turnId).text = text),
    observePause: (turnId, pauseMs) => {
      const state = stateOf(turnId);
      // The words so far do not tell how the ones that follow will end.
      state.text = undefined;
      if (state.channel === undefined) return;
      usualPauseMs[state.channel] =
        PAUSE_MEMORY_RATIO * usualPauseMs[state.channel] + (1 - PAUSE_MEMORY_RATIO) * pauseMs;
    },
    hangoverMs: (turnId, channel) => {
      const state = stateOf(turnId);
      state.channel = channel;
      const wantedMs = hangoverFor(state.text, minHangoverMs);
      const isWholeQuestion = wantedMs === minHangoverMs && state.text?.kind !== 'none';
      const patientMs = isWholeQuestion ? 0 : PAUSE_HEADROOM_RATIO * usualPauseMs[channel];
      return Math.min(maxHangoverMs, Math.max(minHangoverMs, wantedMs, patientMs));
    },
    forget: (turnId) => turns.delete(turnId),
  };
}

function hangoverFor(text: TurnText | undefined, minHangoverMs: number): number {
  if (!text || text.text === '') return UNKNOWN_TEXT_MS;
  if (UNFINISHED_ENDING.test(withoutClosingMark(text.text))) return UNFINISHED_MS;
  const isQuestion = text.kind !== 'none';
  const whole = isQuestion ? WHOLE_QUESTION_COMPLETENESS_RATIO : WHOLE_COMPLETENESS_RATIO;
  // Completeness is a probability: even steps of evidence are even steps of its log odds.
  const doubt = (logOdds(whole) - logOdds(text.completeness)) / DOUBT_LOG_ODDS;
  const wantedMs = minHangoverMs + (UNFINISHED_MS - minHangoverMs) * Math.min(1, Math.max(0, doubt));
  return Math.max(wantedMs, leastFor(text, isQuestion));
}

/** Whatever the words so far look like, there are times when it is too early to believe them. */
function leastFor({ text, kind, finalPitchRise = 0 }: TurnText, isQuestion: boolean): number {
  if (SPELLED_ENDING.test(withoutClosingMark(text)) || (!isQuestion && !/\S\s+\S/.test(text)))
    return SCANT_MS;
  return kind === 'yes-no' && finalPitchRise <= -FALL_SEMITONES ? FALLING_YES_NO_MS : 0;
}

/** A recognizer sets one behind whatever it hears, also behind "because". */
function withoutClosingMark(text: string): string {
  return text.replace(/(?<![.!?…])[.!?]["')]*\s*$/, '');
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}
