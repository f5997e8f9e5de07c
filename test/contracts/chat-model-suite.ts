import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChatDelta,
  ChatModel,
  ChatRequest,
  ModelServer,
} from '../../engine/answer/servers/base/chat-model.ts';
import { eventually } from '../fakes/eventually.ts';

/** What the suite is given: a model that knows two questions and one that never ends. */
export interface ChatModelSubject extends AsyncDisposable {
  readonly server: ModelServer;
  readonly model: ChatModel;
  readonly known: readonly [KnownAnswer, KnownAnswer];
  readonly endlessQuestion: string;
  /** Generations that run in the server now. */
  activeCount(): number;
  /** Sockets or processes that are open. */
  openCount(): number;
}

export interface KnownAnswer {
  readonly question: string;
  readonly answer: string;
}

const SYSTEM = 'You answer questions of a call in short bullets.';
const never = (): AbortSignal => new AbortController().signal;

/** What every chat model must do, wherever it runs. */
export function describeChatModel(name: string, open: () => Promise<ChatModelSubject>): void {
  describe(`${name} as a chat model`, () => {
    let subject: ChatModelSubject;

    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject[Symbol.asyncDispose]();
    });

    testAnswers(() => subject);
    testAborts(() => subject);

    test('leaves nothing open once disposed', async () => {
      await subject.model[Symbol.asyncDispose]();
      await subject.server[Symbol.asyncDispose]();
      await eventually(() => expect(subject.openCount()).toBe(0));
    });
  });
}

function testAnswers(subject: () => ChatModelSubject): void {
  const chat = (question: string) => subject().model.chat(ask(question), never());

  test('checks, lists and preloads', async () => {
    expect((await subject().server.check(never())).version).not.toBe('');
    const listed = await subject().server.list(never());
    expect(listed.map((model) => model.name)).toContain(subject().model.name);
    await subject().model.preload(never());
    expect(subject().model.location).toBe('this-machine');
    expect(subject().model.id).toBe(`${subject().server.kind}:${subject().model.name}`);
  });

  test('streams the whole answer and ends with done and its usage', async () => {
    const [{ question, answer }] = subject().known;
    const deltas = await collect(chat(question));
    expect(textOf(deltas)).toBe(answer);
    const done = deltas.at(-1);
    expect(done).toMatchObject({ type: 'done', reason: 'stop' });
    expect(done?.type === 'done' && done.usage.outputTokenCount).toBeGreaterThan(5);
    expect(deltas.filter((delta) => delta.type === 'done')).toHaveLength(1);
  });

  test('answers one call after another, each its own question', async () => {
    const [first, second] = subject().known;
    for (const { question, answer } of [first, second, first, second]) {
      expect(textOf(await collect(chat(question)))).toBe(answer);
    }
  });

  test('gives nothing back for a prefill and answers after it', async () => {
    const { question, answer } = subject().known[1];
    const prefill = { ...ask(question), purpose: 'prefill' } as const;
    const deltas = await collect(subject().model.chat(prefill, never()));
    expect(deltas.filter((delta) => delta.type !== 'done' && delta.type !== 'loading')).toEqual([]);
    expect(textOf(await collect(chat(question)))).toBe(answer);
  });

  test('caps an answer that would not end', async () => {
    const deltas = await collect(chat(subject().endlessQuestion));
    expect(deltas.at(-1)).toMatchObject({ type: 'done', reason: 'length' });
  });

  test('fails with a typed error for a model that is not there', async () => {
    const opening = (async () => {
      const model = await subject().server.open('no-such-model');
      await collect(model.chat(ask('Hello?'), never()));
    })();
    await expect(opening).rejects.toMatchObject({ name: 'EngineError', code: 'model-missing' });
  });
}

function testAborts(subject: () => ChatModelSubject): void {
  const chat = (question: string, signal = never()) => subject().model.chat(ask(question), signal);
  const isIdle = () => eventually(() => expect(subject().activeCount()).toBe(0));

  test('is silent once aborted, gives the reason, and frees the slot', async () => {
    const controller = new AbortController();
    const reason = new Error('a newer question came');
    const seen: ChatDelta[] = [];
    const reading = (async () => {
      for await (const delta of chat(subject().endlessQuestion, controller.signal)) {
        seen.push(delta);
        if (seen.length === 3) controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toHaveLength(3);
    await isIdle();
  });

  test('frees the slot when the loop is left', async () => {
    for await (const delta of chat(subject().endlessQuestion)) {
      if (delta.type === 'content') break;
    }
    await isIdle();
  });

  test('answers a newer question right after an abort', async () => {
    const [{ question, answer }] = subject().known;
    for (let round = 0; round < 5; round += 1) {
      const controller = new AbortController();
      const old = chat(subject().endlessQuestion, controller.signal);
      await old.next();
      controller.abort(new Error('superseded'));
      expect(textOf(await collect(chat(question)))).toBe(answer);
      await expect(old.next()).rejects.toThrow('superseded');
    }
    await isIdle();
  });

  test('refuses a call whose signal was aborted before', async () => {
    const reason = new Error('too late');
    await expect(collect(chat(subject().known[0].question, AbortSignal.abort(reason)))).rejects.toBe(reason);
    await isIdle();
  });
}

export function ask(question: string): ChatRequest {
  return {
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: `Question: ${question}` },
    ],
    purpose: 'foreground',
  };
}

export async function collect(stream: AsyncIterable<ChatDelta>): Promise<readonly ChatDelta[]> {
  const deltas: ChatDelta[] = [];
  for await (const delta of stream) deltas.push(delta);
  return deltas;
}

export function textOf(deltas: readonly ChatDelta[]): string {
  return deltas.map((delta) => (delta.type === 'content' ? delta.text : '')).join('');
}
