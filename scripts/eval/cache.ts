import { createHash } from 'node:crypto';
import { z } from 'zod';
import { openAnswerCache, type AnswerCache } from '../../engine/answer/answer-cache.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { readLabelledLines } from './read-labelled.ts';

const wordingSchema = z.object({ text: z.string(), kind: z.string() });
const rowSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('group'),
    id: z.string(),
    topic: z.string(),
    wordings: z.array(wordingSchema).min(1),
  }),
  z.object({
    type: z.literal('near-miss'),
    id: z.string(),
    a: z.string(),
    b: z.string(),
    difference: z.string(),
  }),
]);
/** A group of wordings of one question, or a pair of questions that must not share an answer. */
export type CacheRow = z.infer<typeof rowSchema>;
type Group = Extract<CacheRow, { type: 'group' }>;
type NearMiss = Extract<CacheRow, { type: 'near-miss' }>;

interface HitRate {
  readonly asked: number;
  readonly hits: number;
  readonly hitRate: number;
}

export interface CacheScores {
  readonly groups: number;
  readonly wordings: number;
  /** Wordings that find the answer to the first wording of their group, all groups being in the cache. */
  readonly hitRate: number;
  readonly byKind: Readonly<Record<string, HitRate>>;
  /** By how the answer was found. */
  readonly byRung: Readonly<Record<string, number>>;
  readonly nearMissPairs: number;
  /** Share of the pairs where one question finds the answer to the other, asked either way round. */
  readonly falseHitRate: number;
  readonly falseHits: readonly string[];
  /** Wordings that find an answer while only other groups' wordings, all of them, are in the cache. */
  readonly crossGroupFalseHits: number;
}

/**
 * The figures over the whole file, and over two halves that share no topic, so that a rule which was tuned
 * on the first half is judged on the second.
 */
export interface CacheReport extends CacheScores {
  readonly folds: { readonly tuned: CacheScores; readonly heldOut: CacheScores };
}

const SPACE = { modelId: 'eval', templateHash: '', contextHash: '', language: 'en' };
const FRESH_MS = 86_400_000;
const MODEL = 'eval';

/** @param path JSON Lines of groups of wordings and of near-miss pairs. */
export async function evaluateCache(path: string): Promise<CacheReport> {
  const rows = await readCacheRows(path);
  const [tuned, heldOut] = await Promise.all(
    [0, 1].map((fold) => score(rows.filter((row) => foldOf(row) === fold))),
  );
  if (!tuned || !heldOut) throw new Error('The file holds no rows.');
  return { ...(await score(rows)), folds: { tuned, heldOut } };
}

/** @throws EngineError 'bad-argument' that names the first line that does not fit. */
export function readCacheRows(path: string): Promise<readonly CacheRow[]> {
  return readLabelledLines(path, rowSchema, {
    what: 'group of wordings or pair of near misses',
    remedy: 'Give JSON Lines as in test/fixtures/paraphrases.jsonl.',
  });
}

export function printCache(report: CacheReport): string {
  return [
    scoreLines('all', report),
    scoreLines('tuned fold', report.folds.tuned),
    scoreLines('held-out fold', report.folds.heldOut),
  ].join('\n\n');
}

function scoreLines(title: string, scores: CacheScores): string {
  const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
  const kinds = Object.entries(scores.byKind).map(
    ([kind, { hits, asked, hitRate }]) => `  ${kind.padEnd(12)} ${percent(hitRate)} (${hits} of ${asked})`,
  );
  return [
    `${title}: ${scores.groups} groups, ${scores.wordings} wordings, hits ${percent(scores.hitRate)}`,
    ...kinds,
    `  near misses  ${percent(scores.falseHitRate)} false hits in ${scores.nearMissPairs} pairs`,
    `  other groups ${scores.crossGroupFalseHits} false hits`,
    ...scores.falseHits.map((pair) => `  false hit: ${pair}`),
  ].join('\n');
}

/** Groups of one topic stay together; near misses are dealt out by their name. */
function foldOf(row: CacheRow): number {
  const key = row.type === 'group' ? row.topic : row.id;
  return (createHash('sha256').update(key).digest()[0] ?? 0) % 2;
}

async function score(rows: readonly CacheRow[]): Promise<CacheScores> {
  const groups = rows.filter((row) => row.type === 'group');
  const nearMisses = rows.filter((row) => row.type === 'near-miss');
  const { byKind, byRung } = await hitsByKind(groups);
  const rates = Object.values(byKind);
  const hits = rates.reduce((total, rate) => total + rate.hits, 0);
  const asked = rates.reduce((total, rate) => total + rate.asked, 0);
  const falseHits = await nearMissHits(nearMisses);
  return {
    groups: groups.length,
    wordings: groups.reduce((total, group) => total + group.wordings.length, 0),
    hitRate: hits / Math.max(1, asked),
    byKind,
    byRung,
    nearMissPairs: nearMisses.length,
    falseHitRate: falseHits.length / Math.max(1, nearMisses.length),
    falseHits,
    crossGroupFalseHits: await crossGroupHits(groups),
  };
}

async function hitsByKind(
  groups: readonly Group[],
): Promise<{ byKind: Record<string, HitRate>; byRung: Record<string, number> }> {
  const cache = await emptyCache();
  for (const { id, wordings } of groups) keep(cache, wordings[0]?.text ?? '', id);
  const byKind: Record<string, HitRate> = {};
  const byRung: Record<string, number> = {};
  for (const { id, wordings } of groups) {
    for (const { text, kind } of wordings.slice(1)) {
      const hit = cache.lookup(SPACE, { text }, FRESH_MS);
      const isRight = hit?.bullets[0] === id;
      const before = byKind[kind] ?? { asked: 0, hits: 0, hitRate: 0 };
      const hits = before.hits + (isRight ? 1 : 0);
      byKind[kind] = { asked: before.asked + 1, hits, hitRate: hits / (before.asked + 1) };
      if (isRight) byRung[hit.rung] = (byRung[hit.rung] ?? 0) + 1;
    }
  }
  return { byKind, byRung };
}

async function nearMissHits(pairs: readonly NearMiss[]): Promise<readonly string[]> {
  const hits: string[] = [];
  for (const { id, a, b } of pairs) {
    for (const [kept, asked] of [
      [a, b],
      [b, a],
    ] as const) {
      const cache = await emptyCache();
      keep(cache, kept, id);
      if (cache.lookup(SPACE, { text: asked }, FRESH_MS)) {
        hits.push(`${kept} | ${asked}`);
        break;
      }
    }
  }
  return hits;
}

async function crossGroupHits(groups: readonly Group[]): Promise<number> {
  let count = 0;
  for (const asked of groups) {
    const cache = await emptyCache();
    for (const { id, wordings } of groups) {
      if (id !== asked.id) for (const { text } of wordings) keep(cache, text, id);
    }
    count += asked.wordings.filter(({ text }) => cache.lookup(SPACE, { text }, FRESH_MS)).length;
  }
  return count;
}

function keep(cache: AnswerCache, text: string, id: string): void {
  cache.put(SPACE, { text }, { bullets: [id], model: MODEL });
}

function emptyCache(): Promise<AnswerCache> {
  return openAnswerCache({
    path: undefined,
    limits: { maxEntryCount: 10_000, maxBytes: 64 * 1024 * 1024 },
    clock: systemClock,
    log: silentLogger,
  });
}
