import { expect, test, vi } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { createDownloads } from '../../../engine/model-files/downloads.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

interface Progress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

function setUp() {
  const clock = new VirtualClock();
  const published: UnstampedEvent[] = [];
  const failures: unknown[] = [];
  const downloads = createDownloads({
    clock,
    publish: (event) => published.push(event),
    background: (_name, work) => void Promise.resolve(work()).catch((error: unknown) => failures.push(error)),
  });
  const progress = () =>
    published.flatMap((event) =>
      event.type === 'download.progressed' ? [`${event.status} ${event.receivedBytes}`] : [],
    );
  return { clock, published, downloads, progress };
}

const step = (receivedBytes: number): Progress => ({ receivedBytes, totalBytes: 100 });

test('progress is thinned out, the end is stated, and then the model is used', async () => {
  const { clock, downloads, progress } = setUp();
  const onDone = vi.fn(() => Promise.resolve());
  async function* bytes() {
    yield step(10);
    yield step(20);
    await clock.sleep(200);
    yield step(60);
    yield step(100);
  }
  downloads.start('chat', 'small', bytes, onDone);
  const passTime = async (): Promise<number> => {
    await clock.advance(200);
    return onDone.mock.calls.length;
  };
  await expect.poll(passTime).toBe(1);
  expect(progress()).toEqual(['running 10', 'running 60', 'completed 100']);
});

test('a second start of a running download changes nothing', async () => {
  const { downloads } = setUp();
  const open = vi.fn(waitForAbort);
  downloads.start('chat', 'small', open, () => Promise.resolve());
  downloads.start('chat', 'small', open, () => Promise.resolve());
  expect(open).toHaveBeenCalledTimes(1);
  await downloads[Symbol.asyncDispose]();
});

test('a model of another kind with the same name is a download of its own, and one word stops both', async () => {
  const { downloads, progress } = setUp();
  downloads.start('ollama', 'small', waitForAbort, () => Promise.resolve());
  const unknown = (): never => {
    throw new EngineError('model-missing', 'There is no model called small.', 'Pick another.');
  };
  expect(() => downloads.start('chat', 'small', unknown, () => Promise.resolve())).toThrow(
    'no model called small',
  );
  downloads.start('chat', 'small', waitForAbort, () => Promise.resolve());
  downloads.cancel('small');
  await expect.poll(progress).toEqual(['cancelled 0', 'cancelled 0']);
});

test('a cancelled download says that its bytes are kept, uses nothing, and can be started again', async () => {
  const { downloads, published, progress } = setUp();
  const onDone = vi.fn(() => Promise.resolve());
  downloads.start('chat', 'small', waitForAbort, onDone);
  downloads.cancel('small');
  await expect.poll(progress).toEqual(['cancelled 0']);
  expect(published.filter(({ type }) => type === 'failed')).toEqual([]);
  expect(onDone).not.toHaveBeenCalled();
  async function* bytes() {
    yield await Promise.resolve(step(100));
  }
  downloads.start('chat', 'small', bytes, onDone);
  await expect.poll(() => onDone.mock.calls).toHaveLength(1);
});

test('a failure is published with cause and remedy', async () => {
  const { downloads, published, progress } = setUp();
  // eslint-disable-next-line require-yield
  async function* bytes(): AsyncGenerator<Progress> {
    await Promise.resolve();
    throw new EngineError('disk-full', 'The disk is full.', 'Make room.');
  }
  downloads.start('chat', 'small', bytes, () => Promise.resolve());
  await expect.poll(progress).toEqual(['failed 0']);
  expect(published).toMatchObject([
    { type: 'download.progressed', detail: 'The disk is full. Make room.' },
    { type: 'failed', code: 'disk-full' },
  ]);
});

test('a name that is not known is refused at once', () => {
  const { downloads, published } = setUp();
  const open = (): never => {
    throw new EngineError('model-missing', 'There is no such model.', 'Pick another.');
  };
  expect(() => downloads.start('chat', 'none', open, () => Promise.resolve())).toThrow('no such model');
  expect(published).toEqual([]);
});

test('closing stops what is still running and waits for it', async () => {
  const { downloads, progress } = setUp();
  downloads.start('chat', 'one', waitForAbort, () => Promise.resolve());
  downloads.start('ollama', 'two', waitForAbort, () => Promise.resolve());
  await downloads[Symbol.asyncDispose]();
  expect(progress()).toEqual(['cancelled 0', 'cancelled 0']);
});

// oxlint-disable-next-line require-yield
async function* waitForAbort(signal: AbortSignal): AsyncGenerator<Progress> {
  await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
