import { createCallHistory } from '../../engine/answer/prompt/call-history.ts';
import type {
  ChatDelta,
  ChatMessage,
  ChatModel,
  ChatUsage,
} from '../../engine/answer/servers/base/chat-model.ts';
import { startAnswerRun } from '../../engine/answer/answer-run.ts';
import { createOwnFactGuard } from '../../engine/answer/own-fact-guard.ts';
import { buildPrompt } from '../../engine/answer/prompt/prompt.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { asEngineError } from '../../engine/base/engine-error.ts';
import type { ErrorCode } from '../../engine/protocol/error-codes.ts';
import { median } from '../../engine/base/percentiles.ts';
import { Semaphore } from '../../engine/base/semaphore.ts';
import { defaultSettings, type Settings } from '../../engine/protocol/settings.ts';
import { tokensPerSecond } from './ask-timed.ts';
import { contractViolations } from './bullet-contract.ts';
import { isCutBullet, isEcho } from './bullet-faults.ts';
import type { FactQuestion } from './fact-questions.ts';
import { isInvented } from './invented-facts.ts';

/** Questions put to a model as the engine would: prompt, bullets and guard are the engine's own. */

const COLD_COUNT = 3;
const MAX_ATTEMPT_COUNT = 10;
const TOPICS: Readonly<Record<NonNullable<FactQuestion['callKind']>, string>> = {
  interview: 'A job interview',
  sales: 'A sales call',
  support: 'A support call',
  meeting: 'A project meeting',
};

/** One answer, as the user would have seen it. */
export interface FactAnswer {
  readonly id: string;
  readonly question: string;
  readonly bullets: readonly string[];
  /** Null where the question names no key fact to look for. */
  readonly hasKeyFact: boolean | null;
  /** Bullets with a figure or an experience that only the user could know and no source stated. */
  readonly invented: readonly string[];
}

interface FactReport {
  readonly model: string;
  readonly description: string;
  readonly questions: number;
  /** No answer is known word by word here. */
  readonly exact: null;
  readonly withKeyFact: number;
  /** Questions that name key facts: what `withKeyFact` is a part of. */
  readonly questionsWithFacts: number;
  /** Answers whose text, as the model wrote it, breaks the contract. */
  readonly contractViolations: number;
  readonly bullets: number;
  readonly cutBullets: number;
  readonly echoes: number;
  /** Answers with an invented figure or experience. */
  readonly invented: number;
  /** Medians. Cold: nothing of the prompt is in memory; warm: all but the question is. */
  readonly firstTokenMs: { readonly cold: number; readonly warm: number };
  readonly firstBulletMs: { readonly cold: number; readonly warm: number };
  /** Prompt tokens that llama.cpp evaluated, medians. */
  readonly promptTokens: { readonly cold: number; readonly warm: number };
  readonly tokensPerSecond: number;
  readonly answers: readonly FactAnswer[];
}

interface Asked extends FactAnswer {
  readonly text: string;
  readonly firstTokenMs: number;
  readonly firstBulletMs: number;
  readonly totalMs: number;
  readonly usage: ChatUsage;
}

export async function measureFacts(
  model: ChatModel,
  questions: readonly FactQuestion[],
  signal: AbortSignal,
  onAnswer: (answer: FactAnswer) => void,
): Promise<FactReport> {
  await patiently(() => model.preload(signal));
  const cold: Asked[] = [];
  for (const question of questions.slice(0, COLD_COUNT)) {
    const other = [{ role: 'user', content: 'Something else altogether.' }] as const;
    cold.push(await patiently(() => ask(model, question, other, signal)));
  }
  const asked: Asked[] = [];
  for (const question of questions) {
    const { settings, history } = circumstances(question);
    const { messages } = buildPrompt(settings, history);
    const answer = await patiently(() => ask(model, question, messages, signal));
    asked.push(answer);
    onAnswer(answer);
  }
  const bullets = asked.flatMap((answer) => answer.bullets);
  return {
    model: model.name,
    description: model.description ?? '',
    questions: asked.length,
    exact: null,
    withKeyFact: asked.filter(({ hasKeyFact }) => hasKeyFact).length,
    questionsWithFacts: asked.filter(({ hasKeyFact }) => hasKeyFact !== null).length,
    contractViolations: asked.filter(({ text }) => contractViolations(text).length > 0).length,
    bullets: bullets.length,
    cutBullets: bullets.filter(isCutBullet).length,
    echoes: asked.filter((answer) => answer.bullets.some((bullet) => isEcho(bullet, answer.question))).length,
    invented: asked.filter((answer) => answer.invented.length > 0).length,
    firstTokenMs: coldAndWarm(cold, asked, ({ firstTokenMs }) => firstTokenMs),
    firstBulletMs: coldAndWarm(cold, asked, ({ firstBulletMs }) => firstBulletMs),
    promptTokens: coldAndWarm(cold, asked, ({ usage }) => usage.promptTokenCount ?? Number.NaN),
    tokensPerSecond: tokensPerSecond(asked),
    answers: asked.map(({ id, question, bullets: shown, hasKeyFact, invented }) => ({
      id,
      question,
      bullets: shown,
      hasKeyFact,
      invented,
    })),
  };
}

