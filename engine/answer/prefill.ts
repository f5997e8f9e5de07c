import { logFailure } from '../base/background.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Settings } from '../protocol/settings.ts';
import type { AnswerDeps } from './answer-deps.ts';
import type { ChatModel } from './servers/base/chat-model.ts';
import { buildPrompt, type PromptQuestion } from './prompt/prompt.ts';

/** Lets the model read the known part of the next prompt while the question is still being spoken. */
export interface Prefiller {
  /**
   * Does nothing when the model is busy, or has just read the same text. Nothing leaves the local network before a
   * question is asked.
   * @param forming the question as spoken so far; only a model of this machine reads it.
   */
  start(forming?: PromptQuestion): void;
  /** Starts with the question that has formed while the model was busy. */
  resume(): void;
  stop(): void;
  /** A prompt that starts with what a prefill would contain is on its way. */
  notePrompt(model: ChatModel, settings: Settings): void;
}

/** Servers forget a prompt when they unload the model; after this long it is read again. */
const REMEMBERED_MS = 240_000;
const MORE_URGENT = new DOMException('Something asked is more urgent.', 'AbortError');

export function createPrefiller(
  deps: Pick<AnswerDeps, 'chatModel' | 'settings' | 'limiter' | 'history' | 'control' | 'clock' | 'log'>,
  signal: AbortSignal,
): Prefiller {
  const { limiter, history, control, clock, log } = deps;
  let stopper: AbortController | undefined;
  let read = { text: '', atMs: -Infinity };
  /** The question being formed now. */
  let next: PromptQuestion | undefined;

  function promptOf(
    model: ChatModel,
    settings: Settings,
    forming?: PromptQuestion,
  ): { text: string; messages: PromptMessages } {
    const { messages } = buildPrompt(settings, history, forming);
    return { messages, text: [model.id, ...messages.map(({ content }) => content)].join('\n') };
  }

  async function prefill(model: ChatModel, messages: PromptMessages, stop: AbortSignal): Promise<void> {
    using permit = limiter.tryAcquire();
    if (!permit) return;
    stop.addEventListener('abort', () => permit.release(), { once: true });
    control.counters.prefillCount += 1;
    const request = { messages, purpose: 'prefill' } as const;
    for await (const delta of model.chat(request, AbortSignal.any([signal, stop]))) {
      if (delta.type === 'done') break;
    }
  }

  function start(forming?: PromptQuestion): void {
    const settings = deps.settings();
    const model = deps.chatModel();
    if (signal.aborted || !settings.model.speculation) return;
    if (model instanceof EngineError || model.location === 'remote') return;
    next = model.location === 'this-machine' ? forming && withoutEnd(forming) : undefined;
    if (limiter.heldCount > 0 || limiter.waitingCount > 0) return;
    const { text, messages } = promptOf(model, settings, next);
    const nowMs = clock.nowMs();
    if (text === read.text && nowMs - read.atMs < REMEMBERED_MS) return;
    read = { text, atMs: nowMs };
    stopper = new AbortController();
    readAhead(model, messages, next, stopper.signal).catch(logFailure(log, 'read ahead'));
  }

  async function readAhead(
    model: ChatModel,
    messages: PromptMessages,
    forming: PromptQuestion | undefined,
    stop: AbortSignal,
  ): Promise<void> {
    try {
      await prefill(model, messages, stop);
    } catch (error) {
      if (!stop.aborted && !signal.aborted) log.debug('A prefill failed.', { error });
      return;
    }
    // Words spoken meanwhile are read next; a question that was read is not taken back.
    if (next !== forming || !forming) start(next);
  }

  return {
    start,
    resume: () => start(next),
    stop() {
      next = undefined;
      stopper?.abort(MORE_URGENT);
      stopper = undefined;
    },
    notePrompt(model, settings) {
      read = { text: promptOf(model, settings).text, atMs: clock.nowMs() };
    },
  };
}

/** What follows the last word changes as speech continues. */
function withoutEnd(question: PromptQuestion): PromptQuestion {
  return { ...question, text: question.text.replace(/(?<![\s.,;:!?…])[\s.,;:!?…]+$/u, '') };
}

type PromptMessages = ReturnType<typeof buildPrompt>['messages'];
