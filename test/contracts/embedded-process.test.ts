import { writeFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createCallHistory } from '../../engine/answer/prompt/call-history.ts';
import type { ChatRequest } from '../../engine/answer/servers/base/chat-model.ts';
import { openEmbeddedServer } from '../../engine/answer/servers/embedded/embedded-server.ts';
import { buildPrompt } from '../../engine/answer/prompt/prompt.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { isAlive } from '../fakes/process-alive.ts';
import { knownAnswers, toyChat, toyChatPath } from '../fakes/toy-chat.ts';
import { ask, collect, textOf } from './chat-model-suite.ts';
import { eventually } from '../fakes/eventually.ts';

const never = (): AbortSignal => new AbortController().signal;
const [{ question, answer }] = knownAnswers;
const RECORDING_ENTRY_PATH = path.join(import.meta.dirname, '..', 'fakes', 'recording-embedded-process.ts');

async function openToy(modelPath = toyChatPath, entryPath?: string) {
  const server = openEmbeddedServer({
    models: [{ name: 'toy', path: modelPath }],
    contextTokenCount: 2_048,
    clock: systemClock,
    log: silentLogger,
    ...(entryPath !== undefined && { entryPath }),
  });
  return { server, model: await server.open('toy') };
}

test('a model killed in the middle of an answer is back for the next question', async () => {
  const { server, model } = await openToy();
  await using _ = server;
  await model.preload(never());
  const firstId = model.processId ?? 0;
  const failing = (async () => {
    for await (const delta of model.chat(ask(toyChat.endless.question), never())) {
      if (delta.type === 'content') process.kill(firstId, 'SIGKILL');
    }
  })();
  await expect(failing).rejects.toMatchObject({ code: 'chat-model-down' });
  expect(textOf(await collect(model.chat(ask(question), never())))).toBe(answer);
  expect(model.processId).not.toBe(firstId);
});

test('a model killed just before a question is asked again, and nobody notices', async () => {
  const { server, model } = await openToy();
  await using _ = server;
  await model.preload(never());
  const firstId = model.processId ?? 0;
  process.kill(firstId, 'SIGKILL');
  expect(textOf(await collect(model.chat(ask(question), never())))).toBe(answer);
  expect(model.processId).not.toBe(firstId);
});

test('a frozen process is found by its missing heartbeat and replaced, and its question answered', async () => {
  const { server, model } = await openToy();
  await using _ = server;
  await model.preload(never());
  const firstId = model.processId ?? 0;
  process.kill(firstId, 'SIGSTOP');
  expect(textOf(await collect(model.chat(ask(question), never())))).toBe(answer);
  await eventually(() => expect(isAlive(firstId)).toBe(false));
});

test('no token is spent on thinking, for an answer as for a prefill, and every call samples alike', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-asked-'));
  const recordPath = path.join(folder, 'asked.jsonl');
  process.env['RECORD_PATH'] = recordPath;
  try {
    const { server, model } = await openToy(toyChatPath, RECORDING_ENTRY_PATH);
    await using _ = server;
    await collect(model.chat({ ...ask(question), purpose: 'prefill' }, never()));
    expect(textOf(await collect(model.chat(ask(question), never())))).toBe(answer);
    const asked = (await readFile(recordPath, 'utf8')).trim().split('\n');
    const shared = { temperature: 0, budgets: { thoughtTokens: 0 }, customStopTriggers: ['\nQuestion:'] };
    expect(asked.map((line) => JSON.parse(line) as unknown)).toEqual([
      { maxTokens: 1, ...shared },
      { maxTokens: 220, ...shared },
    ]);
  } finally {
    delete process.env['RECORD_PATH'];
    await rm(folder, { recursive: true });
  }
});

test('what a prompt shares with the one before is not evaluated again', async () => {
  const { server, model } = await openToy();
  await using _ = server;
  const counts: number[] = [];
  for (const text of [question, knownAnswers[1].question]) {
    const done = (await collect(model.chat(ask(text), never()))).at(-1);
    counts.push(done?.type === 'done' ? (done.usage.promptTokenCount ?? 0) : 0);
  }
  const [cold = 0, warm = 0] = counts;
  expect(warm).toBeLessThan(cold / 2);
});

test('after a prefill only the question itself is evaluated', async () => {
  const { server, model } = await openToy();
  await using _ = server;
  const history = createCallHistory();
  const times = { startMs: 0, endMs: 1, voicedMs: 1, endedAtMs: 0, completedAtMs: 0 };
  history.observeTranscript({
    turnId: 't1',
    channel: 'them',
    text: 'Good morning.',
    endReason: 'silence',
    ...times,
  });
  const { messages } = buildPrompt(defaultSettings, history);
  const evaluated = async (request: ChatRequest): Promise<number> => {
    const done = (await collect(model.chat(request, never()))).at(-1);
    return done?.type === 'done' ? (done.usage.promptTokenCount ?? Number.NaN) : Number.NaN;
  };
  const prefilledCount = await evaluated({ messages, purpose: 'prefill' });
  const asked = buildPrompt(defaultSettings, history, { turnId: 'q', text: question });
  const askedCount = await evaluated({ messages: asked.messages, purpose: 'foreground' });
  expect(prefilledCount).toBeGreaterThan(300);
  expect(askedCount).toBeLessThan(60);
});

test('closing the model ends its process, so that its memory is free', async () => {
  const { server, model } = await openToy();
  await using _ = server;
  await model.preload(never());
  const processId = model.processId ?? 0;
  await eventually(() => expect(model.residentBytes).toBeGreaterThan(1_000_000));
  await model[Symbol.asyncDispose]();
  await eventually(() => expect(isAlive(processId)).toBe(false));
  expect(model.residentBytes).toBe(0);
});

test('a truncated model is refused before native code reads it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-model-'));
  const file = path.join(folder, 'cut.gguf');
  await writeFile(file, (await readFile(toyChatPath)).subarray(0, 1_000_000));
  const { server, model } = await openToy(file);
  await using _ = server;
  await expect(model.preload(never())).rejects.toMatchObject({ code: 'chat-model-invalid' });
  await rm(folder, { recursive: true });
});

test('a base model is named as one and refused', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-model-'));
  const file = path.join(folder, 'base.gguf');
  const bytes = await readFile(toyChatPath);
  bytes.write('tokenizer.some_template', bytes.indexOf('tokenizer.chat_template'));
  await writeFile(file, bytes);
  const { server, model } = await openToy(file);
  await using _ = server;
  await expect(model.preload(never())).rejects.toMatchObject({
    code: 'chat-model-invalid',
    message: expect.stringContaining('base is a base model without a chat template') as string,
    remedy: 'Pick an instruct model.',
  });
  await rm(folder, { recursive: true });
});
