import type { ChatDelta, ChatRequest } from '../../../../engine/answer/servers/base/chat-model.ts';
import {
  openOllamaServer,
  type OllamaServerOptions,
} from '../../../../engine/answer/servers/ollama/ollama-server.ts';
import { systemClock } from '../../../../engine/base/clock.ts';
import { asEngineError, type EngineError } from '../../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';
import type { FakeOllama, FakeOllamaOptions } from '../../../fakes/ollama/types.ts';

export const ANSWER = '- one two\n- three four\n- five';

/** What came of one question. */
export interface Outcome {
  readonly text: string;
  readonly types: readonly ChatDelta['type'][];
  readonly done: Extract<ChatDelta, { type: 'done' }> | undefined;
  readonly error: EngineError | undefined;
}

export function requestFor(question: string, purpose: ChatRequest['purpose'] = 'foreground'): ChatRequest {
  return {
    messages: [
      { role: 'system', content: 'Answer in bullets.' },
      { role: 'user', content: question },
    ],
    purpose,
  };
}

/**
 * Reads a stream to its end or its error.
 * @param deltas gets each as it comes.
 */
export async function outcomeOf(
  stream: AsyncIterable<ChatDelta>,
  deltas: ChatDelta[] = [],
): Promise<Outcome> {
  let error: EngineError | undefined;
  try {
    for await (const delta of stream) deltas.push(delta);
  } catch (thrown) {
    error = asEngineError(thrown);
  }
  return {
    text: deltas.map((delta) => (delta.type === 'content' ? delta.text : '')).join(''),
    types: [...new Set(deltas.map((delta) => delta.type))],
    done: deltas.find((delta) => delta.type === 'done'),
    error,
  };
}

/** A fake Ollama whose one model answers ANSWER, and a client of it. */
export async function openPair(
  fakeOptions: FakeOllamaOptions = {},
  options: Partial<OllamaServerOptions> = {},
): Promise<
  AsyncDisposable & {
    readonly fake: FakeOllama;
    readonly server: ReturnType<typeof openOllamaServer>;
    /** What has come of the newest question. */
    readonly deltas: readonly ChatDelta[];
    ask(question?: string, signal?: AbortSignal): Promise<Outcome>;
  }
> {
  const fake = await startFakeOllama({ models: [{ name: 'toy' }], answers: () => ANSWER, ...fakeOptions });
  const server = openOllamaServer({
    baseUrl: fake.url,
    permitCount: 1,
    allowRemoteModels: false,
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
    ...options,
  });
  const model = await server.open('toy');
  let deltas: ChatDelta[] = [];
  return {
    fake,
    server,
    get deltas() {
      return deltas;
    },
    ask: (question = 'What is it?', signal = new AbortController().signal) => {
      deltas = [];
      return outcomeOf(model.chat(requestFor(question), signal), deltas);
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await fake.stop();
    },
  };
}
