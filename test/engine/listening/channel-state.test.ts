import { expect, test } from 'vitest';
import { componentOfChannel, createChannelStateTracker } from '../../../engine/listening/channel-state.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const SILENCE = -100;

async function stage(isPaced = false) {
  const clock = new ManualClock();
  const tracker = createChannelStateTracker(clock, isPaced);
  /** Time passes with frames coming in, and the channel is judged every 100 ms. */
  const listen = async (
    durationMs: number,
    {
      levelDbfs = -40,
      isSpeech = false,
      lastFrameAgeMs = 0,
      wordAtMs = undefined as number | undefined,
    } = {},
  ) => {
    let state = tracker.judge({ levelDbfs, lastFrameAgeMs } as never, isSpeech, wordAtMs);
    for (let atMs = 0; atMs < durationMs; atMs += 100) {
      await clock.advance(100);
      state = tracker.judge({ levelDbfs, lastFrameAgeMs } as never, isSpeech, wordAtMs);
    }
    return state;
  };
  await clock.advance(0);
  return { clock, listen };
}

test('a device has four seconds for its first frame', async () => {
  const { listen } = await stage();
  expect(await listen(3_900, { lastFrameAgeMs: 10_000 })).toMatchObject({ state: 'starting' });
  expect(await listen(300, { lastFrameAgeMs: 10_000 })).toMatchObject({ state: 'lost' });
});

test('a second without frames is a loss, two of digital zeros a dead signal, five without speech quiet', async () => {
  const { listen } = await stage();
  expect(await listen(200, { isSpeech: true })).toMatchObject({ state: 'listening' });
  expect(await listen(100, { lastFrameAgeMs: 1_001 })).toMatchObject({ state: 'lost' });
  expect(await listen(2_100, { levelDbfs: SILENCE })).toMatchObject({ state: 'no-signal' });
  expect(await listen(3_000)).toMatchObject({ state: 'quiet' });
});

test('an engine that got no computing time itself does not blame the device for it', async () => {
  const { clock, listen } = await stage();
  await listen(200, { isSpeech: true });
  await clock.advance(1_500);
  expect(await listen(0, { lastFrameAgeMs: 1_500 })).toMatchObject({ state: 'listening' });
  expect(await listen(100, { lastFrameAgeMs: 1_600 })).toMatchObject({ state: 'lost' });
});

test('nine seconds after speech began without a word it is wordless, until a word comes', async () => {
  const { listen } = await stage();
  expect(await listen(8_900, { isSpeech: true })).toMatchObject({ isWordless: false });
  expect(await listen(200, { isSpeech: true })).toMatchObject({ isWordless: true });
  expect(await listen(20_000)).toMatchObject({ isWordless: true });
  expect(await listen(100, { isSpeech: true, wordAtMs: 8_000 })).toMatchObject({ isWordless: false });
});

test('speech with pauses is wordless as soon; rare voices, as of hold music, and one short sentence never are', async () => {
  const alternate = async (voicedMs: number, pauseMs: number, totalMs: number) => {
    const { listen } = await stage();
    let state = await listen(0);
    for (let atMs = 0; atMs < totalMs; atMs += voicedMs + pauseMs) {
      await listen(voicedMs, { isSpeech: true });
      state = await listen(pauseMs);
    }
    return state.isWordless;
  };
  expect(await alternate(800, 1_200, 10_000)).toBe(true);
  expect(await alternate(800, 9_200, 600_000)).toBe(false);
  expect(await alternate(1_500, 30_000, 30_000)).toBe(false);
});

test('a file that waits for the recognizer is never lost or wordless', async () => {
  const { listen } = await stage(true);
  expect(await listen(20_000, { isSpeech: true, lastFrameAgeMs: 5_000 })).toEqual({
    state: 'listening',
    isWordless: false,
  });
});

test('each state has one reason and one action', () => {
  const of = (state: Parameters<typeof componentOfChannel>[1]['state'], isWordless = false) =>
    componentOfChannel('me', { state, isWordless }, 'USB headset');
  expect(of('listening')).toEqual({ component: 'microphone', status: 'ready', reason: 'USB headset' });
  expect(of('lost')).toMatchObject({
    status: 'failed',
    code: 'recorder-failed',
    action: { label: 'Try again' },
  });
  expect(of('no-signal')).toMatchObject({ status: 'degraded', code: 'device-silent' });
  expect(of('listening', true)).toMatchObject({ status: 'degraded', code: 'words-missing' });
  expect(of('listening', true).notes).toBeUndefined();
  const late = componentOfChannel('me', { state: 'quiet', isWordless: true, isBehind: true }, 'USB headset');
  expect(late.notes).toMatchObject([{ kind: 'behind', effect: 'late' }]);
});
