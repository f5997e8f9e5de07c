import type { ChatModel, ModelServer } from '../../engine/answer/chat-model.ts';
import { asEngineError, EngineError } from '../../engine/base/engine-error.ts';
import { percentile } from '../bench/bench.ts';
import { askTimed, promptFor, tokensPerSecond, type TimedAnswer } from './ask-timed.ts';
import { bulletsOf, contractViolations } from './bullet-contract.ts';
import { keywordRecall } from './keyword-recall.ts';
import type { KnownQuestion } from './question-set.ts';

/** What one model made of a question set. Figures that could not be had are null. */
export interface ModelFigures {
  readonly name: string;
  readonly backend: ModelServer['kind'];
  readonly location: ChatModel['location'];
  /** From asking for the model until it was in memory; near zero when it was there already. */
  readonly loadMs: number | null;
  readonly wasLoaded: boolean;
  readonly firstTokenMs: { readonly p50: number; readonly p95: number } | null;
  readonly tokensPerSecond: number | null;
  readonly memoryBytes: number | null;
  readonly answerCount: number;
  /** Answers that break the bullet contract, and how often each way. */
  readonly contractViolations: number;
  readonly violations: Readonly<Record<string, number>>;
  /** Mean share of the reference's keywords; null where there are no references. */
  readonly keywordRecall: number | null;
  /** Questions without an answer, by error code. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Where a model runs, and how its memory is told. */
export interface Contestant {
  readonly server: ModelServer;
  readonly model: ChatModel;
  readonly wasLoaded: boolean;
  memoryBytes(signal: AbortSignal): Promise<number | undefined>;
}

/** Puts every question to one model, one after the other. */
export async function measureModel(
  contestant: Contestant,
  questions: readonly KnownQuestion[],
  signal: AbortSignal,
  onAnswer: (answeredCount: number) => void,
): Promise<ModelFigures> {
  const { model, server } = contestant;
  const startedAtMs = performance.now();
  const failures: Record<string, number> = {};
  const answers: { readonly question: KnownQuestion; readonly answer: TimedAnswer }[] = [];
  const fail = (error: unknown): void => {
    signal.throwIfAborted();
    const { code } = asEngineError(error);
    failures[code] = (failures[code] ?? 0) + 1;
  };
  let loadMs: number | null = null;
  try {
    await model.preload(signal);
    loadMs = performance.now() - startedAtMs;
  } catch (error) {
    fail(error);
    // A model that cannot be loaded answers nothing; asking would only repeat the failure.
    return { ...summarize(contestant, server, answers), loadMs, memoryBytes: null, failures };
  }
  for (const question of questions) {
    try {
      const answer = await askTimed(model, promptFor(question.text), signal);
      answers.push({ question, answer });
    } catch (error) {
      fail(error);
      if (!(error instanceof EngineError)) throw error;
    }
    onAnswer(answers.length);
  }
  const memoryBytes = (await contestant.memoryBytes(signal).catch(() => undefined)) ?? null;
  return { ...summarize(contestant, server, answers), loadMs, memoryBytes, failures };
}

function summarize(
  { model, wasLoaded }: Contestant,
  server: ModelServer,
  answers: readonly { readonly question: KnownQuestion; readonly answer: TimedAnswer }[],
): Omit<ModelFigures, 'loadMs' | 'memoryBytes' | 'failures'> {
  const timed = answers.map(({ answer }) => answer);
  const firstTokenMs = timed.map((answer) => answer.firstTokenMs);
  const broken = timed.map(({ text }) => contractViolations(text)).filter((list) => list.length > 0);
  const violations: Record<string, number> = {};
  for (const violation of broken.flat()) violations[violation] = (violations[violation] ?? 0) + 1;
  const recalls = answers.flatMap(({ question, answer }) =>
    question.reference === undefined
      ? []
      : (keywordRecall(question.reference, bulletsOf(answer.text).join('\n')) ?? []),
  );
  const rate = tokensPerSecond(timed);
  return {
    name: model.name,
    backend: server.kind,
    location: model.location,
    wasLoaded,
    firstTokenMs:
      firstTokenMs.length === 0
        ? null
        : { p50: percentile(firstTokenMs, 0.5), p95: percentile(firstTokenMs, 0.95) },
    tokensPerSecond: Number.isFinite(rate) ? rate : null,
    answerCount: answers.length,
    contractViolations: broken.length,
    violations,
    keywordRecall:
      recalls.length === 0 ? null : recalls.reduce((sum, value) => sum + value, 0) / recalls.length,
  };
}
