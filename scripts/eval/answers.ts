import { z } from 'zod';
import {
  openEmbeddedServer,
  type EmbeddedChatModel,
} from '../../engine/answer/servers/embedded/embedded-server.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { median, percentile } from '../../engine/base/percentiles.ts';
import { formatBytes } from '../../engine/protocol/byte-size.ts';
import { askTimed, promptFor, tokensPerSecond, type TimedAnswer } from './ask-timed.ts';
import { bulletsOf, contractViolations } from './bullet-contract.ts';
import { fitLabelled, readLabelledJson } from './read-labelled.ts';

/** Real generation through the embedded model on questions whose answers are known. */

const COLD_COUNT = 12;
const ABORT_COUNT = 20;
const ABORTED_AFTER_TOKEN_COUNT = 10;
/** A heartbeat reports the process's memory. */
const MEMORY_WAIT_MS = 1_500;

const knownSchema = z.object({
  entries: z
    .array(
      z.object({
        question: z.string(),
        variants: z.array(z.string()).default([]),
        bullets: z.array(z.string()).min(1),
      }),
    )
    .min(1),
  endless: z.object({ question: z.string() }).optional(),
});
type Known = z.infer<typeof knownSchema>;

export interface AnswersReport {
  /** Wordings asked, through the engine's own prompt. */
  readonly questions: number;
  /** Of these, answered with exactly the known bullets. */
  readonly exact: number;
  readonly contractViolations: number;
  /** Medians. Cold: nothing of the prompt is in memory; warm: all but the question is. */
  readonly firstTokenMs: { readonly cold: number; readonly warm: number };
  /** Prompt tokens evaluated, medians: what the kept prefix saves. */
  readonly promptTokens: { readonly cold: number; readonly warm: number };
  readonly tokensPerSecond: number;
  /** From the abort until the process generates nothing more; null without an endless question. */
  readonly abortToSilenceMs: { readonly p50: number; readonly p95: number } | null;
  readonly loadMs: number;
  readonly memoryBytes: { readonly loaded: number; readonly afterUnload: number };
  readonly description: string;
}

/**
 * @param path questions and their bullets, as in test/fixtures/toy-chat.json.
 * @param options.modelPath a GGUF file.
 */
export async function evaluateAnswers(
  path: string,
  options: { readonly modelPath: string; readonly signal?: AbortSignal },
): Promise<AnswersReport> {
  const remedy =
    'Give questions with their answers, as in test/fixtures/toy-chat.json, or rows with key facts.';
  const json = await readLabelledJson(path, remedy);
  const known = fitLabelled(json, knownSchema, path, { what: 'list of known answers', remedy });
  const signal = options.signal ?? new AbortController().signal;
  await using server = openEmbeddedServer({
    models: [{ name: 'model', path: options.modelPath }],
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
  });
  const model = await server.open('model');
  const startedAtMs = performance.now();
  await model.preload(signal);
  const loadMs = performance.now() - startedAtMs;

  const answered = await askAll(model, known, signal);
  const answers = answered.map(({ answer }) => answer);
  const cold = await measureCold(model, known, signal);
  const abortMs = known.endless ? await measureAborts(model, known.endless.question, signal) : [];
  await systemClock.sleep(MEMORY_WAIT_MS, signal);
  const loadedBytes = model.residentBytes;
  const { description } = model;
  await model[Symbol.asyncDispose]();
  return {
    questions: answered.length,
    exact: answered.filter(({ answer, bullets }) => isSame(bulletsOf(answer.text), bullets)).length,
    contractViolations: answers.filter(({ text }) => contractViolations(text).length > 0).length,
    // The first prompt of all warmed the prefix; it is not one of the warm.
    firstTokenMs: { cold: medianFirstToken(cold), warm: medianFirstToken(answers.slice(1)) },
    promptTokens: { cold: medianPrompt(cold), warm: medianPrompt(answers.slice(1)) },
    tokensPerSecond: tokensPerSecond(answers),
    abortToSilenceMs: abortMs.length === 0 ? null : { p50: median(abortMs), p95: percentile(abortMs, 0.95) },
    loadMs,
    memoryBytes: { loaded: loadedBytes, afterUnload: model.residentBytes },
    description,
  };
}

