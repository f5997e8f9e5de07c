import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeAudioFrame } from '../../../engine/protocol/audio-frame.ts';
import { openChannelCapture } from '../../../renderer/capture/channel-capture.ts';
import { FakeTrack, streamOf, stubBrowserAudio } from './browser-audio.ts';

let audio: ReturnType<typeof stubBrowserAudio>;
beforeEach(() => {
  audio = stubBrowserAudio();
});
afterEach(() => {
  audio[Symbol.dispose]();
  vi.unstubAllGlobals();
});

function stage(track = new FakeTrack()) {
  const reports: string[] = [];
  const frames: ReturnType<typeof decodeAudioFrame>[] = [];
  let endedCount = 0;
  const open = (openStream: () => Promise<MediaStream> = () => Promise.resolve(streamOf(track))) =>
    openChannelCapture({
      channel: 'me',
      openStream,
      report: (status, device) => reports.push(`${status} ${device}`),
      sendAudio: (bytes) => frames.push(decodeAudioFrame(bytes)),
      onEnded: () => (endedCount += 1),
    });
  return { track, reports, frames, open, endedCount: () => endedCount };
}

test('an open device is reported, and its frames go out as those of its channel', async () => {
  const { open, reports, frames } = stage();
  await using _capture = await open();
  expect(reports).toEqual(['open Desk microphone']);
  audio.ports[0]?.postMessage({ startSamples: 320, samples: Int16Array.of(1, 2, 3) });
  await expect.poll(() => frames).toHaveLength(1);
  expect(frames[0]).toMatchObject({ channel: 'me', startSamples: 320 });
});

test('a device that falls silent, is heard again or goes away is reported', async () => {
  const { track, open, reports, endedCount } = stage();
  await using _capture = await open();
  for (const type of ['mute', 'unmute', 'ended']) track.dispatchEvent(new Event(type));
  expect(reports.slice(1)).toEqual([
    'muted Desk microphone',
    'open Desk microphone',
    'missing Desk microphone',
  ]);
  expect(endedCount()).toBe(1);
});

test('a device that opens muted is reported as such', async () => {
  const track = Object.assign(new FakeTrack(), { muted: true });
  const { open, reports } = stage(track);
  await using _capture = await open();
  expect(reports).toEqual(['muted Desk microphone']);
});

test('once closed the device is stopped, and what its track still does is not reported', async () => {
  const { track, open, reports } = stage();
  const capture = await open();
  await capture?.[Symbol.asyncDispose]();
  track.dispatchEvent(new Event('ended'));
  expect([track.isStopped, audio.closedCount, reports]).toEqual([true, 1, ['open Desk microphone']]);
});

test.each([
  [new DOMException('Not allowed.', 'NotAllowedError'), 'denied Not allowed.'],
  [new DOMException('Not secure.', 'SecurityError'), 'denied Not secure.'],
  [new DOMException('None.', 'NotFoundError'), 'missing None.'],
  [new DOMException('Not that one.', 'OverconstrainedError'), 'missing Not that one.'],
  [new DOMException('In use.', 'NotReadableError'), 'failed In use.'],
  [new Error('A bug.'), 'failed A bug.'],
  ['no error at all', 'failed '],
])('%s is reported as "%s"', async (reason, report) => {
  const { open, reports } = stage();
  expect(await open(() => Promise.reject(reason))).toBeUndefined();
  expect(reports).toEqual([report]);
});

test('a stream without sound is not a microphone', async () => {
  const { open, reports } = stage();
  expect(await open(() => Promise.resolve(streamOf(undefined)))).toBeUndefined();
  expect(reports).toEqual(['missing The device has no sound.']);
});

test('sound that the browser holds back until a click is reported with what to do, and the device is let go', async () => {
  vi.useFakeTimers();
  try {
    audio.resume = () => new Promise(() => undefined);
    const { track, open, reports } = stage();
    const opening = open();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await opening).toBeUndefined();
    expect([reports, track.isStopped]).toEqual([
      ['failed The browser lets no sound through until you click in the page.'],
      true,
    ]);
  } finally {
    vi.useRealTimers();
  }
});
