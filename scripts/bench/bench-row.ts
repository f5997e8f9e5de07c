import { percentilesOf, type Percentiles } from '../../engine/base/percentiles.ts';
import type { BenchRow } from './bench.ts';

/** Of each percentile that is named; a number is the limit of a figure that was measured once. */
type Limits = number | Partial<Percentiles>;

/** A figure without a goal. @param values all that was measured, in any order. */
export function benchRow(
  name: string,
  unit: BenchRow['unit'],
  values: readonly number[],
  peer?: BenchRow['peer'],
): BenchRow {
  return { name, ...percentilesOf(values), unit, ...(peer && { peer }) };
}

/** Judges a figure that should be small. Of nothing measured no limit is held. */
export function atMost(limits: Limits, row: BenchRow): BenchRow {
  return judge(limits, row, '≤', (value, limit) => value <= limit);
}

/** Judges a figure that should be large. Of nothing measured no limit is held. */
export function atLeast(limits: Limits, row: BenchRow): BenchRow {
  return judge(limits, row, '≥', (value, limit) => value >= limit);
}

function judge(
  limits: Limits,
  row: BenchRow,
  sign: string,
  isHeld: (value: number, limit: number) => boolean,
): BenchRow {
  const byPercentile = typeof limits === 'number' ? { p50: limits } : limits;
  const named = (['p50', 'p95', 'p99'] as const).flatMap((key) => {
    const limit = byPercentile[key];
    return limit === undefined ? [] : [{ key, limit }];
  });
  const texts = named.map(({ key, limit }) =>
    [...(typeof limits === 'number' ? [] : [key]), sign, Number(limit.toPrecision(5))].join(' '),
  );
  const suffix = row.unit === 'count' || row.unit === 'ratio' ? '' : ` ${row.unit}`;
  return {
    ...row,
    goal: `${texts.join(', ')}${suffix}`,
    isMet: named.every(({ key, limit }) => isHeld(row[key], limit)),
  };
}
