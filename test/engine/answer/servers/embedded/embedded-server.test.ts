import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  OUTPUT_TOKEN_LIMIT_COUNT,
  type ChatDelta,
  type ChatRequest,
} from '../../../../../engine/answer/servers/base/chat-model.ts';
import { openEmbeddedServer } from '../../../../../engine/answer/servers/embedded/embedded-server.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { eventually } from '../../../../fakes/eventually.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { ScriptedEmbeddedProcess } from '../../../../fakes/scripted-embedded-process.ts';
import { settle } from '../../../../fakes/settle.ts';
import { outcomeOf, requestFor } from '../ask-model.ts';

const never = (): AbortSignal => new AbortController().signal;

/** Two models, of which `small` has a file of five bytes. */
async function openTwo() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-embedded-'));
  const models = ['small', 'lost'].map((name) => ({ name, path: path.join(folder, `${name}.gguf`) }));
  await writeFile(models[0]?.path ?? '', 'model');
  const clock = new ManualClock();
  const processes: ScriptedEmbeddedProcess[] = [];
  const server = openEmbeddedServer({
    models,
    contextTokenCount: 2_048,
    clock,
    log: silentLogger,
    spawn: () => {
      const process = new ScriptedEmbeddedProcess();
      processes.push(process);
      return process;
    },
  });
  return {
    clock,
    processes,
    server,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** The model `small`, loaded. */
async function openLoaded() {
  const two = await openTwo();
  const model = await two.server.open('small');
  const loading = model.preload(never());
  const [process] = two.processes;
  process?.load();
  await loading;
  if (!process) throw new Error('no process was started');
  const chats = () => process.sent.flatMap((request) => (request.type === 'chat' ? [request] : []));
  const ask = (question: string, signal = never(), purpose: ChatRequest['purpose'] = 'foreground') =>
    outcomeOf(model.chat(requestFor(question, purpose), signal));
  const end = (id: number): void =>
    process.say({ type: 'ended', id, reason: 'stop', detail: '', usage: { outputTokenCount: 1 } });
  return { ...two, model, process, chats, ask, end };
}

test('each file is listed, one that is gone without its size, and the loaded one as loaded', async () => {
  await using two = await openTwo();
  const listed = { family: 'gguf', canThink: false, isRemote: false, isLoaded: false };
  const small = { ...listed, name: 'small', sizeBytes: 5 };
  const lost = { ...listed, name: 'lost' };
  expect(await two.server.list(never())).toEqual([small, lost]);
  const loading = (await two.server.open('small')).preload(never());
  expect(await two.server.list(never())).toEqual([small, lost]);
  two.processes[0]?.load();
  await loading;
  expect(await two.server.list(never())).toEqual([{ ...small, isLoaded: true }, lost]);
});

test('a model that is no file here is refused with what to do, and nothing starts', async () => {
  await using two = await openTwo();
  await expect(two.server.open('other')).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('other') as unknown,
    remedy: expect.stringContaining('Download') as unknown,
  });
  expect(two.processes).toEqual([]);
});

test('each model has one process, and closing one leaves the other', async () => {
  await using two = await openTwo();
  const small = await two.server.open('small');
  const lost = await two.server.open('lost');
  const loading = [small, lost, small].map((model) => model.preload(never()));
  expect(two.processes.map(({ sent }) => sent[0])).toMatchObject([
    { type: 'load', path: expect.stringMatching(/small\.gguf$/) as unknown, contextTokenCount: 2_048 },
    { type: 'load', path: expect.stringMatching(/lost\.gguf$/) as unknown, contextTokenCount: 2_048 },
  ]);
  for (const process of two.processes) process.load();
  await Promise.all(loading);
  await small[Symbol.asyncDispose]();
  expect(two.processes.map(({ isKilled }) => isKilled)).toEqual([true, false]);
  await two.server[Symbol.asyncDispose]();
  expect(two.processes.map(({ isKilled }) => isKilled)).toEqual([true, true]);
});

test('a load is shown about each second, with the time it took so far', async () => {
  await using two = await openTwo();
  const model = await two.server.open('small');
  const deltas: ChatDelta[] = [];
  const asking = outcomeOf(model.chat(requestFor('Hm?'), never()), deltas);
  await eventually(() => expect(two.clock.sleeperCount).toBeGreaterThan(0));
  for (let second = 1; second <= 2; second += 1) {
    await two.clock.advance(1_000);
    await settle();
  }
  const [process] = two.processes;
  process?.load();
  const id = await eventually(() => process?.chatId ?? 0);
  process?.say({ type: 'ended', id, reason: 'length', detail: '', usage: {} });
  expect((await asking).done?.reason).toBe('length');
  expect(deltas.slice(0, -1)).toEqual([
    { type: 'loading', elapsedMs: 1_000 },
    { type: 'loading', elapsedMs: 2_000 },
  ]);
});

test('a prefill asks for one token and gives none of it back', async () => {
  await using loaded = await openLoaded();
  const filling = loaded.ask('Hm?', never(), 'prefill');
  const id = await eventually(() => loaded.process.chatId);
  loaded.process.say({ type: 'text', id, text: '-' });
  loaded.end(id);
  expect((await filling).types).toEqual(['done']);
  const asking = loaded.ask('Hm?');
  await eventually(() => expect(loaded.chats()).toHaveLength(2));
  loaded.process.say({ type: 'thinking', id: loaded.process.chatId });
  loaded.process.say({ type: 'text', id: loaded.process.chatId, text: '- a' });
  loaded.end(loaded.process.chatId);
  expect((await asking).types).toEqual(['thinking', 'content', 'done']);
  expect(loaded.chats().map(({ outputLimitCount }) => outputLimitCount)).toEqual([
    1,
    OUTPUT_TOKEN_LIMIT_COUNT,
  ]);
});

test('one question runs at a time; one that is given up while it waits never reaches the process', async () => {
  await using loaded = await openLoaded();
  const first = loaded.ask('One?');
  const id = await eventually(() => loaded.process.chatId);
  const impatient = new AbortController();
  const second = loaded.ask('Two?', impatient.signal);
  const third = loaded.ask('Three?');
  await settle();
  expect([loaded.chats().length, loaded.model.activeCount]).toEqual([1, 1]);
  impatient.abort(new Error('given up'));
  expect((await second).error?.message).toBe('given up');
  loaded.end(id);
  expect((await first).done?.reason).toBe('stop');
  await eventually(() => expect(loaded.chats()).toHaveLength(2));
  expect(loaded.chats().map(({ messages }) => messages.at(-1)?.content)).toEqual(['One?', 'Three?']);
  loaded.end(loaded.process.chatId);
  await third;
  await eventually(() => expect(loaded.model.activeCount).toBe(0));
});

test('a failure inside the process is reported with its cause, and the next question is answered', async () => {
  await using loaded = await openLoaded();
  const failing = loaded.ask('Hm?');
  const id = await eventually(() => loaded.process.chatId);
  loaded.process.say({ type: 'ended', id, reason: 'failed', detail: 'no more cells', usage: {} });
  const { error } = await failing;
  expect([error?.code, error?.cause]).toEqual(['chat-model-down', 'no more cells']);
  const asking = loaded.ask('Hm?');
  await eventually(() => expect(loaded.chats()).toHaveLength(2));
  loaded.end(loaded.process.chatId);
  expect((await asking).error).toBeUndefined();
  expect(loaded.processes).toHaveLength(1);
});
