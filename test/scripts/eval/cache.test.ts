import { expect, test } from 'vitest';
import { evaluateCache, printCache } from '../../../scripts/eval/cache.ts';

test('recogniser variants hit, nothing hits falsely, in each half of the data', async () => {
  const report = await evaluateCache(new URL('../../fixtures/paraphrases.jsonl', import.meta.url).pathname);
  expect(report).toMatchObject({ groups: 72, wordings: 297, nearMissPairs: 70 });
  for (const scores of [report, report.folds.tuned, report.folds.heldOut]) {
    expect(scores.byKind['asr']?.hitRate).toBeGreaterThanOrEqual(0.95);
    expect(scores).toMatchObject({ falseHitRate: 0, falseHits: [], crossGroupFalseHits: 0 });
  }
  expect(printCache(report)).toContain('held-out fold');
});
