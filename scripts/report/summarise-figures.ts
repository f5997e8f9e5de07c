import { median, percentile, percentilesOf } from '../../engine/base/percentiles.ts';
import type { Figure } from '../../engine/telemetry/performance-log.ts';

/** Latency of one kind of result against its objectives. */
export interface LatencyRow {
  readonly name: string;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly objectives: readonly {
    readonly percentile: 50 | 95 | 99;
    readonly limitMs: number;
    readonly isMet: boolean;
  }[];
}

export interface DayRow {
  /** `2026-11-28`, local time. */
  readonly day: string;
  readonly answerCount: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** What `sotto report` says; every number is of real use on this machine. */
export interface PerformanceSummary {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly figures: number;
  readonly latency: readonly LatencyRow[];
  readonly days: readonly DayRow[];
  readonly reliability: {
    readonly answers: number;
    /** Answers that ended complete or at their limit; superseded ones are the user's choice and not counted. */
    readonly succeeded: number;
    readonly successRate: number | null;
    readonly utterances: number;
    readonly utterancesLost: number;
    readonly starts: number;
    /** Starts of the engine that no orderly stop preceded, the first one aside. */
    readonly crashes: number;
  };
  readonly detector: {
    readonly judged: number;
    readonly rightlyAnswered: number;
    readonly needless: number;
    readonly missed: number;
    readonly precision: number | null;
    readonly drift: string;
  };
  readonly incidents: readonly { readonly name: string; readonly count: number; readonly lastAtMs: number }[];
}

interface Objective {
  readonly percentile: 50 | 95 | 99;
  readonly limitMs: number;
}

/** The objectives of docs/measurements.md that can be measured in real use. */
const OBJECTIVES: readonly { name: string; label: string; goals: readonly Objective[] }[] = [
  {
    name: 'cached',
    label: 'First bullet, cached',
    goals: [
      { percentile: 50, limitMs: 3 },
      { percentile: 99, limitMs: 25 },
    ],
  },
  { name: 'speculated', label: 'First bullet, prepared', goals: [{ percentile: 50, limitMs: 450 }] },
  {
    name: 'live',
    label: 'First bullet, live',
    goals: [
      { percentile: 50, limitMs: 900 },
      { percentile: 95, limitMs: 1_800 },
    ],
  },
];
const TRANSCRIPT_GOALS: readonly Objective[] = [{ percentile: 50, limitMs: 700 }];
/** Reasons why an utterance without text does not count as lost: nothing was said. */
const NOT_SAID: ReadonlySet<string> = new Set(['too-short', 'empty', 'invented']);
const SUCCEEDED: ReadonlySet<string> = new Set(['complete', 'capped']);

/** @param figures oldest first. */
export function summariseFigures(
  figures: readonly Figure[],
  sinceMs: number,
  untilMs: number,
): PerformanceSummary {
  const of = (kind: Figure['kind']): readonly Figure[] => figures.filter((figure) => figure.kind === kind);
  const answers = of('answer');
  const settled = answers.filter(({ detail }) => detail !== 'superseded' && detail !== 'interrupted');
  const succeeded = settled.filter(({ detail }) => SUCCEEDED.has(detail)).length;
  const lost = of('lost').filter(({ name }) => !NOT_SAID.has(name)).length;
  const feedback = countBy(of('feedback'), ({ name }) => name);
  const right = (feedback.get('good') ?? 0) + (feedback.get('bad') ?? 0);
  const needless = feedback.get('not-a-question') ?? 0;
  return {
    sinceMs,
    untilMs,
    figures: figures.length,
    latency: [
      ...OBJECTIVES.map(({ name, label, goals }) =>
        latencyRow(label, valuesOf(answers.filter((answer) => answer.name === name)), goals),
      ),
      latencyRow('Final text', valuesOf(of('transcript')), TRANSCRIPT_GOALS),
    ].filter((row) => row.count > 0),
    days: daysOf(answers),
    reliability: {
      answers: settled.length,
      succeeded,
      successRate: ratio(succeeded, settled.length),
      utterances: of('transcript').length + lost,
      utterancesLost: lost,
      starts: of('start').length,
      crashes: countCrashes(figures),
    },
    detector: {
      judged: right + needless,
      rightlyAnswered: right,
      needless,
      missed: feedback.get('missed') ?? 0,
      precision: ratio(right, right + needless),
      drift: of('drift').at(-1)?.name ?? 'unknown',
    },
    incidents: incidentsOf([...of('failure'), ...of('incident')]),
  };
}

function latencyRow(name: string, values: readonly number[], goals: readonly Objective[]): LatencyRow {
  const { p50, p95, p99 } = percentilesOf(values);
  const at = { 50: p50, 95: p95, 99: p99 };
  return {
    name,
    count: values.length,
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
    objectives: goals.map((goal) => ({ ...goal, isMet: at[goal.percentile] <= goal.limitMs })),
  };
}

function daysOf(answers: readonly Figure[]): readonly DayRow[] {
  const days = Map.groupBy(answers, ({ atMs }) => localDay(atMs));
  return [...days].map(([day, rows]) => {
    const values = valuesOf(rows);
    return {
      day,
      answerCount: rows.length,
      p50Ms: values.length > 0 ? median(values) : null,
      p95Ms: values.length > 0 ? percentile(values, 0.95) : null,
    };
  });
}

function localDay(atMs: number): string {
  const date = new Date(atMs);
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}

function countCrashes(figures: readonly Figure[]): number {
  let isRunning = false;
  let crashCount = 0;
  for (const { kind } of figures) {
    if (kind === 'start') {
      if (isRunning) crashCount += 1;
      isRunning = true;
    } else if (kind === 'stop') isRunning = false;
  }
  return crashCount;
}

function incidentsOf(figures: readonly Figure[]): PerformanceSummary['incidents'] {
  const groups = Map.groupBy(figures, ({ name, detail }) => (detail === '' ? name : `${name} ${detail}`));
  return [...groups]
    .map(([name, rows]) => ({ name, count: rows.length, lastAtMs: rows.at(-1)?.atMs ?? 0 }))
    .toSorted((a, b) => b.count - a.count);
}

function valuesOf(figures: readonly Figure[]): number[] {
  return figures.flatMap(({ value }) => (value === null ? [] : [value]));
}

function countBy(figures: readonly Figure[], key: (figure: Figure) => string): Map<string, number> {
  return new Map([...Map.groupBy(figures, key)].map(([name, rows]) => [name, rows.length]));
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
