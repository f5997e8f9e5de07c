import { median, percentile } from '../../engine/base/percentiles.ts';
import type { Bench } from './bench.ts';
import { atLeast, atMost, benchRow } from './bench-row.ts';
import { runFuzzedTurns } from './fuzzed-turns.ts';

const TURN_COUNT = 10_000;
const SEED = 2_026;

/** Speculation in virtual time: how much model time it hides, at what price, and that it never shows a wrong guess. */
export const bench: Bench = {
  name: 'hidden-work',
  about: '10,000 fuzzed turns in virtual time: model work done before the question is asked',
  async run() {
    const turns = await runFuzzedTurns(TURN_COUNT, SEED);
    const shares = turns.hiddenShares.map((share) => 100 * share);
    const meanPercent = shares.reduce((total, share) => total + share, 0) / shares.length;
    return [
      atLeast(
        95,
        benchRow(
          'hidden work: of the time between pause and end of turn, where the text stood (mean over turns)',
          '%',
          [meanPercent],
          { name: 'without speculation', p50: 0 },
        ),
      ),
      {
        name: 'hidden work: the same, by turn (p50, and what 95 and 99 % of the turns reach)',
        p50: median(shares),
        p95: percentile(shares, 0.05),
        p99: percentile(shares, 0.01),
        unit: '%',
      },
      atMost(0.4, benchRow('hidden work: model calls for nothing, a turn', 'ratio', [turns.extraCallRatio])),
      atMost(
        0,
        benchRow('hidden work: answers shown that were started for another question', 'count', [
          turns.wrongReleaseCount,
        ]),
      ),
      atMost(
        0,
        benchRow('hidden work: events of an older question after a newer one began', 'count', [
          turns.staleEventCount,
        ]),
      ),
    ];
  },
};
