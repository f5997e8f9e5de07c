import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../../../engine/answer/servers/base/chat-model.ts';
import { openEmbeddedServer } from '../../../../../engine/answer/servers/embedded/embedded-server.ts';
import { ActivityCounter } from '../../../../../engine/base/activity.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { ScriptedEmbeddedProcess } from '../../../../fakes/scripted-embedded-process.ts';
import { outcomeOf, requestFor } from '../ask-model.ts';
import { eventually } from '../../../../fakes/eventually.ts';
import { settle } from '../../../../fakes/settle.ts';

const never = (): AbortSignal => new AbortController().signal;

async function openScripted(
  speechActivity?: ActivityCounter,
  log = silentLogger,
  computedMs?: (nowMs: number) => number,
) {
  const clock = new ManualClock();
  const processes: ScriptedEmbeddedProcess[] = [];
  const server = openEmbeddedServer({
    models: [{ name: 'toy', path: '/nowhere/toy.gguf' }],
    contextTokenCount: 2_048,
    clock,
    log,
    speechActivity,
    ...(computedMs && { readCpuMs: () => Promise.resolve(computedMs(clock.nowMs())) }),
    spawn: () => {
      const process = new ScriptedEmbeddedProcess(computedMs && 1);
      processes.push(process);
      return process;
    },
  });
  const model = await server.open('toy');
  const ask = (signal = never(), purpose: ChatRequest['purpose'] = 'foreground') =>
    outcomeOf(model.chat(requestFor('Hm?', purpose), signal));
  const newest = () => {
    const process = processes.at(-1);
    if (!process) throw new Error('no process was started');
    return process;
  };
  const started = () => eventually(() => newest());
  const untilAsked = () => eventually(() => newest().chatId);
  return { clock, processes, server, model, ask, newest, started, untilAsked };
}

test('nothing starts before it is needed; loading is shown while it lasts', async () => {
  const { clock, processes, ask, newest, untilAsked, model } = await openScripted();
  expect(processes).toHaveLength(0);
  const asking = ask();
  await eventually(() => expect(processes).toHaveLength(1));
  await clock.advance(2_500);
  newest().load();
  const id = await untilAsked();
  newest().say(
    { type: 'text', id, text: '- a' },
    { type: 'ended', id, reason: 'stop', detail: '', usage: {} },
  );
  const outcome = await asking;
  expect(outcome.types).toEqual(['loading', 'content', 'done']);
  expect(outcome.text).toBe('- a');
  expect(model.description).toBe('llama.cpp · toy · CPU, 1 thread');
});

test('a crash in the middle of an answer keeps what came, and the next answer finds a new process', async () => {
  const { processes, ask, newest, started, untilAsked } = await openScripted();
  const asking = ask();
  await started();
  newest().load();
  const id = await untilAsked();
  newest().say({ type: 'text', id, text: '- a' });
  newest().crash('SIGSEGV');
  const outcome = await asking;
  expect(outcome).toMatchObject({ text: '- a', error: { code: 'chat-model-down' } });
  expect(processes).toHaveLength(2);
});

test('a process lost before its first token is asked for once more, within the budget of crashes', async () => {
  const { processes, ask, newest, started } = await openScripted();
  const asking = ask();
  await started();
  for (let crash = 1; crash <= 2; crash += 1) {
    newest().load();
    await eventually(() => newest().chatId);
    newest().crash('SIGKILL');
  }
  expect(await asking).toMatchObject({ text: '', error: { code: 'chat-model-down' } });
  expect(processes).toHaveLength(3);
  const again = ask();
  for (let crash = 3; crash <= 4; crash += 1) {
    newest().load();
    await eventually(() => newest().chatId);
    newest().crash('SIGKILL');
  }
  expect((await again).error?.message).toBe('The built-in model stopped working.');
  expect(processes).toHaveLength(4);
});

test('after four crashes in five minutes it stays down until some time has passed', async () => {
  const { clock, processes, server, ask, newest, started } = await openScripted();
  const first = ask();
  await started();
  await server.check(never());
  for (let crash = 0; crash < 4; crash += 1) newest().crash('SIGSEGV');
  expect((await first).error?.code).toBe('chat-model-down');
  expect(processes).toHaveLength(4);
  expect((await ask()).error?.code).toBe('chat-model-down');
  await expect(server.check(never())).rejects.toMatchObject({ code: 'chat-model-down' });
  expect(processes).toHaveLength(4);
  await clock.advance(300_001);
  await server.check(never());
  const later = ask();
  await eventually(() => expect(processes).toHaveLength(5));
  newest().load();
  const id = await eventually(() => newest().chatId);
  newest().say(
    { type: 'text', id, text: 'ok' },
    { type: 'ended', id, reason: 'stop', detail: '', usage: {} },
  );
  expect((await later).text).toBe('ok');
});

test('a process that stops answering pings is killed and replaced', async () => {
  const { clock, processes, ask, newest, started, untilAsked } = await openScripted();
  const asking = ask();
  await started();
  newest().load();
  const [first] = processes;
  await clock.advance(1_000);
  first?.say({ type: 'pong', residentBytes: 5 });
  await clock.advance(1_000);
  expect(processes).toHaveLength(1);
  await clock.advance(1_000);
  expect(first?.isKilled).toBe(true);
  expect(processes).toHaveLength(2);
  newest().load();
  const id = await untilAsked();
  newest().say({ type: 'ended', id, reason: 'stop', detail: '', usage: {} });
  expect((await asking).error).toBeUndefined();
});

