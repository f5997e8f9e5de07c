import { defaultSettings } from '../../engine/protocol/settings.ts';
import {
  createEndpointPolicy,
  HANGOVER_RULE,
  type HangoverRule,
  type TurnText,
} from '../../engine/vad/endpoint-policy.ts';
import {
  type HangoverOf,
  type HeardCall,
  joinOperations,
  operate,
  type Operation,
  withPatience,
} from './endpoint-operation.ts';
import { joinPoints, PATIENCES, scoreOf, silenceTimer, TIMERS_MS } from './endpoint-score.ts';
import { hearCalls, loadJudge } from './heard-calls.ts';
import type { HeardPause } from './heard-pauses.ts';
import { seededRandom } from '../../test/fakes/seeded-random.ts';

const RECOGNIZER_DELAY_MS = 400;
const WHOLE_RATIOS = [0.5, 0.6, 0.65, 0.7, 0.75];
const UNFINISHED_MS = [900, 1_200, 1_600];
/** About as many pauses are taken for an end by chance as by completeness. */
const CHANCE_OF_END = 0.6;
const { minHangoverMs } = defaultSettings.turn;

/** For each conversation all operating points. */
type Points = readonly (readonly Operation[])[];

/**
 * Chooses the hangover rule with each conversation held out in turn, and shows what other evidence would add.
 * @param modelPath left out: the labelled words are used.
 */
export async function studyEndpointRule(
  manifestPaths: readonly string[],
  modelPath: string | undefined,
  print: (line: string) => void,
): Promise<void> {
  const [judge, heard] = await Promise.all([
    loadJudge(),
    hearCalls(manifestPaths, {
      modelPath,
      ignoresLabelledWords: modelPath !== undefined,
      recognizerDelayMs: RECOGNIZER_DELAY_MS,
      signal: new AbortController().signal,
    }),
  ]);
  const { calls } = heard;
  const names = [...new Set(calls.map(({ conversation }) => conversation))];
  const deps = { judge, recognizerDelayMs: RECOGNIZER_DELAY_MS };
  const pointsOf = (hangovers: readonly HangoverOf[]): Points =>
    names.map((name) => {
      const own = calls.filter(({ conversation }) => conversation === name);
      return hangovers.map((hangoverOf) =>
        joinOperations(own.map((call) => operate(call, hangoverOf, deps))),
      );
    });
  const timer = pointsOf(TIMERS_MS.map(silenceTimer));
  const row = (name: string, points: Points): void => print(describe(name, points));
  print(`${names.length} conversations; words ${heard.words}; known ${RECOGNIZER_DELAY_MS} ms after a pause`);
  row('silence timer', timer);
  row('by chance', pointsOf(patient(chanceRule())));
  for (const [name, hangoverOf] of Object.entries(evidence(calls))) row(name, pointsOf(patient(hangoverOf)));
  const candidates = WHOLE_RATIOS.flatMap((wholeRatio) =>
    UNFINISHED_MS.map((unfinishedMs) => ({ ...HANGOVER_RULE, wholeRatio, unfinishedMs })),
  );
  const known = candidates.map((rule) => ({ rule, points: pointsOf(patient(ruleOf(rule))) }));
  const chosen = names.map((_, heldOut) => bestWithout(heldOut, known, timer));
  row(
    'rule chosen without the call',
    chosen.map(({ points }, index) => points[index] ?? []),
  );
  print(`chosen: ${tally(chosen.map(({ rule }) => `${rule.wholeRatio} / ${rule.unfinishedMs} ms`))}`);
}

function ruleOf(rule: HangoverRule): HangoverOf {
  return withPatience(createEndpointPolicy(defaultSettings.turn, rule), 1);
}

function patient(hangoverOf: HangoverOf): HangoverOf[] {
  return PATIENCES.map((patience) => (pause, text) => hangoverOf(pause, text) * patience);
}

function bestWithout<Candidate extends { readonly points: Points }>(
  heldOut: number,
  candidates: readonly Candidate[],
  timer: Points,
): Candidate {
  const without = (points: Points): Points => points.toSpliced(heldOut, 1);
  const loss = (points: Points): number => lossOf(without(points), without(timer));
  return candidates.toSorted((a, b) => loss(a.points) - loss(b.points))[0]!;
}

