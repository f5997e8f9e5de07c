import { expect, test } from 'vitest';
import { judgeKills } from '../../../scripts/kills/judge-kills.ts';
import type { KillOutcome } from '../../../scripts/kills/kill-engine.ts';

const HARMLESS: KillOutcome = {
  lostMs: 2_000,
  lostRowCount: 0,
  reportedRowCount: 3,
  isDatabaseWhole: true,
  orphanCount: 0,
  internalFailures: [],
};

test('kills that lose two seconds of words at most break no limit', () => {
  expect(judgeKills([HARMLESS, { ...HARMLESS, lostMs: 500 }], 2)).toEqual({
    killCount: 2,
    reportedRowCount: 6,
    lostRowCount: 0,
    brokenDatabaseCount: 0,
    orphanCount: 0,
    internalFailures: [],
    lostWordsMs: { p50: 500, p95: 2_000, max: 2_000 },
    broken: [],
  });
});

test.each<readonly [string, Partial<KillOutcome>]>([
  ['rows', { lostRowCount: 1 }],
  ['database', { isDatabaseWhole: false }],
  ['orphans', { orphanCount: 1 }],
  ['internal failures', { internalFailures: ['What?'] }],
  ['lost words', { lostMs: 2_001 }],
])('one kill among many that breaks the limit of %s is enough', (name, outcome) => {
  expect(judgeKills([HARMLESS, { ...HARMLESS, ...outcome }, HARMLESS], 3).broken).toEqual([name]);
});

test('each failure is reported once', () => {
  const failing = { ...HARMLESS, internalFailures: ['What?', 'Why?'] };
  expect(judgeKills([failing, failing], 2).internalFailures).toEqual(['What?', 'Why?']);
});

test('a run that was ended early has proven nothing', () => {
  expect(judgeKills([HARMLESS], 2).broken).toEqual(['kills']);
  expect(judgeKills([], 1)).toMatchObject({ lostWordsMs: { max: 0 }, broken: ['kills'] });
});
