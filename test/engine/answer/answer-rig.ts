import { setImmediate as nextTurn } from 'node:timers/promises';
import { openAnswerCache, type AnswerCache } from '../../../engine/answer/answer-cache.ts';
import { createAnswerControl } from '../../../engine/answer/answer-control.ts';
import type { AnswerEvent } from '../../../engine/answer/answer-event.ts';
import { answerQuestions } from '../../../engine/answer/answer-questions.ts';
import { createCallHistory } from '../../../engine/answer/prompt/call-history.ts';
import type { ChatModel, ChatRequest } from '../../../engine/answer/servers/base/chat-model.ts';
import { BoundedBuffer } from '../../../engine/base/bounded-buffer.ts';
import type { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { Question, QuestionEvent } from '../../../engine/base/nouns.ts';
import { Semaphore } from '../../../engine/base/semaphore.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { createScriptedChatModel, DONE, type ScriptStep } from '../../fakes/scripted-chat-model.ts';

/** Lets everything that was asked take its course before it moves on. */
class SettlingClock extends ManualClock {
  override async advance(durationMs: number): Promise<void> {
    await nextTurn();
    await super.advance(durationMs);
  }
}

/** Four tokens of 100 ms each, the first after `firstMs`. */
export function spokenAnswer(text: string, firstMs = 100): readonly ScriptStep[] {
  return [
    { waitMs: firstMs },
    { say: `- ${text} one\n` },
    { waitMs: 100 },
    { say: `- ${text} two` },
    { waitMs: 100 },
    DONE,
  ];
}

/** What the model was asked. */
export function askedText(request: ChatRequest): string {
  return /Question: (.*)$/.exec(request.messages.at(-1)?.content ?? '')?.[1] ?? '';
}

export interface AnswerRig {
  readonly clock: ManualClock;
  readonly model: ReturnType<typeof createScriptedChatModel>;
  readonly cache: AnswerCache;
  readonly limiter: Semaphore;
  readonly control: ReturnType<typeof createAnswerControl>;
  readonly history: ReturnType<typeof createCallHistory>;
  readonly events: AnswerEvent[];
  settings: Settings;
  chatModel: ChatModel | EngineError;
  isIdle: boolean;
  send(event: QuestionEvent): void;
  ask(text: string, options?: Partial<Question>): Question;
  expect(text: string, options?: Partial<Question>): Question;
  /** The words of a question so far. */
  form(text: string, options?: Partial<Question>): Question;
  /** Events of one turn, without their times. */
  reported(turnId: string): readonly unknown[];
  close(): Promise<void>;
}

export async function createAnswerRig(
  script: (request: ChatRequest, index: number) => readonly ScriptStep[],
  options: { readonly starterQuestions?: readonly string[]; readonly queueLimitCount?: number } = {},
): Promise<AnswerRig> {
  const clock = new SettlingClock();
  const model = createScriptedChatModel(script, clock);
  const limits = { maxEntryCount: 100, maxBytes: 1_000_000 };
  const cache = await openAnswerCache({ path: undefined, limits, clock, log: silentLogger });
  const queueLimitCount = options.queueLimitCount ?? 8;
  const limiter = new Semaphore({ permitCount: 1, priorityCount: 3, queueLimitCount, order: 'newest-first' });
  const questions = new BoundedBuffer<QuestionEvent>('questions', 20_000);
  const events: AnswerEvent[] = [];
  let turnNumber = 0;

  const rig: AnswerRig = {
    clock,
    model,
    cache,
    limiter,
    control: createAnswerControl(),
    history: createCallHistory(),
    events,
    settings: defaultSettings,
    chatModel: model,
    isIdle: false,
    send: (event) => void questions.push(event),
    ask(text, given = {}) {
      const question = questionOf(text, given);
      questions.push({ type: 'question-asked', question });
      return question;
    },
    expect(text, given = {}) {
      const question = questionOf(text, given);
      questions.push({ type: 'question-expected', question });
      return question;
    },
    form(text, given = {}) {
      const question = questionOf(text, given);
      questions.push({ type: 'question-forming', question });
      return question;
    },
    reported: (turnId) => events.filter((event) => event.turnId === turnId).map(withoutTimes),
    async close() {
      questions.end();
      await clock.advance(60_000);
      await running;
    },
  };

  function questionOf(text: string, given: Partial<Question>): Question {
    turnNumber += 1;
    return {
      turnId: `t${turnNumber}`,
      channel: 'them',
      text,
      judgement: { probability: 0.9, isQuestion: true, kind: 'wh', worthAnswering: true, completeness: 1 },
      origin: 'detected',
      askedAtMs: clock.nowMs(),
      ...given,
    };
  }

  const running = (async () => {
    const deps = {
      ...rig,
      settings: () => rig.settings,
      chatModel: () => rig.chatModel,
      isIdle: () => rig.isIdle,
      starterQuestions: options.starterQuestions ?? [],
      log: silentLogger,
    };
    for await (const event of answerQuestions(questions, deps, new AbortController().signal))
      events.push(event);
  })();
  return rig;
}

function withoutTimes(event: AnswerEvent): unknown {
  switch (event.type) {
    case 'answer-started':
      return ['started', event.path];
    case 'answer-waiting':
      return ['waiting', event.reason];
    case 'answer-extended':
      return ['extended', ...event.bullets];
    case 'failed':
      return ['failed', event.error.code];
    case 'answer-refreshed':
      return ['refreshed', ...event.bullets];
    case 'answer-completed':
      return ['completed', event.answer.status, ...event.answer.bullets];
  }
}