export function printAnswers(report: AnswersReport): string {
  const { firstTokenMs, abortToSilenceMs, memoryBytes } = report;
  const share = ((100 * report.exact) / report.questions).toFixed(1);
  return [
    report.description,
    `questions            ${report.questions}`,
    `exact bullets        ${report.exact} (${share} %)`,
    `contract violations  ${report.contractViolations}`,
    `first token          cold ${firstTokenMs.cold.toFixed(1)} ms, warm prefix ${firstTokenMs.warm.toFixed(1)} ms (medians)`,
    `prompt evaluated     cold ${report.promptTokens.cold}, warm prefix ${report.promptTokens.warm} tokens (medians)`,
    `tokens a second      ${report.tokensPerSecond.toFixed(0)}`,
    ...(abortToSilenceMs
      ? [
          `abort to silence     p50 ${abortToSilenceMs.p50.toFixed(1)} ms, p95 ${abortToSilenceMs.p95.toFixed(1)} ms`,
        ]
      : []),
    `load                 ${report.loadMs.toFixed(0)} ms`,
    `memory               ${formatBytes(memoryBytes.loaded)} loaded, ${formatBytes(memoryBytes.afterUnload)} after unload`,
  ].join('\n');
}

async function askAll(
  model: EmbeddedChatModel,
  known: Known,
  signal: AbortSignal,
): Promise<{ readonly answer: TimedAnswer; readonly bullets: readonly string[] }[]> {
  const answered = [];
  for (const { question, variants, bullets } of known.entries) {
    for (const wording of [question, ...variants]) {
      answered.push({ answer: await askTimed(model, promptFor(wording), systemClock, signal), bullets });
    }
  }
  return answered;
}

/** Answers whose prompt shares nothing with the one before. */
async function measureCold(
  model: EmbeddedChatModel,
  known: Known,
  signal: AbortSignal,
): Promise<readonly TimedAnswer[]> {
  const answers: TimedAnswer[] = [];
  for (const { question } of known.entries.slice(0, COLD_COUNT)) {
    const other = [{ role: 'user', content: 'Something else altogether.' }] as const;
    for await (const _ of model.chat({ messages: other, purpose: 'prefill' }, signal));
    answers.push(await askTimed(model, promptFor(question), systemClock, signal));
  }
  return answers;
}

async function measureAborts(
  model: EmbeddedChatModel,
  endlessQuestion: string,
  signal: AbortSignal,
): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ABORT_COUNT; round += 1) {
    const controller = new AbortController();
    let abortedAtMs = Number.NaN;
    let tokenCount = 0;
    try {
      const request = { messages: promptFor(endlessQuestion), purpose: 'foreground' } as const;
      for await (const delta of model.chat(request, AbortSignal.any([signal, controller.signal]))) {
        if (delta.type === 'content') tokenCount += 1;
        if (tokenCount < ABORTED_AFTER_TOKEN_COUNT || controller.signal.aborted) continue;
        abortedAtMs = performance.now();
        controller.abort(new Error('measured'));
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    }
    if (Number.isNaN(abortedAtMs)) continue;
    while (model.activeCount > 0) await systemClock.sleep(1, signal);
    times.push(performance.now() - abortedAtMs);
  }
  return times;
}

function medianFirstToken(answers: readonly TimedAnswer[]): number {
  return median(answers.map((answer) => answer.firstTokenMs));
}

function medianPrompt(answers: readonly TimedAnswer[]): number {
  return median(answers.map((answer) => answer.usage.promptTokenCount ?? 0));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((bullet, index) => bullet === b[index]);
}
