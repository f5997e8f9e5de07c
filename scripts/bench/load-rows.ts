import { median } from '../../engine/base/percentiles.ts';
import type { Engine } from '../../engine/index.ts';
import type { BenchRow } from './bench.ts';
import { atLeast, atMost, benchRow } from './bench-row.ts';

/** The cache holds the answers to this many questions when the load begins. */
const QUESTION_COUNT = 50;
const FIRST_BULLET_GOALS_MS = { p50: 3, p95: 10, p99: 25 };
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
  const answeredPercent = (100 * ours.answeredCount) / ours.acceptedCount;
  const answerUs = ours.computingUs / ours.answeredCount;
  return [
    atMost(
      FIRST_BULLET_GOALS_MS,
      benchRow(`load: ${name}, first bullet of a cached answer`, 'ms', ours.firstBulletMs, {
        name: peer.name,
        p50: median(peer.timesMs),
      }),
    ),
    atLeast(
      ANSWERED_GOAL_PERCENT,
      benchRow(`load: ${name}, answered of ${ours.acceptedCount.toLocaleString('en')} accepted`, '%', [
        answeredPercent,
      ]),
    ),
    benchRow(`load: ${name}, computing for each answer`, 'µs', [answerUs]),
  ];
}