test('an abort that the process does not obey costs it its life, and nothing comes after it', async () => {
  const { clock, processes, ask, newest, started, untilAsked, model } = await openScripted();
  const controller = new AbortController();
  const asking = ask(controller.signal);
  await started();
  newest().load();
  const id = await untilAsked();
  newest().say({ type: 'text', id, text: '- a' });
  const [first] = processes;
  controller.abort(new Error('newer question'));
  first?.say({ type: 'text', id, text: ' late' });
  expect((await asking).error?.message).toBe('newer question');
  expect(model.activeCount).toBe(1);
  expect(first?.sent.at(-1)).toEqual({ type: 'abort', id });
  for (let second = 0; second < 15; second += 1) {
    expect(first?.isKilled).toBe(false);
    first?.say({ type: 'pong', residentBytes: 5 });
    await clock.advance(1_000);
  }
  expect(first?.isKilled).toBe(true);
  await eventually(() => expect(model.activeCount).toBe(0));
});

test('a process that the machine leaves no time to stop is not ended for it', async () => {
  const { clock, processes, ask, newest, started, untilAsked, model } = await openScripted(
    undefined,
    silentLogger,
    (nowMs) => nowMs / 10,
  );
  const controller = new AbortController();
  const asking = ask(controller.signal);
  await started();
  newest().load();
  const id = await untilAsked();
  controller.abort(new Error('newer question'));
  for (let second = 0; second < 60; second += 1) {
    newest().say({ type: 'pong', residentBytes: 5 });
    await clock.advance(1_000);
    await settle();
  }
  expect([processes.length, newest().isKilled, model.activeCount]).toEqual([1, false, 1]);
  newest().say({ type: 'ended', id, reason: 'aborted', detail: '', usage: {} });
  await asking;
  await eventually(() => expect(model.activeCount).toBe(0));
});

test('an abort that the process obeys keeps it', async () => {
  const { processes, ask, newest, started, untilAsked, model } = await openScripted();
  const controller = new AbortController();
  const asking = ask(controller.signal);
  await started();
  newest().load();
  const id = await untilAsked();
  controller.abort(new Error('newer question'));
  newest().say({ type: 'ended', id, reason: 'aborted', detail: '', usage: {} });
  await asking;
  await eventually(() => expect(model.activeCount).toBe(0));
  expect(processes).toHaveLength(1);
});

test('a model that says nothing runs into the deadline', async () => {
  const { clock, ask, newest, started, untilAsked } = await openScripted();
  const asking = ask();
  await started();
  newest().load();
  await untilAsked();
  for (let second = 0; second < 31; second += 1) {
    newest().say({ type: 'pong', residentBytes: 5 });
    await clock.advance(1_000);
  }
  expect((await asking).error?.code).toBe('model-timeout');
});

test('on a busy machine the deadline follows computing time, and the machine is named in the end', async () => {
  const { clock, ask, newest, started, untilAsked } = await openScripted(
    undefined,
    silentLogger,
    (nowMs) => nowMs / 4,
  );
  const asking = ask();
  let isOver = false;
  void asking.then(() => (isOver = true));
  await started();
  newest().load();
  await untilAsked();
  const wait = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      newest().say({ type: 'pong', residentBytes: 5 });
      await clock.advance(1_000);
      await settle();
    }
  };
  // A quarter of a core: 30 s of computing take two minutes, a look more or less.
  await wait(114);
  expect(isOver).toBe(false);
  await wait(4);
  const { error, types } = await asking;
  expect([error?.code, [...new Set(types)]]).toEqual(['machine-busy', ['starved']]);
});

test.for([
  { code: 'chat-model-invalid', detail: 'The file is not a GGUF model.' },
  { code: 'model-out-of-memory', detail: 'not enough VRAM' },
  { code: 'chat-model-down', detail: 'llama.cpp is not installed.' },
] as const)(
  'a load that fails with $code says so with a remedy and ends the process',
  async ({ code, detail }) => {
    // The caller gets the error: a warning would say the same twice in a terminal.
    const log = { ...silentLogger, warn: expect.unreachable };
    const { processes, ask, newest, started, model } = await openScripted(undefined, log);
    const asking = ask();
    await started();
    newest().say({ type: 'load-failed', code, detail });
    const { error } = await asking;
    expect(error?.code).toBe(code);
    expect(error?.remedy).not.toBe('');
    expect(processes[0]?.isKilled).toBe(true);
    const preloading = model.preload(never());
    expect(processes).toHaveLength(2);
    newest().load();
    await preloading;
  },
);

test('closing the model ends its process and what waits for it', async () => {
  const { processes, ask, newest, started, model, server } = await openScripted();
  const asking = ask();
  await started();
  newest().load();
  await eventually(() => newest().chatId);
  await model[Symbol.asyncDispose]();
  expect((await asking).error?.code).toBe('chat-model-down');
  expect(processes.map((process) => process.isKilled)).toEqual([true]);
  await server[Symbol.asyncDispose]();
  expect(processes).toHaveLength(1);
});

test('the process learns at once that speech recognition began or ended its work, a new process too', async () => {
  const speech = new ActivityCounter();
  const { ask, newest, started, untilAsked, server } = await openScripted(speech);
  const early = speech.begin();
  const asking = ask();
  await started();
  const shared = () =>
    newest().sent.flatMap((request) => (request.type === 'share-cores' ? [request.isSpeechBusy] : []));
  expect(shared()).toEqual([true]);
  newest().load();
  const id = await untilAsked();
  early[Symbol.dispose]();
  speech.begin();
  expect(shared()).toEqual([true, false, true]);
  newest().say({ type: 'ended', id, reason: 'stop', detail: '', usage: {} });
  await asking;
  newest().crash('SIGKILL');
  expect(shared()).toEqual([true]);
  await server[Symbol.asyncDispose]();
});
