import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeAudioFrame } from '../../../engine/protocol/audio-frame.ts';
import { openChannelCapture } from '../../../renderer/capture/channel-capture.ts';

class Track extends EventTarget {
  readonly label = 'Desk microphone';
  muted = false;
  isStopped = false;
  stop(): void {
    this.isStopped = true;
  }
}

let ports: MessagePort[];
let closedCount: number;
let resume: () => Promise<void>;

beforeEach(() => {
  ports = [];
  closedCount = 0;
  resume = () => Promise.resolve();
  vi.stubGlobal(
    'AudioContext',
    class {
      readonly audioWorklet = { addModule: () => Promise.resolve() };
      resume = (): Promise<void> => resume();
      close = (): Promise<void> => Promise.resolve(void (closedCount += 1));
      createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
    },
  );
  vi.stubGlobal(
    'AudioWorkletNode',
    class {
      readonly port: MessagePort;
      constructor() {
        const { port1, port2 } = new MessageChannel();
        this.port = port1;
        ports.push(port2);
      }
    },
  );
});
afterEach(() => {
  for (const port of ports) port.close();
  vi.unstubAllGlobals();
});

function stage(track: Track | undefined = new Track()) {
  const reports: string[] = [];
  const frames: ReturnType<typeof decodeAudioFrame>[] = [];
  let endedCount = 0;
  const stream = { getTracks: () => (track ? [track] : []), getAudioTracks: () => (track ? [track] : []) };
  const open = (openStream: () => Promise<unknown> = () => Promise.resolve(stream)) =>
    openChannelCapture({
      channel: 'me',
      openStream: openStream as () => Promise<MediaStream>,
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
  ports[0]?.postMessage({ startSamples: 320, samples: Int16Array.of(1, 2, 3) });
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
  const track = Object.assign(new Track(), { muted: true });
  const { open, reports } = stage(track);
  await using _capture = await open();
  expect(reports).toEqual(['muted Desk microphone']);
});

test('once closed the device is stopped, and what its track still does is not reported', async () => {
  const { track, open, reports } = stage();
  const capture = await open();
  await capture?.[Symbol.asyncDispose]();
  track.dispatchEvent(new Event('ended'));
  expect([track.isStopped, closedCount, reports]).toEqual([true, 1, ['open Desk microphone']]);
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

test('a stream without sound is no microphone', async () => {
  const { open, reports } = stage();
  const silent = { getTracks: () => [], getAudioTracks: () => [] };
  expect(await open(() => Promise.resolve(silent))).toBeUndefined();
  expect(reports).toEqual(['missing The device has no sound.']);
});

test('sound that the browser holds back until a click is muted, and the device is let go', async () => {
  vi.useFakeTimers();
  try {
    resume = () => new Promise(() => undefined);
    const { track, open, reports } = stage();
    const opening = open();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await opening).toBeUndefined();
    expect([reports, track.isStopped]).toEqual([['muted The microphone'], true]);
  } finally {
    vi.useRealTimers();
  }
});
