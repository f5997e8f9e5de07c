import { median, percentile } from '../../engine/base/percentiles.ts';
import type { KillOutcome } from './kill-engine.ts';

const LOST_LIMIT_MS = 2_000;

/** What all kills cost together. */
export interface KillVerdict {
  readonly killCount: number;
  readonly reportedRowCount: number;
  readonly lostRowCount: number;
  readonly brokenDatabaseCount: number;
  readonly orphanCount: number;
  readonly internalFailures: readonly string[];
  /** NaN and 0 when nothing was killed. */
  readonly lostWordsMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** Limits that were broken; empty when all were held. */
  readonly broken: readonly string[];
}

/** @param wantedCount how many kills there should be: a run that was ended early has proven nothing. */
export function judgeKills(outcomes: readonly KillOutcome[], wantedCount: number): KillVerdict {
  const total = (figure: (outcome: KillOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + figure(outcome), 0);
  const lostMs = outcomes.map((outcome) => outcome.lostMs);
  const figures = {
    killCount: outcomes.length,
    reportedRowCount: total(({ reportedRowCount }) => reportedRowCount),
    lostRowCount: total(({ lostRowCount }) => lostRowCount),
    brokenDatabaseCount: total(({ isDatabaseWhole }) => (isDatabaseWhole ? 0 : 1)),
    orphanCount: total(({ orphanCount }) => orphanCount),
    internalFailures: [...new Set(outcomes.flatMap(({ internalFailures }) => internalFailures))],
    lostWordsMs: { p50: median(lostMs), p95: percentile(lostMs, 0.95), max: Math.max(0, ...lostMs) },
  };
  const limits: readonly (readonly [string, boolean])[] = [
    ['kills', figures.killCount === wantedCount],
    ['rows', figures.lostRowCount === 0],
    ['database', figures.brokenDatabaseCount === 0],
    ['orphans', figures.orphanCount === 0],
    ['internal failures', figures.internalFailures.length === 0],
    ['lost words', figures.lostWordsMs.max <= LOST_LIMIT_MS],
  ];
  return { ...figures, broken: limits.filter(([, isHeld]) => !isHeld).map(([name]) => name) };
}
