import { expect, test } from 'vitest';
import { openAnswerBench, openRawSocket } from '../../../scripts/bench/answer-rig.ts';

/** The rig with its real processes: engine, model server and client. */

test('asks the engine, waits for each answer, and takes the second time from the cache', async () => {
  await using undo = new AsyncDisposableStack();
  const rig = await openAnswerBench(undo, new AbortController().signal);
  const paths: string[] = [];
  let completedCount = 0;
  undo.defer(
    rig.engine.hub.subscribe((event) => {
      if (event.type === 'answer.started') paths.push(event.path);
      if (event.type === 'answer.completed') completedCount += 1;
    }),
  );
  for (const asked of [1, 2]) {
    expect(await rig.ask('What is the meaning of case number 7?')).toBeGreaterThan(0);
    expect(completedCount).toBe(asked);
  }
  expect(paths).toEqual(['live', 'cached']);
});

test('the raw socket sends its frame only after what was to be done before it', async () => {
  await using undo = new AsyncDisposableStack();
  const send = await openRawSocket(undo);
  let preparedCount = 0;
  const prepare = (): Promise<void> => {
    preparedCount += 1;
    return Promise.resolve();
  };
  const timesMs = [await send(prepare), await send(prepare)];
  expect(preparedCount).toBe(2);
  expect(timesMs.every((timeMs) => timeMs > 0)).toBe(true);
});
