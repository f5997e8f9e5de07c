import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEngineProcess } from '../../electron/engine-process.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';
import type { FakeUtilityProcess } from '../fakes/electron-utility-process.ts';

const FAILED = {
  type: 'failed',
  code: 'port-taken',
  message: 'Port 1 is used.',
  remedy: 'Use another.',
} as const;

beforeEach(() => {
  resetElectron();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function stage({ isAllowed = true } = {}) {
  const heard: unknown[] = [];
  const accessTokens = {
    load: () => ({ accessToken: { token: 'kept', origins: ['http://localhost'] }, isKept: true }),
    keep: () => ({ isKept: false }),
  } as unknown as Parameters<typeof startEngineProcess>[0]['accessTokens'];
  const engine = startEngineProcess({
    directory: '/app/engine',
    engineArguments: ['--assets', '/app/assets'],
    accessTokens,
    confirm: () => (isAllowed ? Promise.resolve(true) : Promise.reject(new Error('closed'))),
    onReady: ({ origin }) => heard.push(origin),
    onDown: () => heard.push('down'),
    onGivenUp: (failure) => heard.push(failure?.code ?? 'crashes'),
  });
  const current = (): FakeUtilityProcess => recorded.utilities.at(-1) as FakeUtilityProcess;
  const crash = async (): Promise<void> => {
    current().emit('exit', 1);
    await nextTurn();
  };
  return { engine, heard, current, crash };
}

test('the engine is started with its arguments, and what it says of itself is passed on', () => {
  const { heard, current } = stage();
  expect([current().modulePath, current().parameters]).toEqual([
    '/app/engine/main.js',
    ['--assets', '/app/assets'],
  ]);
  current().emit('message', { type: 'ready', origin: 'http://127.0.0.1:1', tokens: { shell: 'x' } });
  current().emit('message', { type: 'ready', origin: 7 });
  current().emit('message', 'nonsense');
  expect(heard).toEqual(['http://127.0.0.1:1']);
});

test('an engine that crashed is started again after half a second', async () => {
  const { heard, crash } = stage();
  await crash();
  expect([heard, recorded.utilities.length]).toEqual([['down'], 1]);
  vi.advanceTimersByTime(499);
  expect(recorded.utilities).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(recorded.utilities).toHaveLength(2);
});

test('one that keeps crashing is given up, until the user starts it again', async () => {
  const { engine, heard, crash } = stage();
  while (!heard.includes('crashes')) {
    await crash();
    vi.advanceTimersByTime(500);
    expect(recorded.utilities.length).toBeLessThan(10);
  }
  const count = recorded.utilities.length;
  vi.advanceTimersByTime(60_000);
  expect(recorded.utilities).toHaveLength(count);
  engine.startAgain();
  expect(recorded.utilities).toHaveLength(count + 1);
  await crash();
  vi.advanceTimersByTime(500);
  expect(recorded.utilities).toHaveLength(count + 2);
});

test('one that says why it cannot start is given up at once', async () => {
  const { heard, current, crash } = stage();
  current().emit('message', FAILED);
  await crash();
  vi.advanceTimersByTime(60_000);
  expect([heard, recorded.utilities.length]).toEqual([['down', 'port-taken'], 1]);
});

test('an end in order is not a crash, and one that takes too long is forced', async () => {
  const { engine, heard, current } = stage();
  const stopping = engine.stop();
  expect(current().posted).toEqual([{ type: 'stop' }]);
  vi.advanceTimersByTime(1_999);
  expect(current().killCount).toBe(0);
  vi.advanceTimersByTime(1);
  expect(current().killCount).toBe(1);
  await stopping;
  expect([heard, recorded.utilities.length, vi.getTimerCount()]).toEqual([[], 1, 0]);
});

test('an engine that ends in time is not killed', async () => {
  const { engine, current } = stage();
  const stopping = engine.stop();
  current().emit('exit', 0);
  await stopping;
  expect([current().killCount, vi.getTimerCount()]).toEqual([0, 0]);
});

test('no new engine is started once the app ends, though the old one has just crashed', async () => {
  const { engine, crash } = stage();
  await crash();
  engine.kill();
  vi.advanceTimersByTime(60_000);
  expect(recorded.utilities).toHaveLength(1);
});

test.each([true, false])(
  'what only the user may decide is answered, a closed dialog as no (%s)',
  async (isAllowed) => {
    const { current } = stage({ isAllowed });
    current().emit('message', {
      type: 'confirm',
      confirmIndex: 3,
      question: { kind: 'run-program', subject: '/bin/true' },
    });
    await nextTurn();
    expect(current().posted).toEqual([{ type: 'confirmed', confirmIndex: 3, isAllowed }]);
  },
);

test('an engine that is gone is sent nothing more', async () => {
  const { current } = stage();
  const engine = current();
  engine.emit('message', {
    type: 'confirm',
    confirmIndex: 1,
    question: { kind: 'run-program', subject: 'x' },
  });
  engine.emit('exit', 1);
  await nextTurn();
  expect(engine.posted).toEqual([]);
});
