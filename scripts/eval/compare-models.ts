import type { ChatModel, ModelServer } from '../../engine/answer/servers/base/chat-model.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { asEngineError } from '../../engine/base/engine-error.ts';
import { median, percentile } from '../../engine/base/percentiles.ts';
import type { ErrorCode } from '../../engine/protocol/error-codes.ts';
import { askTimed, promptFor, tokensPerSecond, type TimedAnswer } from './ask-timed.ts';
import { bulletsOf, contractViolations } from './bullet-contract.ts';
import { keywordRecall } from './keyword-recall.ts';
import type { KnownQuestion } from './question-set.ts';

/** What one model made of a question set. Figures that could not be had are null. */
export interface ModelFigures {
  readonly name: string;
  readonly backend: ModelServer['kind'];
  /** Null when the model was never reached. */
  readonly location: ChatModel['location'] | null;
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
  /** Why the model as a whole came to nothing; absent when it answered. */
  readonly failure?: ModelFailure;
}

export interface ModelFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** Where a model runs, and how its memory is measured. */
export interface Contestant {
  readonly server: ModelServer;
  readonly model: ChatModel;
  readonly wasLoaded: boolean;
  memoryBytes(signal: AbortSignal): Promise<number | undefined>;
}

/** The row of a model that could not even be found or opened. */
export function failedFigures(name: string, backend: ModelServer['kind'], error: unknown): ModelFigures {
  const failure = describeFailure(error);
  return {
    ...summarize({ name, backend, location: null, wasLoaded: false }, []),
    loadMs: null,
    memoryBytes: null,
    failures: { [failure.code]: 1 },
    failure,
  };
}

/**
 * Puts every question to one model, one after the other. A failure ends up in the figures.
 * @throws `signal.reason` when aborted; nothing else.
 */
export async function measureModel(
  contestant: Contestant,
  questions: readonly KnownQuestion[],
  signal: AbortSignal,
  onAnswer: (answeredCount: number) => void,
): Promise<ModelFigures> {
  const { model, server, wasLoaded } = contestant;
  const subject = { name: model.name, backend: server.kind, location: model.location, wasLoaded };
  const startedAtMs = performance.now();
  const failures: Record<string, number> = {};
  let failure: ModelFailure | undefined;
  const answers: { readonly question: KnownQuestion; readonly answer: TimedAnswer }[] = [];
  const fail = (error: unknown): void => {
    signal.throwIfAborted();
    failure ??= describeFailure(error);
    const { code } = asEngineError(error);
    failures[code] = (failures[code] ?? 0) + 1;
  };
  let loadMs: number | null = null;
  try {
    await model.preload(signal);
    loadMs = performance.now() - startedAtMs;
  } catch (error) {
    fail(error);
  }
  // A model that cannot be loaded answers nothing; asking would only repeat the failure.
  for (const question of loadMs === null ? [] : questions) {
    try {
      const answer = await askTimed(model, promptFor(question.text), systemClock, signal);
      answers.push({ question, answer });
    } catch (error) {
      fail(error);
    }
    onAnswer(answers.length);
  }
  const memoryBytes =
    loadMs === null ? null : ((await contestant.memoryBytes(signal).catch(() => undefined)) ?? null);
  return {
    ...summarize(subject, answers),
    loadMs,
    memoryBytes,
    failures,
    ...(failure && answers.length === 0 ? { failure } : {}),
  };
}

function describeFailure(error: unknown): ModelFailure {
  const { code, message, remedy } = asEngineError(error);
  return { code, message, remedy };
}

function summarize(
  subject: Pick<ModelFigures, 'name' | 'backend' | 'location' | 'wasLoaded'>,
  answers: readonly { readonly question: KnownQuestion; readonly answer: TimedAnswer }[],
): Omit<ModelFigures, 'loadMs' | 'memoryBytes' | 'failures' | 'failure'> {
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
    ...subject,
    firstTokenMs:
      firstTokenMs.length === 0 ? null : { p50: median(firstTokenMs), p95: percentile(firstTokenMs, 0.95) },
    tokensPerSecond: Number.isFinite(rate) ? rate : null,
    answerCount: answers.length,
    contractViolations: broken.length,
    violations,
    keywordRecall:
      recalls.length === 0 ? null : recalls.reduce((sum, value) => sum + value, 0) / recalls.length,
  };
}