/** Cut-offs within 600 ms and delay at 5 %, each against the timer's. */
function lossOf(points: Points, timer: Points): number {
  const [score, reference] = [points, timer].map((each) => {
    const joined = joinPoints(each);
    return scoreOf(joined[0]!, joined);
  });
  const cutOffs = (score?.cutOffRate.at600ms ?? 1) / (reference?.cutOffRate.at600ms ?? 1);
  const delay = (score?.delayAt5PercentCutOffsMs ?? 3_000) / (reference?.delayAt5PercentCutOffsMs ?? 3_000);
  return cutOffs + delay;
}

/** The shipped rule over other evidence than completeness alone. */
function evidence(calls: readonly HeardCall[]): Record<string, HangoverOf> {
  const usualMs = usualPauses(calls);
  const shifted =
    (shiftOf: (pause: HeardPause, text: TurnText) => number): HangoverOf =>
    (pause, text) =>
      shipped(pause, text && { ...text, completeness: shift(text.completeness, shiftOf(pause, text)) });
  const shipped = ruleOf(HANGOVER_RULE);
  const riseOf = ({ voice }: HeardPause): number =>
    Math.max(-4, Math.min(4, voice?.finalPitchRiseSemitones ?? 0));
  return {
    'words (shipped)': shipped,
    '… questions as other words': (pause, text) => shipped(pause, text && { ...text, isAsking: false }),
    '… falling pitch later': shifted((pause) => 0.15 * riseOf(pause)),
    '… falling pitch sooner': shifted((pause) => -0.15 * riseOf(pause)),
    '… lengthening sooner': shifted(
      ({ voice }) => 0.5 * Math.min(2, (voice?.finalLengtheningRatio ?? 1) - 1),
    ),
    "… speaker's own pauses": (pause, text) =>
      Math.max(shipped(pause, text), 1.2 * (usualMs.get(pause) ?? 0)),
  };
}

/** What each speaker's pauses within turns were like before: a running mean, as in LiveKit's dynamic endpointing. */
function usualPauses(calls: readonly HeardCall[]): Map<HeardPause, number> {
  const usual = new Map<HeardPause, number>();
  for (const { pauses } of calls) {
    let meanMs = 0;
    for (const pause of pauses) {
      usual.set(pause, meanMs);
      const pauseMs = pause.resumedAtMs - pause.endMs;
      if (pauseMs < HANGOVER_RULE.unfinishedMs) meanMs = 0.85 * meanMs + 0.15 * pauseMs;
    }
  }
  return usual;
}

function chanceRule(): HangoverOf {
  const random = seededRandom(1);
  const ends = new Map<HeardPause, boolean>();
  return (pause, text) => {
    if (!text) return HANGOVER_RULE.unknownTextMs;
    const isEnd = ends.get(pause) ?? random() < CHANCE_OF_END;
    ends.set(pause, isEnd);
    return isEnd ? minHangoverMs : HANGOVER_RULE.unfinishedMs;
  };
}

function shift(probability: number, logOdds: number): number {
  return 1 / (1 + (1 / probability - 1) * Math.exp(-logOdds));
}

function describe(name: string, points: Points): string {
  const joined = joinPoints(points);
  const { cutOffRate, delayAt5PercentCutOffsMs } = scoreOf(joined[0]!, joined);
  const percent = (rate: number | null): string => (rate === null ? '–' : `${(100 * rate).toFixed(1)} %`);
  return `${name.padEnd(30)} cut-offs at 300 ms ${percent(cutOffRate.at300ms)}, at 600 ms ${percent(cutOffRate.at600ms)}; delay at 5 % ${delayAt5PercentCutOffsMs?.toFixed(0) ?? '–'} ms`;
}

function tally(names: readonly string[]): string {
  const counts = Object.groupBy(names, (name) => name);
  return Object.entries(counts)
    .map(([name, same]) => `${name} (${same?.length ?? 0})`)
    .join(', ');
}
