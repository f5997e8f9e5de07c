import type { EndpointPolicy, TurnText } from '../../engine/vad/endpoint-policy.ts';
import type { LabelledUtterance } from './audio-manifest.ts';
import { type HeardPause, LONGEST_PAUSE_MS } from './heard-pauses.ts';
import type { WordsBefore } from './words-before-pauses.ts';

/** One channel of a call as the front end heard it. */
export interface HeardCall {
  /** Channels and files that hold the same people or clips share one. */
  readonly conversation: string;
  readonly pauses: readonly HeardPause[];
  readonly utterances: readonly LabelledUtterance[];
  readonly wordsBefore: WordsBefore;
}

export type JudgeText = (text: string) => TurnText;

/** How long a pause must last to end its turn: asked without text, and again once the text is there. */
export type HangoverOf = (pause: HeardPause, text: TurnText | undefined) => number;

/** What a policy did to some calls. */
export interface Operation {
  /** From the labelled end of an utterance to the decision. */
  readonly delaysMs: readonly number[];
  readonly questionDelaysMs: readonly number[];
  /** Utterances in which an end was declared. */
  readonly cutOffCount: number;
  /** The next utterance began before the end was declared; these have no delay. */
  readonly mergedCount: number;
  readonly turnCount: number;
}

/** Where the next utterance overlaps or follows faster, no endpointer can find the end: no delay is measured. */
export const JOINED_GAP_MS = 200;
/** Voice that is about to come back holds an end off this long before it is announced (voice-activity.ts). */
const ONSET_MS = 50;
/** Accuracy of the labels: an end declared this shortly before the labelled one is not a cut-off. */
const LABEL_TOLERANCE_MS = 100;
/** Decisions are made on the front end's grid. */
const HOP_MS = 10;

/** Lets a policy decide over the pauses of a call; texts arrive `recognizerDelayMs` after their pause. */
export function operate(
  call: HeardCall,
  hangoverOf: HangoverOf,
  deps: { readonly judge: JudgeText; readonly recognizerDelayMs: number },
): Operation {
  const endsMs: number[] = [];
  let turnStartMs = Number.NEGATIVE_INFINITY;
  for (const pause of call.pauses) {
    const after = (hangoverMs: number): number =>
      Math.max(pause.pausedAtMs, pause.endMs + Math.ceil(hangoverMs / HOP_MS) * HOP_MS);
    const limitMs = Math.min(pause.resumedAtMs - ONSET_MS, pause.endMs + LONGEST_PAUSE_MS);
    const textAtMs = pause.pausedAtMs + deps.recognizerDelayMs;
    let endMs = after(hangoverOf(pause, undefined));
    if (endMs >= textAtMs && textAtMs < limitMs) {
      const text = call.wordsBefore(turnStartMs, pause);
      if (text !== '') endMs = Math.max(textAtMs, after(hangoverOf(pause, deps.judge(text))));
    }
    if (endMs >= limitMs) continue;
    endsMs.push(endMs);
    turnStartMs = pause.endMs;
  }
  return measure(call.utterances, endsMs);
}

function measure(utterances: readonly LabelledUtterance[], endsMs: readonly number[]): Operation {
  const delaysMs: number[] = [];
  const questionDelaysMs: number[] = [];
  let cutOffCount = 0;
  let mergedCount = 0;
  for (const { startMs, endMs, isQuestion } of utterances) {
    if (endsMs.some((atMs) => atMs > startMs + LABEL_TOLERANCE_MS && atMs < endMs - LABEL_TOLERANCE_MS))
      cutOffCount += 1;
    const nextMs = Math.min(
      ...utterances.filter((other) => other.endMs > endMs).map((other) => other.startMs),
    );
    if (nextMs < endMs + JOINED_GAP_MS) continue;
    const declaredMs = endsMs.find((atMs) => atMs >= endMs - LABEL_TOLERANCE_MS);
    if (declaredMs === undefined || declaredMs > nextMs + LABEL_TOLERANCE_MS) {
      mergedCount += 1;
      continue;
    }
    delaysMs.push(declaredMs - endMs);
    if (isQuestion) questionDelaysMs.push(declaredMs - endMs);
  }
  return { delaysMs, questionDelaysMs, cutOffCount, mergedCount, turnCount: utterances.length };
}

export function joinOperations(operations: readonly Operation[]): Operation {
  return {
    delaysMs: operations.flatMap(({ delaysMs }) => delaysMs),
    questionDelaysMs: operations.flatMap(({ questionDelaysMs }) => questionDelaysMs),
    cutOffCount: operations.reduce((sum, { cutOffCount }) => sum + cutOffCount, 0),
    mergedCount: operations.reduce((sum, { mergedCount }) => sum + mergedCount, 0),
    turnCount: operations.reduce((sum, { turnCount }) => sum + turnCount, 0),
  };
}

/** The policy with all its waits `patience` times as long. */
export function withPatience(policy: EndpointPolicy, patience: number): HangoverOf {
  return (_pause, text) => {
    if (text) policy.observeText('turn', text);
    const hangoverMs = policy.hangoverMs('turn', LONGEST_PAUSE_MS);
    policy.forget('turn');
    return hangoverMs * patience;
  };
}
