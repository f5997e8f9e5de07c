import { defaultSettings } from '../../engine/protocol/settings.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import {
  type HangoverOf,
  joinOperations,
  JOINED_GAP_MS,
  type JudgeText,
  operate,
  type Operation,
  withPatience,
} from './endpoint-operation.ts';
import {
  bootstrapIntervals,
  distribution,
  type EndpointIntervals,
  type EndpointScore,
  joinPoints,
  PATIENCES,
  scoreOf,
  silenceTimer,
  TIMERS_MS,
} from './endpoint-score.ts';
import { hearCalls, loadJudge, type HearOptions } from './heard-calls.ts';

export interface EndpointReport extends EndpointScore {
  readonly turns: number;
  readonly questions: number;
  readonly questionDelayMs: { readonly p50: number; readonly p95: number };
  /** As shipped: the policy's own cut-offs. */
  readonly cutOffs: number;
  /** The next utterance began before the end was declared; these have no delay. */
  readonly merged: number;
  readonly timer: EndpointScore;
  /** The policy with a recognizer whose text is there 150 ms after a pause is announced. */
  readonly withFastRecognizer: EndpointScore & Pick<EndpointReport, 'questionDelayMs' | 'cutOffs'>;
  readonly conversations: number;
  /** Absent with less than four conversations. */
  readonly intervals?: EndpointIntervals;
  readonly words: string;
  readonly assumptions: string;
}

export interface EndpointOptions extends Partial<HearOptions> {
  readonly judge?: JudgeText;
}

/** What a pass of Whisper base over a short utterance takes on two cores, and a little more. */
const RECOGNIZER_DELAY_MS = 400;
const FAST_RECOGNIZER_DELAY_MS = 150;
const TYPICAL_TIMER_MS = 600;

/** How soon, and how wrongly, the end of a turn is declared; beside a plain silence timer on the same pauses. */
export async function evaluateEndpoint(
  manifestPath: string,
  options: EndpointOptions = {},
): Promise<EndpointReport> {
  const recognizerDelayMs = options.recognizerDelayMs ?? RECOGNIZER_DELAY_MS;
  const judge = options.judge ?? (await loadJudge());
  const heard = await hearCalls([manifestPath], {
    signal: new AbortController().signal,
    ...options,
    recognizerDelayMs,
  });
  const names = [...new Set(heard.calls.map(({ conversation }) => conversation))];
  /** For each conversation all operating points. */
  const operateAll = (points: readonly HangoverOf[], delayMs: number): Operation[][] =>
    names.map((name) => {
      const calls = heard.calls.filter(({ conversation }) => conversation === name);
      return points.map((point) =>
        joinOperations(calls.map((call) => operate(call, point, { judge, recognizerDelayMs: delayMs }))),
      );
    });
  const policy = createEndpointPolicy(defaultSettings.turn);
  const shippedAt = (delayMs: number): Operation =>
    joinOperations(operateAll([withPatience(policy, 1)], delayMs).flat());
  const patient = PATIENCES.map((patience) => withPatience(policy, patience));
  const points = operateAll(patient, recognizerDelayMs);
  const timers = operateAll(TIMERS_MS.map(silenceTimer), recognizerDelayMs);
  const shipped = shippedAt(recognizerDelayMs);
  const fast = shippedAt(FAST_RECOGNIZER_DELAY_MS);
  const intervals = bootstrapIntervals(points, timers);
  return {
    turns: shipped.turnCount,
    questions: shipped.questionDelaysMs.length,
    ...scoreOf(shipped, joinPoints(points)),
    questionDelayMs: distribution(shipped.questionDelaysMs),
    cutOffs: shipped.cutOffCount,
    merged: shipped.mergedCount,
    timer: scoreOf(
      joinOperations(operateAll([silenceTimer(TYPICAL_TIMER_MS)], recognizerDelayMs).flat()),
      joinPoints(timers),
    ),
    withFastRecognizer: {
      ...scoreOf(fast, joinPoints(operateAll(patient, FAST_RECOGNIZER_DELAY_MS))),
      questionDelayMs: distribution(fast.questionDelaysMs),
      cutOffs: fast.cutOffCount,
    },
    conversations: names.length,
    ...(intervals && { intervals }),
    words: heard.words,
    assumptions: [
      `voice detector: ${heard.detector}`,
      `words: ${heard.words}; labelled words share the voice heard in their utterance, without punctuation or case; the words before a pause are known ${recognizerDelayMs} ms after it is announced, nothing sooner`,
      'files without utterances are left out where others have them: speech segments do not say where a turn ends',
      `no delay is measured where the next utterance overlaps, follows within ${JOINED_GAP_MS} ms, or began before the end was declared`,
      `at 300/600 ms and at 5 %: best point of the policy with all its waits ${PATIENCES.at(0)?.toFixed(2)} to ${PATIENCES.at(-1)?.toFixed(2)} times as long, against the best silence timer; delays are medians; the timer line shows a ${TYPICAL_TIMER_MS} ms timer`,
    ].join('\n'),
  };
}

export function printEndpoint(report: EndpointReport): string {
  const line = (name: string, score: EndpointScore): string =>
    `${name.padEnd(16)} delay p50 ${ms(score.delayMs.p50)}, p95 ${ms(score.delayMs.p95)}; cut-offs at 300 ms ${rate(score.cutOffRate.at300ms)}, at 600 ms ${rate(score.cutOffRate.at600ms)}; delay at 5 % cut-offs ${ms(score.delayAt5PercentCutOffsMs)}`;
  const shipped = (name: string, score: Pick<EndpointReport, 'cutOffs' | 'questionDelayMs'>): string =>
    `${name}: ${score.cutOffs} of ${report.turns} turns cut; questions end after p50 ${ms(score.questionDelayMs.p50)}, p95 ${ms(score.questionDelayMs.p95)}`;
  return [
    line('adaptive', report),
    line('fast recognizer', report.withFastRecognizer),
    line('silence timer', report.timer),
    `${shipped('as shipped', report)}; ${report.merged} turns joined with the next, ${report.questions} questions`,
    shipped('… with a fast recognizer', report.withFastRecognizer),
    ...(report.intervals ? [printIntervals(report.intervals, report.conversations)] : []),
    report.assumptions,
  ].join('\n');
}

function printIntervals(intervals: EndpointIntervals, conversationCount: number): string {
  const { cutOffRateAt600ms, timerCutOffRateAt600ms, cutOffRatioAt600ms, delayRatioAt5Percent } = intervals;
  const between = ([low, high]: readonly [number | null, number | null]): string =>
    low === null || high === null ? '–' : `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `95 % of resampled sets of ${conversationCount} conversations: cut-offs at 600 ms ${rate(cutOffRateAt600ms[0])} to ${rate(cutOffRateAt600ms[1])}, timer ${rate(timerCutOffRateAt600ms[0])} to ${rate(timerCutOffRateAt600ms[1])}, ratio ${between(cutOffRatioAt600ms)}; ratio of delays at 5 % ${between(delayRatioAt5Percent)}`;
}

function ms(value: number | null): string {
  return value === null || Number.isNaN(value) ? '–' : `${Math.round(value)} ms`;
}

function rate(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)} %`;
}
