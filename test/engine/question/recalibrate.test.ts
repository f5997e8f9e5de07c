import { describe, expect, test } from 'vitest';
import { costOf, logLoss, recalibrate } from '../../../engine/question/recalibrate.ts';
import type { Label } from '../../../engine/question/recalibrate.ts';

const SHIPPED = { platt: { slope: 1, intercept: 0 }, threshold: 1 / 3 };

/** Log-odds spread evenly; the truth turns at `turn`. */
function labels(count: number, turn: number): Label[] {
  return Array.from({ length: count }, (_, index) => {
    const logOdds = ((index * 37) % 100) / 12.5 - 4;
    return { logOdds, isQuestion: logOdds > turn };
  });
}

describe('recalibration', () => {
  test('waits for fifty labels, and for both kinds', () => {
    expect(recalibrate(labels(49, 2), SHIPPED)).toBeUndefined();
    expect(recalibrate(labels(200, 10), SHIPPED)).toBeUndefined();
  });

  test('follows a user whose questions score higher than in training', () => {
    const all = labels(200, 2);
    const fitted = recalibrate(all, SHIPPED);
    expect(fitted).toBeDefined();
    if (!fitted) return;
    expect(logLoss(all, fitted.platt)).toBeLessThan(logLoss(all, SHIPPED.platt));
    expect(costOf(all, fitted)).toBeLessThan(costOf(all, SHIPPED));
  });

  test('keeps what was shipped when labels say the opposite of themselves', () => {
    const random = Array.from({ length: 200 }, (_, index) => ({
      logOdds: (((index * 7) % 20) - 10) / 3,
      // Held-back labels (every fourth) contradict the others.
      isQuestion: (index % 4 === 3) === (index * 7) % 20 > 10,
    }));
    expect(recalibrate(random, SHIPPED)).toBeUndefined();
  });
});
