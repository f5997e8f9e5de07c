import { expect, test } from 'vitest';
import { PassQueue, type PassUrgency } from '../../../engine/transcription/pass-queue.ts';

const NEVER = new AbortController().signal;

/** Passes that end when the test says so, each under its urgency. */
function stage() {
  const queue = new PassQueue();
  const started: PassUrgency[] = [];
  const running: { readonly end: () => void; readonly signal: AbortSignal }[] = [];
  const run = (urgency: PassUrgency, signal = NEVER): Promise<string> => {
    const result = queue.run(
      urgency,
      async (stop) => {
        started.push(urgency);
        const { promise, resolve } = Promise.withResolvers<void>();
        running.push({ end: resolve, signal: stop });
        await promise;
        stop.throwIfAborted();
        return urgency;
      },
      signal,
    );
    result.catch(() => undefined);
    return result;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const endNewest = async (): Promise<void> => {
    running.at(-1)?.end();
    await settle();
  };
  return { queue, run, started, running, settle, endNewest };
}

test('one pass runs at a time, the most urgent of those that wait comes next', async () => {
  const { run, started, settle, endNewest } = stage();
  for (const urgency of ['late', 'late', 'me', 'them', 'me'] as const) void run(urgency);
  await settle();
  expect(started).toEqual(['late']);
  for (let passIndex = 0; passIndex < 4; passIndex += 1) await endNewest();
  expect(started).toEqual(['late', 'them', 'me', 'me', 'late']);
});

test.each(['partial', 'measurement'] as const)(
  'a %s makes room for a final pass at once',
  async (urgency) => {
    const { run, running, started, settle, endNewest } = stage();
    const yielding = run(urgency);
    await settle();
    const final = run('me');
    await expect(yielding).rejects.toMatchObject({ name: 'AbortError' });
    expect(running[0]?.signal.aborted).toBe(true);
    // The recognizer is not free yet.
    expect(started).toEqual([urgency]);
    await endNewest();
    await endNewest();
    expect(await final).toBe('me');
  },
);

test('a partial pass that waits makes room too, whatever its channel', async () => {
  const { run, started, settle, endNewest } = stage();
  void run('late');
  await settle();
  const partials = [run('partial'), run('partial')];
  void run('them');
  await Promise.all(partials.map((partial) => expect(partial).rejects.toMatchObject({ name: 'AbortError' })));
  await endNewest();
  await endNewest();
  expect(started).toEqual(['late', 'them']);
});

test('a late pass that runs is not stopped, and stops no partial one', async () => {
  const { run, running, settle } = stage();
  void run('late');
  await settle();
  void run('them');
  expect(running[0]?.signal.aborted).toBe(false);
  const other = stage();
  void other.run('partial');
  await other.settle();
  void other.run('late');
  expect(other.running[0]?.signal.aborted).toBe(false);
});

test('the caller of an aborted pass leaves at once, the next pass begins when the recognizer is free', async () => {
  const { queue, run, started, settle, endNewest } = stage();
  const stop = new AbortController();
  const first = run('them', stop.signal);
  await settle();
  stop.abort('speech went on');
  await expect(first).rejects.toBe('speech went on');
  void run('me');
  await settle();
  expect(started).toEqual(['them']);
  expect(queue.isFreeFor('partial')).toBe(false);
  await endNewest();
  expect(started).toEqual(['them', 'me']);
});

test('a pass that is aborted while it waits never begins', async () => {
  const { run, started, settle, endNewest } = stage();
  const stop = new AbortController();
  void run('them');
  const waiting = run('them', stop.signal);
  stop.abort('not needed');
  await expect(waiting).rejects.toBe('not needed');
  await settle();
  await endNewest();
  expect(started).toEqual(['them']);
});

test('a measurement does not keep a partial pass from the recognizer, but a final one does', async () => {
  const { queue, run, settle, endNewest } = stage();
  expect(queue.isFreeFor('partial')).toBe(true);
  void run('measurement');
  expect(queue.isFreeFor('partial')).toBe(false);
  await settle();
  expect(queue.isFreeFor('partial')).toBe(true);
  await endNewest();
  void run('them');
  await settle();
  expect(queue.isFreeFor('partial')).toBe(false);
});

test('a failed pass does not block the next', async () => {
  const { queue } = stage();
  await expect(queue.run('them', () => Promise.reject(new Error('crashed')), NEVER)).rejects.toThrow(
    'crashed',
  );
  expect(await queue.run('them', () => Promise.resolve('heard'), NEVER)).toBe('heard');
});

test('more than 256 waiting passes are refused', async () => {
  const { run } = stage();
  for (let passIndex = 0; passIndex < 257; passIndex += 1) void run('late');
  await expect(run('them')).rejects.toMatchObject({ code: 'backlog-full' });
});
