import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type {
  Question,
  QuestionEvent,
  QuestionJudgement,
  Transcript,
  TranscriptEvent,
  VoiceFeatures,
} from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { JudgedTurn } from './compose-question.ts';
import { asksInOwnClause, judgeTurn } from './compose-question.ts';
import type { QuestionDetector, Utterance } from './question-detector.ts';
import { normalisedWords } from './words.ts';

/** What was judged and how, for drift watching, feedback and the performance log. */
export interface JudgedUtterance {
  readonly turnId: string;
  readonly channel: Channel;
  /** The turn's words, fragments joined. */
  readonly text: string;
  readonly previous: Utterance['previous'];
  readonly judgement: QuestionJudgement;
  readonly voice?: VoiceFeatures;
  readonly voicedMs: number;
  /** Time the detector took. */
  readonly elapsedMs: number;
}

export interface TrackQuestionsDeps {
  /** The detector to use now; asked for each turn, so that it can be replaced mid-call. */
  readonly questionDetector: () => QuestionDetector;
  readonly clock: Clock;
  /** Whose questions are answered by themselves. */
  readonly answersChannel: (channel: Channel) => boolean;
  readonly log: Logger;
  readonly onJudged?: (judged: JudgedUtterance) => void;
}

/** A fragment waits this long for its other half: the pause of someone looking for a word. */
const JOIN_GAP_MS = 2_500;
/** Below this an utterance is plainly broken off. */
const FRAGMENT_COMPLETENESS = 0.15;
/** From here on a pause may be the question's end, so that its answer is worth starting. */
const EXPECTED_COMPLETENESS = 0.3;
/** The same words again within this time, with no other question between, are the same question. */
const REPEAT_WINDOW_MS = 20_000;
/** A question leans on an earlier one for this long. */
const ANTECEDENT_WINDOW_MS = 120_000;
/** A question understood later than this is no longer answered automatically. */
const MAX_LATE_QUESTION_MS = 20_000;
const MAX_PREVIOUS_COUNT = 4;
const MAX_ANTECEDENT_CHARACTERS = 400;

interface Turn {
  readonly turnId: string;
  readonly channel: Channel;
  readonly text: string;
  readonly startMs?: number;
  readonly voice?: VoiceFeatures;
}

interface PastTurn {
  readonly text: string;
  readonly channel: Channel;
  readonly startMs: number;
  readonly endMs: number;
}

interface State {
  /** The turns before, oldest first. */
  past: PastTurn[];
  /** A turn that broke off and may continue in the next one of its channel. */
  readonly fragments: Map<Channel, PastTurn>;
  /** Text of the expected question by turn. */
  readonly expected: Map<string, string>;
  lastAsked: { readonly question: Question; readonly key: string } | undefined;
}

/**
 * Decides which turns ask. Every completed turn gets exactly one of `question-asked` and `question-passed`;
 * a `question-expected` that does not come true is withdrawn. There is no cooldown: a new question always
 * counts, and only the same words again are passed as a repeat.
 */
export async function* trackQuestions(
  events: AsyncIterable<TranscriptEvent>,
  deps: TrackQuestionsDeps,
  signal: AbortSignal,
): AsyncGenerator<QuestionEvent, void, undefined> {
  const state: State = { past: [], fragments: new Map(), expected: new Map(), lastAsked: undefined };
  for await (const event of events) {
    signal.throwIfAborted();
    switch (event.type) {
      case 'transcript-extended':
        yield* form({ ...event, text: `${event.text} ${event.volatile}`.trim() }, event.atMs, state, deps);
        break;
      case 'transcript-paused':
        yield* expect(event, event.atMs, state, deps);
        break;
      case 'transcript-resumed':
      case 'transcript-dropped':
        yield* withdraw(event.turnId, state);
        break;
      case 'transcript-completed':
        yield* decide(event.transcript, state, deps);
        break;
    }
  }
}

