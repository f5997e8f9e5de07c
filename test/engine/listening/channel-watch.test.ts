import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { AudioFrame } from '../../../engine/base/nouns.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import { createChannelReading } from '../../../engine/listening/channel-reading.ts';
import { endable, publishReadings } from '../../../engine/listening/channel-watch.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const FRAME: AudioFrame = { channel: 'me', samples: new Int16Array(320), startSamples: 0 };
const NEVER = new AbortController().signal;

function stage(frames: CaptureSource['frames'], channel: CaptureSource['channel'] = 'me') {
  const states: ComponentState[] = [];
  const events: UnstampedEvent[] = [];
  const arrivals: [string, boolean][] = [];
  const clock = new ManualClock();
  const deps = {
    clock,
    log: silentLogger,
    publish: (event: UnstampedEvent) => events.push(event),
    publishState: (state: ComponentState) => states.push(state),
    onArrival: (from: string, isArriving: boolean) => arrivals.push([from, isArriving]),
  };
  return { source: { channel, device: 'Headset', frames }, deps, clock, states, events, arrivals };
}

async function* sound(signal: AbortSignal): AsyncGenerator<AudioFrame> {
  for (;;) {
    signal.throwIfAborted();
    yield FRAME;
    await Promise.resolve();
  }
}

test('a source is starting, gives its frames, and ends like a file when it is told to', async () => {
  const { source, deps, states, events } = stage(sound);
  const end = new AbortController();
  let endCount = 0;
  const watched = endable(source, { noteEnd: () => (endCount += 1) }, deps, end.signal);
  let frameCount = 0;
  for await (const frame of watched.frames(NEVER)) {
    expect(frame).toBe(FRAME);
    frameCount += 1;
    if (frameCount === 3) end.abort();
  }
  expect([frameCount, endCount, events]).toEqual([3, 1, []]);
  expect(states).toEqual([
    { component: 'microphone', status: 'starting', reason: 'Headset' },
    { component: 'microphone', status: 'off', reason: 'Not listening' },
  ]);
});

test('a source that fails says why, with a way to try again, and ends quietly for the other one', async () => {
  const { source, deps, states, events } = stage(() => {
    throw new EngineError('recorder-failed', 'It stopped.', 'Plug it in.');
  }, 'them');
  const watched = endable(source, undefined, deps, NEVER);
  expect(await Array.fromAsync(watched.frames(NEVER))).toEqual([]);
  expect(states.at(-1)).toEqual({
    component: 'them',
    status: 'failed',
    code: 'recorder-failed',
    reason: 'It stopped. Plug it in.',
    action: { label: 'Try again', kind: 'start-capture' },
  });
  expect(events).toEqual([
    { type: 'failed', code: 'recorder-failed', message: 'It stopped.', remedy: 'Plug it in.' },
  ]);
});

test('when everything ends, so does the source, with the reason of that and no complaint', async () => {
  const { source, deps, events } = stage(sound);
  const stop = new AbortController();
  const reading = async (): Promise<void> => {
    for await (const _frame of endable(source, undefined, deps, NEVER).frames(stop.signal)) {
      stop.abort(new Error('closing'));
    }
  };
  await expect(reading()).rejects.toThrow('closing');
  expect(events).toEqual([]);
});

test('what the echo guard did stands with the readings of the microphone alone', async () => {
  const { source, deps, clock, events } = stage(sound);
  const stop = new AbortController();
  const echo = { isEchoSeen: true, reductionDb: 18, heldLineCount: 3, droppedLineCount: 1 };
  const readings = [source, { ...source, channel: 'them' as const }].map((each) =>
    createChannelReading(each, clock, false),
  );
  const publishing = publishReadings(readings, { ...deps, echo: { report: () => echo } }, stop.signal);
  await clock.advance(250);
  expect(events.map((event) => ('echo' in event ? event.echo : undefined))).toEqual([echo, undefined]);
  stop.abort(new Error('over'));
  await expect(publishing).rejects.toThrow('over');
});

test('readings are reported four times a second, with changes of state and whether sound arrives', async () => {
  const { source, deps, clock, states, events, arrivals } = stage(sound);
  const stop = new AbortController();
  const reading = createChannelReading(source, clock, false);
  const publishing = publishReadings([reading], deps, stop.signal);
  const samples = Int16Array.from({ length: 320 }, (_, index) => (index % 20 < 10 ? 900 : -900));
  const speak = (): void => {
    for (let index = 0; index < 12; index += 1) reading.observeFrame({ ...FRAME, samples });
  };
  speak();
  await clock.advance(250);
  expect(events).toMatchObject([{ type: 'channel.measured', channel: 'me', device: 'Headset' }]);
  speak();
  await clock.advance(250);
  expect(states).toMatchObject([{ component: 'microphone', status: 'ready' }]);
  await clock.advance(10_000);
  expect(events).toHaveLength(42);
  expect([arrivals[0], arrivals.at(-1)]).toEqual([
    ['me', true],
    ['me', false],
  ]);
  stop.abort(new Error('over'));
  await expect(publishing).rejects.toThrow('over');
});
