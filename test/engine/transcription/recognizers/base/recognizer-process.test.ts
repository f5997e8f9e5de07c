import { expect, test } from 'vitest';
import type { Clock } from '../../../../../engine/base/clock.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import type {
  RecognizerReply,
  RecognizerRequest,
} from '../../../../../engine/transcription/recognizers/base/recognizer-messages.ts';
import { openRecognizerProcess } from '../../../../../engine/transcription/recognizers/base/recognizer-process.ts';
import type { RecognizerChild } from '../../../../../engine/transcription/recognizers/base/spawn-recognizer.ts';

const NEVER = new AbortController().signal;

/** Children in this process: each answers as `behave` says, and can be made to end. */
function scriptedChildren(behave: (task: unknown) => RecognizerReply['type'] | 'exit' | 'nothing') {
  const children: { exit: () => void; isAlive: boolean }[] = [];
  const loads: object[] = [];
  const spawn = (): RecognizerChild => {
    let reply: (message: unknown) => void = () => undefined;
    let exited: (detail: string) => void = () => undefined;
    const child = {
      isAlive: true,
      exit: () => {
        if (!child.isAlive) return;
        child.isAlive = false;
        exited('SIGSEGV');
      },
    };
    children.push(child);
    return {
      processId: children.length,
      send: (request) => {
        const { callIndex, message } = request as RecognizerRequest;
        if (message.type === 'load') loads.push(message.settings);
        const how = message.type === 'load' ? 'done' : behave(message.task);
        if (how === 'exit') queueMicrotask(child.exit);
        else if (how === 'done')
          queueMicrotask(() => reply({ type: 'done', callIndex, result: message.type }));
        else if (how === 'failed') queueMicrotask(() => reply({ type: 'failed', callIndex, message: 'no' }));
      },
      onReply: (listener) => {
        reply = listener;
      },
      onExit: (listener) => {
        exited = listener;
      },
      kill: child.exit,
    };
  };
  return { children, loads, spawn };
}

let nowMs = 0;
const clock: Clock = { nowMs: () => nowMs, wallMs: () => nowMs, sleep: () => Promise.resolve() };

function open(spawn: () => RecognizerChild) {
  return openRecognizerProcess<string, unknown>({
    name: 'toy',
    entryPath: '',
    settings: {},
    loadError: (detail) => new EngineError('transcriber-down', detail, ''),
    loadDeadlineMs: 1_000,
    taskDeadlineMs: 1_000,
    clock,
    log: silentLogger,
    spawn,
  });
}

test('A task that fails is the fault of the task, not the end of the process', async () => {
  const { children, spawn } = scriptedChildren((task) => (task === 'bad' ? 'failed' : 'done'));
  await using recognizer = await open(spawn);
  await expect(recognizer.run(() => 'bad', NEVER)).rejects.toMatchObject({
    code: 'transcriber-failed',
    message: 'toy failed: no',
  });
  expect(await recognizer.run(() => 'good', NEVER)).toBe('run');
  expect(children).toHaveLength(1);
});

test('A renewed process ends, and the next task loads the new settings', async () => {
  const { children, spawn, loads } = scriptedChildren(() => 'done');
  await using recognizer = await open(spawn);
  expect(await recognizer.run(() => 'first', NEVER)).toBe('run');
  await recognizer.renew({ threadCount: 1 });
  expect([children.length, children[0]?.isAlive]).toEqual([1, false]);
  // As often as it is asked: none of it counts as a crash.
  for (const threadCount of [2, 3, 4, 5]) {
    await recognizer.renew({ threadCount });
    expect(await recognizer.run(() => 'next', NEVER)).toBe('run');
  }
  expect(loads.at(-1)).toEqual({ threadCount: 5 });
});

test('Four crashes within five minutes are enough; later it may be tried again', async () => {
  const { children, spawn } = scriptedChildren(() => 'exit');
  await using recognizer = await open(spawn);
  for (let crashIndex = 0; crashIndex < 4; crashIndex += 1) {
    await expect(recognizer.run(() => 'words', NEVER)).rejects.toMatchObject({
      code: 'transcriber-down',
      message: 'toy broke down (SIGSEGV).',
    });
  }
  await expect(recognizer.run(() => 'words', NEVER)).rejects.toMatchObject({
    message: 'toy broke down 4 times within five minutes.',
  });
  expect(children).toHaveLength(4);
  nowMs += 6 * 60_000;
  await expect(recognizer.run(() => 'words', NEVER)).rejects.toMatchObject({
    message: 'toy broke down (SIGSEGV).',
  });
});

test('A task is made after the start that it will run in', async () => {
  const { children, spawn } = scriptedChildren(() => 'done');
  await using recognizer = await open(spawn);
  const startCounts: number[] = [];
  const run = () =>
    recognizer.run((startCount) => {
      startCounts.push(startCount);
      return 'words';
    }, NEVER);
  await run();
  children[0]?.exit();
  await run();
  expect(startCounts).toEqual([1, 2]);
});

test('An abort drops the result, and settles when the process is free for the next task', async () => {
  const answers: string[] = [];
  const { children, spawn } = scriptedChildren((task) => {
    queueMicrotask(() => answers.push(String(task)));
    return 'done';
  });
  await using recognizer = await open(spawn);
  const stop = new AbortController();
  const long = recognizer.run(() => {
    queueMicrotask(() => stop.abort('not needed'));
    return 'long';
  }, stop.signal);
  await expect(long).rejects.toBe('not needed');
  expect(answers).toEqual(['long']);
  expect(await recognizer.run(() => 'short', NEVER)).toBe('run');
  expect(children).toHaveLength(1);
});

test('Closing ends the process and what waits for it', async () => {
  const { children, spawn } = scriptedChildren(() => 'nothing');
  const recognizer = await open(spawn);
  const waiting = expect(recognizer.run(() => 'words', NEVER)).rejects.toMatchObject({
    message: 'Speech recognition was closed.',
  });
  await Promise.resolve();
  await recognizer[Symbol.asyncDispose]();
  await waiting;
  expect(children.map((child) => child.isAlive)).toEqual([false]);
  await expect(recognizer.run(() => 'words', NEVER)).rejects.toMatchObject({ code: 'transcriber-down' });
});
