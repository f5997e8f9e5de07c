import { median, percentile } from '../../engine/base/percentiles.ts';
import { HANGOVER_RULE } from '../../engine/vad/endpoint-policy.ts';
import { seededRandom } from '../../test/fakes/seeded-random.ts';
import { joinOperations, type HangoverOf, type Operation } from './endpoint-operation.ts';

export interface EndpointScore {
  /** From the labelled end of an utterance to the decision that the turn is over. */
  readonly delayMs: { readonly p50: number; readonly p95: number };
  /** Share of utterances in which an end was declared, where the median delay is at most 300 or 600 ms. */
  readonly cutOffRate: { readonly at300ms: number | null; readonly at600ms: number | null };
  /** Shortest median delay with at most 5 % of the utterances cut; null when none reaches it. */
  readonly delayAt5PercentCutOffsMs: number | null;
}

export type Interval = readonly [low: number | null, high: number | null];

/** 95 % of the bootstrap's samples of whole conversations lie in each. */
export interface EndpointIntervals {
  readonly cutOffRateAt600ms: Interval;
  readonly timerCutOffRateAt600ms: Interval;
  /** The policy's share of the timer's cut-offs, both at their best within 600 ms. */
  readonly cutOffRatioAt600ms: Interval;
  /** The policy's share of the timer's delay, both with at most 5 % cut. */
  readonly delayRatioAt5Percent: Interval;
}

export const TIMERS_MS = Array.from({ length: 39 }, (_, index) => 100 + index * 50);
/** Operating points of a policy: all its waits as many times as long. Without words they are the timers. */
export const PATIENCES = TIMERS_MS.map((timerMs) => timerMs / HANGOVER_RULE.unknownTextMs);
const RESAMPLE_COUNT = 300;

export function silenceTimer(durationMs: number): HangoverOf {
  return () => durationMs;
}

/** @param points the same rules, more and less patient. */
export function scoreOf(shipped: Operation, points: readonly Operation[]): EndpointScore {
  return {
    delayMs: distribution(shipped.delaysMs),
    cutOffRate: { at300ms: cutOffsWithin(points, 300), at600ms: cutOffsWithin(points, 600) },
    delayAt5PercentCutOffsMs: delayAt5Percent(points),
  };
}

function cutOffsWithin(points: readonly Operation[], budgetMs: number): number | null {
  return smallest(points.filter((point) => median(point.delaysMs) <= budgetMs).map(cutOffRateOf));
}

function delayAt5Percent(points: readonly Operation[]): number | null {
  return smallest(
    points
      .filter((point) => cutOffRateOf(point) <= 0.05 && point.delaysMs.length > 0)
      .map(({ delaysMs }) => median(delaysMs)),
  );
}

/**
 * Draws conversations with replacement, as utterances of one call are not independent.
 * @param policy and `timer`: for each conversation all operating points. @returns undefined for less than 4.
 */
export function bootstrapIntervals(
  policy: readonly (readonly Operation[])[],
  timer: readonly (readonly Operation[])[],
): EndpointIntervals | undefined {
  if (policy.length < 4) return undefined;
  const random = seededRandom(1);
  const samples = Array.from({ length: RESAMPLE_COUNT }, () => {
    const drawn = policy.map(() => Math.floor(random() * policy.length));
    const policyPoints = joinPoints(drawn.map((index) => policy[index] ?? []));
    const timerPoints = joinPoints(drawn.map((index) => timer[index] ?? []));
    const [rate, timerRate] = [cutOffsWithin(policyPoints, 600), cutOffsWithin(timerPoints, 600)];
    return {
      rate,
      timerRate,
      rateRatio: ratioOf(rate, timerRate),
      delayRatio: ratioOf(delayAt5Percent(policyPoints), delayAt5Percent(timerPoints)),
    };
  });
  return {
    cutOffRateAt600ms: middle95Percent(samples.map(({ rate }) => rate)),
    timerCutOffRateAt600ms: middle95Percent(samples.map(({ timerRate }) => timerRate)),
    cutOffRatioAt600ms: middle95Percent(samples.map(({ rateRatio }) => rateRatio)),
    delayRatioAt5Percent: middle95Percent(samples.map(({ delayRatio }) => delayRatio)),
  };
}

/** @param calls for each call all operating points. @returns for each operating point all calls. */
export function joinPoints(calls: readonly (readonly Operation[])[]): Operation[] {
  const pointCount = calls[0]?.length ?? 0;
  return Array.from({ length: pointCount }, (_, point) =>
    joinOperations(calls.flatMap((points) => points[point] ?? [])),
  );
}

export function distribution(values: readonly number[]): { p50: number; p95: number } {
  return { p50: median(values), p95: percentile(values, 0.95) };
}

function cutOffRateOf({ cutOffCount, turnCount }: Operation): number {
  return cutOffCount / turnCount;
}

function smallest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

function ratioOf(value: number | null, reference: number | null): number | null {
  return value === null || reference === null || reference === 0 ? null : value / reference;
}

function middle95Percent(values: readonly (number | null)[]): Interval {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [null, null];
  return [percentile(known, 0.025), percentile(known, 0.975)];
}
