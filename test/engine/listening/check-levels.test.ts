import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import { startLevelCheck } from '../../../engine/listening/check-levels.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

function setUp(openSources: (clock: VirtualClock) => readonly CaptureSource[]) {
  const clock = new VirtualClock();
  const events: UnstampedEvent[] = [];
  const states: ComponentState[] = [];
  const check = startLevelCheck(openSources(clock), {
    clock,
    log: silentLogger,
    publish: (event) => events.push(event),
    publishState: (state) => states.push(state),
  });
  const levels = () =>
    events.flatMap((event) =>
      event.type === 'channel.measured' ? [[event.channel, Math.round(event.levelDbfs)]] : [],
    );
  return { clock, check, events, states, levels };
}

test('both channels report their levels under the indicator, and one that fails says why while the other continues', async () => {
  const { clock, check, events, states, levels } = setUp((time) => [failing, hum(time)]);
  expect(events[0]).toMatchObject({ type: 'capture.changed', isCapturing: true, isCheck: true });
  await clock.advance(1_000);
  expect(levels().slice(-2)).toEqual([
    ['me', -100],
    ['them', -10],
  ]);
  expect(states).toContainEqual(expect.objectContaining({ component: 'microphone', status: 'failed' }));
  await check.stop();
  expect(events.at(-1)).toMatchObject({ type: 'capture.changed', isCapturing: false, channels: [] });
  expect(states.at(-1)).toMatchObject({ component: 'them', status: 'off' });
});

test('one that is forgotten closes its devices by itself', async () => {
  const { clock, check, events } = setUp((time) => [hum(time)]);
  await clock.advance(119_000);
  expect(events.at(-1)).toMatchObject({ type: 'channel.measured' });
  await clock.advance(2_000);
  await check.done;
  expect(events.at(-1)).toMatchObject({ type: 'capture.changed', isCapturing: false });
});

const failing: CaptureSource = {
  channel: 'me',
  device: 'Headset',
  // oxlint-disable-next-line require-yield
  async *frames() {
    throw new EngineError('microphone-missing', 'No microphone could be opened.', 'Plug one in.');
  },
};

function hum(clock: VirtualClock): CaptureSource {
  return {
    channel: 'them',
    device: 'Loudspeaker',
    async *frames(signal) {
      for (let start = 0; !signal.aborted; start += 320) {
        await clock.sleep(20, signal);
        yield { channel: 'them', startSamples: start, samples: new Int16Array(320).fill(10_362) };
      }
    },
  };
}
