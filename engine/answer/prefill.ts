import { EngineError } from '../base/engine-error.ts';
import type { Settings } from '../protocol/settings.ts';
import type { AnswerDeps } from './answer-deps.ts';
import type { ChatModel } from './chat-model.ts';
import { buildPrompt } from './prompt/prompt.ts';

/** Lets the model read the known part of the next prompt while the question is still being spoken. */
export interface Prefiller {
  /** Does nothing when the model is busy, or has just read the same text. */
  start(): void;
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

  function promptOf(model: ChatModel, settings: Settings): { text: string; messages: PromptMessages } {
    const { messages } = buildPrompt(settings, history);
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

  return {
    start() {
      const settings = deps.settings();
      const model = deps.chatModel();
      if (!settings.model.speculation || model instanceof EngineError) return;
      if (limiter.heldCount > 0 || limiter.waitingCount > 0) return;
      const { text, messages } = promptOf(model, settings);
      const nowMs = clock.nowMs();
      if (text === read.text && nowMs - read.atMs < REMEMBERED_MS) return;
      read = { text, atMs: nowMs };
      const own = new AbortController();
      stopper = own;
      void prefill(model, messages, own.signal).catch((error: unknown) => {
        if (!own.signal.aborted && !signal.aborted) log.debug('A prefill failed.', { error });
      });
    },
    stop() {
      stopper?.abort(MORE_URGENT);
      stopper = undefined;
    },
    notePrompt(model, settings) {
      read = { text: promptOf(model, settings).text, atMs: clock.nowMs() };
    },
  };
}

type PromptMessages = ReturnType<typeof buildPrompt>['messages'];
