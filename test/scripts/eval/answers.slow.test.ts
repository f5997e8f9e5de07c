import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateAnswers, printAnswers, type AnswersReport } from '../../../scripts/eval/answers.ts';
import { makeDataFolder } from '../../e2e/run-cli.ts';
import { toyChat, toyChatPath } from '../../fakes/toy-chat.ts';

/** The evaluation itself, with real llama.cpp and the toy model. */

async function evaluate(known: object): Promise<AnswersReport> {
  using folder = makeDataFolder();
  const file = path.join(folder.path, 'known.json');
  writeFileSync(file, JSON.stringify(known));
  return await evaluateAnswers(file, { modelPath: toyChatPath });
}

test('known answers are exact in every wording, and an endless one is silent after its abort', async () => {
  const [first, second] = toyChat.entries.slice(0, 2);
  if (!first || !second) throw new Error('there are entries');
  const wrong = { ...second, variants: [], bullets: second.bullets.map((bullet) => `${bullet} not`) };
  const report = await evaluate({ entries: [first, wrong], endless: toyChat.endless });
  expect(report).toMatchObject({
    questions: 2 + first.variants.length,
    exact: 1 + first.variants.length,
    contractViolations: 0,
    abortToSilenceMs: { p50: expect.any(Number) as number },
  });
  // Of a prompt that is kept, all but the question is in memory.
  expect(report.promptTokens.warm).toBeLessThan(report.promptTokens.cold);
  expect(report.memoryBytes.loaded).toBeGreaterThan(report.memoryBytes.afterUnload);
});

test('without an endless question no abort is measured, and the table leaves it out', async () => {
  const [first] = toyChat.entries;
  const report = await evaluate({ entries: [{ ...first, variants: [] }] });
  expect(report.abortToSilenceMs).toBeNull();
  expect(printAnswers(report)).not.toContain('abort to silence');
  expect(printAnswers(report)).toMatch(/^exact bullets +1 \(100\.0 %\)$/m);
  const aborted = printAnswers({ ...report, abortToSilenceMs: { p50: 1.26, p95: 3 } });
  expect(aborted).toMatch(/^abort to silence +p50 1\.3 ms, p95 3\.0 ms$/m);
});