export function printFacts(report: FactReport): string {
  const { questions, questionsWithFacts, firstTokenMs, firstBulletMs, promptTokens } = report;
  const share = ((100 * report.withKeyFact) / questionsWithFacts).toFixed(0);
  return [
    report.description || report.model,
    `questions            ${questions}`,
    `with a key fact      ${questionsWithFacts === 0 ? 'none is named' : `${report.withKeyFact} of ${questionsWithFacts} (${share} %)`}`,
    `contract violations  ${report.contractViolations}, repaired before anyone sees them`,
    `cut bullets          ${report.cutBullets} of ${report.bullets}`,
    `echoes               ${report.echoes}`,
    `invented             ${report.invented}`,
    `first token          cold ${firstTokenMs.cold.toFixed(0)} ms, warm prefix ${firstTokenMs.warm.toFixed(0)} ms (medians)`,
    `first bullet         cold ${firstBulletMs.cold.toFixed(0)} ms, warm prefix ${firstBulletMs.warm.toFixed(0)} ms (medians)`,
    `prompt evaluated     cold ${promptTokens.cold}, warm prefix ${promptTokens.warm} tokens (medians)`,
    `tokens a second      ${report.tokensPerSecond.toFixed(0)}`,
  ].join('\n');
}

function circumstances({ callKind, notes = '', context = [] }: FactQuestion): {
  readonly settings: Settings;
  readonly history: ReturnType<typeof createCallHistory>;
} {
  const topic = callKind ? TOPICS[callKind] : '';
  const history = createCallHistory();
  for (const [index, { channel, text }] of context.entries()) {
    const times = { startMs: 0, endMs: 1, voicedMs: 1, endedAtMs: 0, completedAtMs: 0 };
    history.observeTranscript({ turnId: `said-${index}`, channel, text, endReason: 'silence', ...times });
  }
  return {
    settings: { ...defaultSettings, profile: { ...defaultSettings.profile, topic, notes } },
    history,
  };
}

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-timeout',
  'machine-busy',
  'chat-model-down',
]);

/** What a model answers does not depend on how busy the machine is: what took too long is asked again. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { code } = asEngineError(error);
      if (attempt === MAX_ATTEMPT_COUNT || !PASSING.has(code)) throw error;
    }
  }
}

/** @param before what the model has read already. */
async function ask(
  model: ChatModel,
  question: FactQuestion,
  before: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<Asked> {
  for await (const _ of model.chat({ messages: before, purpose: 'prefill' }, signal));
  const { settings, history } = circumstances(question);
  const { messages } = buildPrompt(settings, history, { turnId: 'asking', text: question.text });
  const given = messages.at(-1)?.content ?? '';
  const heard = listenIn(model);
  const limiter = new Semaphore({ permitCount: 1, priorityCount: 1, queueLimitCount: 1 });
  const startedAtMs = performance.now();
  let firstBulletMs = Number.NaN;
  const run = startAnswerRun(
    {
      key: question.id,
      model: heard.model,
      messages,
      purpose: 'foreground',
      maxBulletCount: settings.answer.bulletCount,
      guard: createOwnFactGuard(question.text, given, settings.speech.language),
    },
    { limiter, clock: systemClock },
    signal,
  );
  run.watch({
    onWaiting: () => undefined,
    onBullets: () => {
      if (Number.isNaN(firstBulletMs)) firstBulletMs = performance.now() - startedAtMs;
    },
    onOver: () => undefined,
  });
  await run.settled;
  if (run.outcome?.status === 'broken' && run.outcome.error) throw run.outcome.error;
  const shown = run.bullets.join('\n').toLowerCase();
  return {
    id: question.id,
    question: question.text,
    bullets: run.bullets,
    hasKeyFact: holdsKeyFact(shown, question.keyFacts),
    invented: question.isOwnFact ? run.bullets.filter((bullet) => isInvented(bullet, given)) : [],
    text: heard.text,
    firstTokenMs: heard.firstTokenMs - startedAtMs,
    firstBulletMs,
    totalMs: performance.now() - startedAtMs,
    usage: heard.usage,
  };
}

function holdsKeyFact(shown: string, keyFacts: readonly string[]): boolean | null {
  return keyFacts.length === 0 ? null : keyFacts.some((fact) => shown.includes(fact.toLowerCase()));
}

/** The same model; what it writes is also kept as it came. */
function listenIn(model: ChatModel): {
  readonly model: ChatModel;
  readonly text: string;
  readonly firstTokenMs: number;
  readonly usage: ChatUsage;
} {
  let text = '';
  let firstTokenMs = Number.NaN;
  let usage: ChatUsage = {};
  async function* chat(...args: Parameters<ChatModel['chat']>): AsyncGenerator<ChatDelta, void, undefined> {
    for await (const delta of model.chat(...args)) {
      if (delta.type === 'content') {
        if (text === '') firstTokenMs = performance.now();
        text += delta.text;
      } else if (delta.type === 'done') usage = delta.usage;
      yield delta;
    }
  }
  return {
    model: {
      id: model.id,
      name: model.name,
      location: model.location,
      preload: (signal) => model.preload(signal),
      chat,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    get text() {
      return text;
    },
    get firstTokenMs() {
      return firstTokenMs;
    },
    get usage() {
      return usage;
    },
  };
}

function coldAndWarm(
  cold: readonly Asked[],
  warm: readonly Asked[],
  figure: (asked: Asked) => number,
): { readonly cold: number; readonly warm: number } {
  const medianOf = (answers: readonly Asked[]): number =>
    median(answers.map(figure).filter((value) => !Number.isNaN(value)));
  return { cold: medianOf(cold), warm: medianOf(warm) };
}
