import { expect, test } from 'vitest';
import type { DownloadProgress } from '../../../engine/model-files/download-progress.ts';
import { startSharedDownload } from '../../../engine/model-files/shared-download.ts';
import { settle } from '../../fakes/settle.ts';

const progressOf = (receivedBytes: number): DownloadProgress =>
  ({ receivedBytes, totalBytes: 3 }) as DownloadProgress;

/** A download that continues when it is told to. */
function stage() {
  const state = { endCount: 0, isCancelled: false, isClosed: false };
  let release = Promise.withResolvers<Error | undefined>();
  const shared = startSharedDownload(
    async function* (signal) {
      try {
        const aborted = new Promise<Error>((resolve) =>
          signal.addEventListener('abort', () => {
            state.isCancelled = true;
            resolve(signal.reason as Error);
          }),
        );
        for (let receivedBytes = 1; receivedBytes <= 3; receivedBytes += 1) {
          yield progressOf(receivedBytes);
          const failure = await Promise.race([release.promise, aborted]);
          if (failure) throw failure;
        }
      } finally {
        state.isClosed = true;
      }
    },
    () => (state.endCount += 1),
  );
  const step = async (failure?: Error): Promise<void> => {
    const { resolve } = release;
    release = Promise.withResolvers();
    resolve(failure);
    await settle();
  };
  /** @param controller whose abort makes this watcher leave. */
  const watch = (controller = new AbortController()) => {
    const seen: number[] = [];
    const ended = (async () => {
      for await (const { receivedBytes } of shared.watch(controller.signal)) seen.push(receivedBytes);
      return 'complete';
    })().catch((error: Error) => error.message);
    return { seen, ended };
  };
  return { state, step, watch };
}

test('each watcher sees how far it is, late ones from there on, and the end', async () => {
  const { state, step, watch } = stage();
  const early = watch();
  await settle();
  await step();
  const late = watch();
  await settle();
  await step();
  await step();
  expect(await Promise.all([early.ended, late.ended])).toEqual(['complete', 'complete']);
  expect([early.seen, late.seen, state.endCount]).toEqual([[1, 2, 3], [2, 3], 1]);
});

test('it lives on while one of its watchers stays, and ends with the last', async () => {
  const { state, watch } = stage();
  const [first, second] = [new AbortController(), new AbortController()];
  const watchers = [watch(first), watch(second)];
  await settle();
  first.abort(new Error('first left'));
  expect(await watchers[0]?.ended).toBe('first left');
  expect(state.isCancelled).toBe(false);
  second.abort(new Error('second left'));
  expect(await watchers[1]?.ended).toBe('second left');
  // Closed before anyone may open its file again.
  expect(state).toEqual({ endCount: 1, isCancelled: true, isClosed: true });
});

test('a failure is reported to all who watch, and one that nobody watches does no harm', async () => {
  const { state, step, watch } = stage();
  const watchers = [watch(), watch()];
  await settle();
  await step(new Error('the disk is full'));
  expect(await Promise.all(watchers.map(({ ended }) => ended))).toEqual([
    'the disk is full',
    'the disk is full',
  ]);
  const alone = stage();
  await settle();
  await alone.step(new Error('unseen'));
  expect([state.endCount, alone.state.endCount]).toEqual([1, 1]);
});
