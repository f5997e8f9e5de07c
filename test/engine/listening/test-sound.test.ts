import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import { testSound } from '../../../engine/listening/test-sound.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { TEST_TONE_HZ } from '../../../engine/protocol/sound-test.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const RATE_HZ = 16_000;
const FRAME_SAMPLES = 320;
const noise = seededRandom(3);

const tone = (hz: number) => (index: number) =>
  6_000 * Math.sin((2 * Math.PI * hz * index) / RATE_HZ) + 600 * (noise() - 0.5);
const hiss = () => 2_000 * (noise() - 0.5);
const zeros = () => 0;

test.each<[string, (index: number) => number, string]>([
  ['the tone in some noise', tone(TEST_TONE_HZ), 'heard'],
  ['noise', hiss, 'no-tone'],
  ['another tone', tone(700), 'no-tone'],
  ['digital silence', zeros, 'silent'],
])('a channel with %s is told apart from the others', async (_name, sample, outcome) => {
  const results = await runTest((clock) => [sourceOf('me', sample, clock)]);
  expect(results).toEqual([{ channel: 'me', device: 'me device', outcome, detail: '' }]);
});

test('each channel has a result of its own, also one that cannot be opened or never sends', async () => {
  const failing: CaptureSource = {
    channel: 'me',
    device: 'Headset',
    // oxlint-disable-next-line require-yield
    async *frames() {
      throw new EngineError('microphone-missing', 'No microphone could be opened.', 'Plug one in.');
    },
  };
  expect(await runTest((clock) => [failing, sourceOf('them', tone(TEST_TONE_HZ), clock)])).toEqual([
    { channel: 'me', device: 'Headset', outcome: 'no-sound', detail: 'No microphone could be opened.' },
    { channel: 'them', device: 'them device', outcome: 'heard', detail: '' },
  ]);
});

test('one that is away is named with the reason, and keeps nobody waiting', async () => {
  let awayFor: EngineError | undefined;
  const waiting: CaptureSource = {
    channel: 'me',
    device: 'Headset',
    get awayFor() {
      return awayFor;
    },
    async *frames(signal) {
      yield* [];
      awayFor = new EngineError('microphone-missing', 'There is no microphone.', 'Plug one in.');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  const clock = new VirtualClock();
  expect(await runTest(() => [waiting], clock)).toEqual([
    { channel: 'me', device: 'Headset', outcome: 'no-sound', detail: 'There is no microphone.' },
  ]);
  expect(clock.nowMs()).toBeLessThan(1_000);
});

async function runTest(open: (clock: VirtualClock) => readonly CaptureSource[], clock = new VirtualClock()) {
  const events: UnstampedEvent[] = [];
  await clock.runUntil(testSound(open(clock), { clock, publish: (event) => events.push(event) }));
  const tests = events.filter((event) => event.type === 'sound-test.changed');
  expect(tests.map(({ phase }) => phase)).toEqual(['opening', 'playing', 'done']);
  return tests.at(-1)?.channels;
}

function sourceOf(channel: Channel, sample: (index: number) => number, clock: VirtualClock): CaptureSource {
  return {
    channel,
    device: `${channel} device`,
    async *frames(signal) {
      for (let start = 0; ; start += FRAME_SAMPLES) {
        await clock.sleep(20, signal);
        const samples = Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => sample(start + index));
        yield { channel, startSamples: start, samples };
      }
    },
  };
}