function* expect(turn: Turn, atMs: number, state: State, deps: TrackQuestionsDeps): Generator<QuestionEvent> {
  if (!deps.answersChannel(turn.channel)) return;
  const { judged } = judge(turn, true, state, deps);
  const question = questionOf(turn, judged, atMs, state);
  const { isQuestion, worthAnswering, completeness } = judged.judgement;
  const isReady = isQuestion && worthAnswering && completeness >= EXPECTED_COMPLETENESS;
  if (state.expected.get(turn.turnId) === keyOf(question.text) && isReady) return;
  yield* withdraw(turn.turnId, state);
  if (isRepeat(question, state)) return;
  if (!isReady) {
    if (isQuestion && worthAnswering) yield { type: 'question-forming', question };
    return;
  }
  state.expected.set(turn.turnId, keyOf(question.text));
  yield { type: 'question-expected', question };
}

/** Nothing is shown or started for words that are still being said. */
function* form(turn: Turn, atMs: number, state: State, deps: TrackQuestionsDeps): Generator<QuestionEvent> {
  if (!deps.answersChannel(turn.channel) || state.expected.has(turn.turnId)) return;
  const { judged } = judge(turn, true, state, deps);
  const { isQuestion, worthAnswering } = judged.judgement;
  if (isQuestion && worthAnswering)
    yield { type: 'question-forming', question: questionOf(turn, judged, atMs, state) };
}

function* withdraw(turnId: string, state: State): Generator<QuestionEvent> {
  if (state.expected.delete(turnId)) yield { type: 'question-withdrawn', turnId };
}

function* decide(transcript: Transcript, state: State, deps: TrackQuestionsDeps): Generator<QuestionEvent> {
  const { turnId, channel } = transcript;
  const { judged, text } = judge(transcript, false, state, deps);
  const question = questionOf(transcript, judged, transcript.endedAtMs, state);
  const reason =
    reasonToPass(question, judged, state, deps) ?? (isTooLate(transcript, state) ? 'too-late' : undefined);
  remember(transcript, text, judged, state);
  const isAsExpected = state.expected.get(turnId) === keyOf(question.text);
  if (reason === undefined && isAsExpected) state.expected.delete(turnId);
  yield* withdraw(turnId, state);
  if (reason !== undefined) {
    yield {
      type: 'question-passed',
      turnId,
      channel,
      text: question.text,
      judgement: judged.judgement,
      reason,
    };
    return;
  }
  state.lastAsked = { question, key: keyOf(question.text) };
  deps.log.debug('question asked', { turnId, kind: judged.judgement.kind });
  yield { type: 'question-asked', question };
}

/** Judges the turn joined to the fragment before it; without it when the turn asks on its own. */
function judge(
  turn: Turn & { readonly voicedMs?: number },
  isPartial: boolean,
  state: State,
  deps: TrackQuestionsDeps,
): { judged: JudgedTurn; text: string } {
  const startedAtMs = deps.clock.nowMs();
  const detector = deps.questionDetector();
  const previous = previousOf(turn, state.past);
  const alone = judgeTurn({ ...turn, isPartial }, previous, detector);
  const fragment = fragmentFor(turn, state);
  const asksAlone = alone.judgement.isQuestion && !alone.isLeaning && asksInOwnClause(alone.text);
  const text = fragment && !asksAlone ? joinFragments(fragment.text, turn.text) : turn.text;
  const judged =
    text === turn.text ? alone : judgeTurn({ ...turn, text, isPartial }, previous.slice(0, -1), detector);
  if (!isPartial) {
    deps.onJudged?.({
      turnId: turn.turnId,
      channel: turn.channel,
      text,
      previous,
      judgement: judged.judgement,
      ...(turn.voice && { voice: turn.voice }),
      voicedMs: turn.voicedMs ?? 0,
      elapsedMs: deps.clock.nowMs() - startedAtMs,
    });
  }
  return { judged, text };
}

function previousOf(turn: Turn, past: readonly PastTurn[]): Utterance['previous'] {
  return past.map((earlier, index) => {
    const nextStartMs = past[index + 1]?.startMs ?? turn.startMs;
    const gapMs = nextStartMs === undefined ? undefined : Math.max(0, nextStartMs - earlier.endMs);
    return { text: earlier.text, channel: earlier.channel, ...(gapMs !== undefined && { gapMs }) };
  });
}

/** The fragment counts only as the turn right before, and while it is fresh. */
function fragmentFor(turn: Turn, state: State): PastTurn | undefined {
  const fragment = state.fragments.get(turn.channel);
  if (!fragment || state.past.at(-1) !== fragment) return undefined;
  const gapMs = (turn.startMs ?? fragment.endMs) - fragment.endMs;
  return gapMs <= JOIN_GAP_MS ? fragment : undefined;
}

