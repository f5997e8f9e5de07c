import { expect, test } from 'vitest';
import { openLoopback, openMicrophone } from '../../../renderer/capture/microphone-stream.ts';

const PROCESSING = { echoCancellation: true, noiseSuppression: false, autoGain: true };

/** Devices of a browser; what was asked of it is kept. */
function devicesOf(inputs: readonly Partial<MediaDeviceInfo>[], audioTrackCount = 1) {
  const asked: unknown[] = [];
  const stopped: string[] = [];
  const track = (kind: string) => ({ stop: () => stopped.push(kind) });
  const stream = {
    getVideoTracks: () => [track('video')],
    getAudioTracks: () => Array.from({ length: audioTrackCount }, () => track('audio')),
  };
  const take = (constraints: unknown): Promise<unknown> => {
    asked.push(constraints);
    return Promise.resolve(stream);
  };
  const devices = {
    enumerateDevices: () =>
      Promise.resolve([{ kind: 'audiooutput', deviceId: 'out', label: 'USB' }, ...inputs]),
    getUserMedia: take,
    getDisplayMedia: take,
  } as unknown as MediaDevices;
  return { devices, asked, stopped };
}

const USB = { kind: 'audioinput', deviceId: 'id-2', label: 'USB' } as const;

test('the default microphone is opened without a device, processed as wanted', async () => {
  const { devices, asked } = devicesOf([]);
  await openMicrophone(devices, '', PROCESSING);
  expect(asked).toEqual([
    { audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true } },
  ]);
});

test.each(['USB', 'id-2'])(
  'a microphone is found by %s, and no loudspeaker of its name is',
  async (wanted) => {
    const { devices, asked } = devicesOf([USB]);
    await openMicrophone(devices, wanted, PROCESSING);
    expect(asked).toMatchObject([{ audio: { deviceId: { exact: 'id-2' } } }]);
  },
);

test('one that is not plugged in is missing, and no other takes its place', async () => {
  const { devices, asked } = devicesOf([USB]);
  await expect(openMicrophone(devices, 'Headset', PROCESSING)).rejects.toMatchObject({
    name: 'NotFoundError',
  });
  expect(asked).toEqual([]);
});

test('while the browser hides all names the default is opened', async () => {
  const { devices, asked } = devicesOf([{ kind: 'audioinput', deviceId: '', label: '' }]);
  await openMicrophone(devices, 'Headset', PROCESSING);
  expect(asked).toMatchObject([{ audio: { deviceId: { exact: 'default' } } }]);
});

test('what the computer plays comes unprocessed, and its picture is dropped at once', async () => {
  const { devices, asked, stopped } = devicesOf([]);
  await openLoopback(devices);
  expect(asked).toMatchObject([
    { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } },
  ]);
  expect(stopped).toEqual(['video']);
});

test('a picture without sound is not a source, and is dropped as well', async () => {
  const { devices, stopped } = devicesOf([], 0);
  await expect(openLoopback(devices)).rejects.toMatchObject({ name: 'NotFoundError' });
  expect(stopped).toEqual(['video']);
});
