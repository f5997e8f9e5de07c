import { median } from '../../engine/base/percentiles.ts';
import type { Engine } from '../../engine/index.ts';
import { timesRow } from './answer-rig.ts';
import type { BenchRow } from './bench.ts';

/** The cache holds the answers to this many questions when the load begins. */
const QUESTION_COUNT = 50;
const P50_GOAL_MS = 3;
const P95_GOAL_MS = 10;
const P99_GOAL_MS = 25;
const ANSWERED_GOAL_PERCENT = 99.99;

/** What came of a load. */
export interface LoadRun {
  /** From the moment at which a question was due to its first bullet. */
  readonly firstBulletMs: readonly number[];
  readonly acceptedCount: number;
  /** In full. */
  readonly answeredCount: number;
  /** Of the engine's process and all its threads; asking is part of it. */
  readonly computingUs: number;
}

/** @returns how long the process has computed since `since`; a figure that other work on the machine hardly changes. */
export function computingUs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

export function loadQuestionAt(index: number): string {
  return `What is the meaning of case number ${index % QUESTION_COUNT}?`;
}

/** Asks every question once, so that its answer is known. */
export async function fillCache(engine: Engine): Promise<void> {
  for (let index = 0; index < QUESTION_COUNT; index += 1) {
    await engine.execute({ type: 'ask', text: loadQuestionAt(index) });
    await engine.answered();
  }
}

export function loadRows(
  name: string,
  ours: LoadRun,
  peer: { readonly name: string; readonly timesMs: readonly number[] },
): readonly BenchRow[] {
  const times = timesRow(`load: ${name}, first bullet of a cached answer`, ours.firstBulletMs);
  const answeredPercent = (100 * ours.answeredCount) / ours.acceptedCount;
  const answerUs = ours.computingUs / ours.answeredCount;
  return [
    {
      ...times,
      peer: { name: peer.name, p50: median(peer.timesMs) },
      goal: `p50 ≤ ${P50_GOAL_MS}, p95 ≤ ${P95_GOAL_MS}, p99 ≤ ${P99_GOAL_MS} ms`,
      isMet: times.p50 <= P50_GOAL_MS && times.p95 <= P95_GOAL_MS && times.p99 <= P99_GOAL_MS,
    },
    {
      name: `load: ${name}, answered of ${ours.acceptedCount.toLocaleString('en')} accepted`,
      p50: answeredPercent,
      p95: answeredPercent,
      p99: answeredPercent,
      unit: '%',
      goal: `≥ ${ANSWERED_GOAL_PERCENT} %`,
      isMet: answeredPercent >= ANSWERED_GOAL_PERCENT,
    },
    {
      name: `load: ${name}, computing for each answer`,
      p50: answerUs,
      p95: answerUs,
      p99: answerUs,
      unit: 'µs',
    },
  ];
}
