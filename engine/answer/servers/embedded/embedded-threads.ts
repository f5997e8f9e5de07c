import { cpus } from 'node:os';
import path from 'node:path';
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../../../base/atomic-file.ts';
import { areCoresBusy } from '../../../base/busy-cores.ts';
import { readStateFileSync } from '../../../base/regular-file.ts';

/** How many threads serve a model best: measured, because cores differ in kind and number. */

const MAX_THREAD_COUNT = 8;
/** Enough to compare thread counts: a piece of prompt computed in one batch, then words one by one. */
const PROMPT_TOKEN_COUNT = 32;
const WORD_COUNT = 6;
/** The best of the rounds counts: something else may have had the cores for a moment. */
const ROUND_COUNT = 3;
/** Fewer threads must be this much faster: they look better than they are while something else has a core. */
const CLEARLY_FASTER_RATIO = 0.85;

const memorySchema = z.record(z.string(), z.int().min(1).max(MAX_THREAD_COUNT));

/** All cores, and half of them where they are shared or slow in pairs. */
export function threadCountsToTry(coreCount: number): readonly number[] {
  const mostCount = Math.max(1, Math.min(MAX_THREAD_COUNT, coreCount));
  return [...new Set([mostCount, Math.ceil(mostCount / 2)])];
}

/** While speech recognition works, half of the threads are left to it. */
export function sharedThreadCount(threadCount: number): number {
  return Math.max(1, Math.floor(threadCount / 2));
}

/**
 * Times the same short work with each thread count and leaves the sequence empty.
 * @param setThreadCount holds from the next token on.
 */
export async function measureThreadCount(
  model: Pick<LlamaModel, 'tokenizer'>,
  sequence: Pick<LlamaContextSequence, 'evaluate' | 'clearHistory'>,
  coreCount: number,
  setThreadCount: (threadCount: number) => void,
): Promise<number> {
  const tokens = model
    .tokenizer('The lazy dog sleeps. '.repeat(PROMPT_TOKEN_COUNT))
    .slice(0, PROMPT_TOKEN_COUNT);
  const counts = threadCountsToTry(coreCount);
  if (counts.length === 1) return counts[0] ?? 1;
  const bestMs = new Map<number, number>();
  for (const threadCount of Array.from({ length: ROUND_COUNT }, () => counts).flat()) {
    setThreadCount(threadCount);
    await sequence.clearHistory();
    const startedAtMs = performance.now();
    let wordCount = 0;
    for await (const _ of sequence.evaluate(tokens, { temperature: 0 })) {
      wordCount += 1;
      if (wordCount >= WORD_COUNT) break;
    }
    const tookMs = performance.now() - startedAtMs;
    bestMs.set(threadCount, Math.min(tookMs, bestMs.get(threadCount) ?? Infinity));
  }
  await sequence.clearHistory();
  const [most = 1, fewer = most] = counts;
  const isClear = (bestMs.get(fewer) ?? 0) < CLEARLY_FASTER_RATIO * (bestMs.get(most) ?? 0);
  return isClear ? fewer : most;
}

/**
 * The thread count as it was measured once. While something else has the cores, fewer threads look better than
 * they are: then all are used, and it is measured at a later load.
 */
export async function settleThreadCount(
  memory: { readonly path: string | undefined; readonly key: string },
  coreCount: number,
  measure: () => Promise<number>,
  isMachineBusy = areCoresBusy,
): Promise<number> {
  const known = recallThreadCount(memory.path, memory.key);
  if (known !== undefined) return known;
  if (await isMachineBusy()) return threadCountsToTry(coreCount)[0] ?? 1;
  const measured = await measure();
  await keepThreadCount(memory.path, memory.key, measured);
  return measured;
}

/** What a measurement depends on. */
export function threadKey(bindingVersion: string, modelBytes: number): string {
  const [cpu] = cpus();
  return [bindingVersion, modelBytes, cpu?.model ?? '', cpus().length].join(' · ');
}

export function recallThreadCount(memoryPath: string | undefined, key: string): number | undefined {
  return readMemory(memoryPath)[key];
}

/** Failing to store it only costs a second at the next load. */
export async function keepThreadCount(
  memoryPath: string | undefined,
  key: string,
  threadCount: number,
): Promise<void> {
  if (memoryPath === undefined) return;
  try {
    await makeFolder(path.dirname(memoryPath));
    await writeFileAtomic(memoryPath, JSON.stringify({ ...readMemory(memoryPath), [key]: threadCount }));
  } catch {
    // Measured again next time.
  }
}

function readMemory(memoryPath: string | undefined): Readonly<Record<string, number>> {
  if (memoryPath === undefined) return {};
  try {
    return memorySchema.parse(JSON.parse(readStateFileSync(memoryPath)));
  } catch {
    return {};
  }
}