function joinFragments(first: string, second: string): string {
  const begun = first.replace(/(?<![\s.…,;:–—-])[\s.…,;:–—-]+$/u, '');
  const isAcronym = /^[\p{Lu}\d]{2}|^I\b/u.test(second);
  const rest = isAcronym ? second : second.slice(0, 1).toLowerCase() + second.slice(1);
  return `${begun} ${rest}`;
}

function remember(transcript: Transcript, text: string, judged: JudgedTurn, state: State): void {
  const turn = { text, channel: transcript.channel, startMs: transcript.startMs, endMs: transcript.endMs };
  const isJoined = text !== transcript.text;
  const past = [...(isJoined ? state.past.slice(0, -1) : state.past), turn];
  if (transcript.isLate) {
    // Its place is among what was said then; what followed has been judged without it.
    state.past = past.toSorted((left, right) => left.startMs - right.startMs).slice(-MAX_PREVIOUS_COUNT);
    return;
  }
  state.past = past.slice(-MAX_PREVIOUS_COUNT);
  const isBrokenOff =
    judged.judgement.completeness < FRAGMENT_COMPLETENESS || transcript.endReason === 'split';
  if (isBrokenOff) state.fragments.set(transcript.channel, turn);
  else state.fragments.delete(transcript.channel);
}

function reasonToPass(
  question: Question,
  judged: JudgedTurn,
  state: State,
  deps: TrackQuestionsDeps,
): Extract<QuestionEvent, { type: 'question-passed' }>['reason'] | undefined {
  const { isQuestion, worthAnswering, completeness } = judged.judgement;
  if (!isQuestion || isBareFragment(question.text, completeness)) return 'not-a-question';
  if (!worthAnswering) return 'not-worth-answering';
  if (!deps.answersChannel(question.channel)) return 'own-channel';
  return isRepeat(question, state) ? 'repeat' : undefined;
}

/** Too old for an answer to be of use, or a newer question is being answered. */
function isTooLate({ isLate, endedAtMs, completedAtMs }: Transcript, state: State): boolean {
  if (!isLate) return false;
  const isOvertaken = (state.lastAsked?.question.askedAtMs ?? Number.NEGATIVE_INFINITY) > endedAtMs;
  return isOvertaken || completedAtMs - endedAtMs > MAX_LATE_QUESTION_MS;
}

/** "And what about", "how do you": started, but nothing to answer yet. */
function isBareFragment(text: string, completeness: number): boolean {
  return completeness < FRAGMENT_COMPLETENESS && normalisedWords(text).length <= 4;
}

function isRepeat(question: Question, state: State): boolean {
  if (!state.lastAsked || question.antecedent !== state.lastAsked.question.antecedent) return false;
  const sinceMs = question.askedAtMs - state.lastAsked.question.askedAtMs;
  return sinceMs <= REPEAT_WINDOW_MS && state.lastAsked.key === keyOf(question.text);
}

function questionOf(turn: Turn, judged: JudgedTurn, askedAtMs: number, state: State): Question {
  const earlier = judged.isLeaning ? antecedentFor(judged, askedAtMs, state) : undefined;
  const isFollowUp = earlier !== undefined && judged.judgement.kind === 'declarative';
  return {
    turnId: turn.turnId,
    channel: turn.channel,
    text: judged.text,
    ...(earlier !== undefined && { antecedent: earlier }),
    judgement: isFollowUp ? { ...judged.judgement, kind: 'follow-up' } : judged.judgement,
    origin: 'detected',
    askedAtMs,
  };
}

/** The question before, with the one it leaned on itself. */
function antecedentFor(judged: JudgedTurn, askedAtMs: number, state: State): string | undefined {
  const last = state.lastAsked?.question;
  if (!last || askedAtMs - last.askedAtMs > ANTECEDENT_WINDOW_MS) return undefined;
  if (keyOf(last.text) === keyOf(judged.text)) return last.antecedent;
  const chain = last.antecedent === undefined ? last.text : `${last.antecedent} ${last.text}`;
  return chain.slice(-MAX_ANTECEDENT_CHARACTERS);
}

function keyOf(text: string): string {
  return normalisedWords(text).join(' ');
}
