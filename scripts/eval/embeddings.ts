import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';
import { readCacheRows, type CacheRow } from './cache.ts';

/** How well an embedding model separates paraphrases from near misses, beside the wording rules on the same rows. */
export interface EmbeddingReport {
  readonly model: string;
  readonly groups: number;
  /** Highest similarity of two questions that must not share an answer: more than this counts as the same. */
  readonly threshold: number;
  /** Wordings that are closest to the first wording of their own group, and closer than the threshold. */
  readonly hitRate: number;
  readonly byKind: Readonly<Record<string, { readonly asked: number; readonly hits: number }>>;
  readonly nearMissPairs: number;
}

export interface EmbeddingServer {
  /** Of an Ollama server. */
  readonly baseUrl: string;
  readonly model: string;
  readonly signal: AbortSignal;
}

const BATCH_COUNT = 64;
const replySchema = z.object({ embeddings: z.array(z.array(z.number()).min(1)) });

type Vector = readonly number[];
type Group = Extract<CacheRow, { type: 'group' }>;

/**
 * The threshold is the best one for these very rows that lets no near miss and no other group through, so the
 * hit rate is an upper bound of what the model can do at no false hit.
 */
export async function evaluateEmbeddings(path: string, server: EmbeddingServer): Promise<EmbeddingReport> {
  const rows = await readCacheRows(path);
  const groups = rows.filter((row) => row.type === 'group');
  const nearMisses = rows.filter((row) => row.type === 'near-miss');
  const texts = rows.flatMap((row) =>
    row.type === 'group' ? row.wordings.map(({ text }) => text) : [row.a, row.b],
  );
  const vectors = await embed([...new Set(texts)], server);
  const similarity = (first: string, second: string): number =>
    dot(vectors.get(first) ?? [], vectors.get(second) ?? []);
  const threshold = Math.max(
    ...nearMisses.map(({ a, b }) => similarity(a, b)),
    ...groups.flatMap((group) => closestOfOthers(group, groups, similarity)),
  );
  const byKind: Record<string, { asked: number; hits: number }> = {};
  for (const { wordings } of groups) {
    for (const { text, kind } of wordings.slice(1)) {
      const count = (byKind[kind] ??= { asked: 0, hits: 0 });
      count.asked += 1;
      if (similarity(text, wordings[0]?.text ?? '') > threshold) count.hits += 1;
    }
  }
  const counts = Object.values(byKind);
  const sum = (key: 'asked' | 'hits'): number => counts.reduce((total, count) => total + count[key], 0);
  return {
    model: server.model,
    groups: groups.length,
    threshold,
    hitRate: sum('hits') / Math.max(1, sum('asked')),
    byKind,
    nearMissPairs: nearMisses.length,
  };
}

export function printEmbeddings(report: EmbeddingReport): string {
  const { model, groups, threshold, hitRate, byKind, nearMissPairs } = report;
  const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
  return [
    `${model}: ${groups} groups, ${nearMissPairs} near misses, none of them above ${threshold.toFixed(3)}`,
    `  hits ${percent(hitRate)} above that similarity`,
    ...Object.entries(byKind).map(
      ([kind, { hits, asked }]) => `  ${kind.padEnd(12)} ${percent(hits / asked)} (${hits} of ${asked})`,
    ),
  ].join('\n');
}

/** How close each wording of a group comes to those of other groups. */
function closestOfOthers(
  group: Group,
  groups: readonly Group[],
  similarity: (first: string, second: string) => number,
): number[] {
  const others = groups.filter(({ id }) => id !== group.id).flatMap(({ wordings }) => wordings);
  return group.wordings.map(({ text }) =>
    others.reduce((closest, other) => Math.max(closest, similarity(text, other.text)), -1),
  );
}

/** @returns unit vectors by text. */
async function embed(
  texts: readonly string[],
  { baseUrl, model, signal }: EmbeddingServer,
): Promise<ReadonlyMap<string, Vector>> {
  const vectors = new Map<string, Vector>();
  for (let start = 0; start < texts.length; start += BATCH_COUNT) {
    const input = texts.slice(start, start + BATCH_COUNT);
    const embeddings = await request(new URL('/api/embed', baseUrl), { model, input }, signal);
    if (embeddings.length !== input.length) throw noEmbeddings(model, 'it gave another number of vectors');
    for (const [index, text] of input.entries()) vectors.set(text, toUnit(embeddings[index] ?? []));
  }
  return vectors;
}

async function request(url: URL, body: object, signal: AbortSignal): Promise<readonly Vector[]> {
  const { model } = body as { model: string };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw noEmbeddings(model, `${url.origin} does not answer`, cause);
  });
  if (!response.ok) throw noEmbeddings(model, `${url.origin} answered with status ${response.status}`);
  const reply = replySchema.safeParse(await response.json().catch(() => undefined));
  if (!reply.success) throw noEmbeddings(model, `${url.origin} sent something else`);
  return reply.data.embeddings;
}

function noEmbeddings(model: string, why: string, cause?: unknown): EngineError {
  return new EngineError(
    'bad-argument',
    `There are no embeddings by ${model}: ${why}.`,
    'Start Ollama and get an embedding model, for example `ollama pull all-minilm`; name it with --model.',
    { cause },
  );
}

function toUnit(vector: Vector): Vector {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

function dot(first: Vector, second: Vector): number {
  return first.reduce((total, value, index) => total + value * (second[index] ?? 0), 0);
}
