import { expect, test } from 'vitest';
import { evaluateCache, printCache } from '../../../scripts/eval/cache.ts';

test('recogniser variants hit, nothing hits falsely, in each half of the data', async () => {
  const report = await evaluateCache(new URL('../../fixtures/paraphrases.jsonl', import.meta.url).pathname);
  expect(report).toMatchObject({ groups: 72, wordings: 297, nearMissPairs: 70 });
  expect(report.byKind['asr']?.hitRate).toBeGreaterThanOrEqual(0.89);
  for (const scores of [report, report.folds.tuned, report.folds.heldOut]) {
    expect(scores.byKind['asr']?.hitRate).toBeGreaterThanOrEqual(0.87);
    expect(scores).toMatchObject({ falseHitRate: 0, falseHits: [], crossGroupFalseHits: 0 });
  }
  expect(printCache(report)).toContain('held-out fold');
});

test.each([
  ['paraphrases-more', 0.7],
  ['paraphrases-other', 0.85],
  ['paraphrases-unseen', 0.3],
])('nothing hits falsely on other topics either (%s)', async (name, minAsrHitRate) => {
  const path = new URL(`../../fixtures/${name}.jsonl`, import.meta.url).pathname;
  const report = await evaluateCache(path);
  expect(report).toMatchObject({ falseHits: [], crossGroupFalseHits: 0 });
  expect(report.byKind['asr']?.hitRate).toBeGreaterThanOrEqual(minAsrHitRate);
});
