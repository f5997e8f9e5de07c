import { afterEach, expect, test, vi } from 'vitest';
import { followMicrophones, microphoneNames } from '../../../renderer/settings/use-microphones.ts';

afterEach(() => vi.unstubAllGlobals());

const input = (label: string, deviceId = label) => ({ kind: 'audioinput', label, deviceId });

test('names of microphones, each once, without the default and loudspeakers, follow what is plugged in', async () => {
  let found = [
    input('Default', 'default'),
    input('USB'),
    input('USB', 'second'),
    { ...input('Speaker'), kind: 'audiooutput' },
    input('', 'unnamed'),
  ];
  const enumerateDevices = () => Promise.resolve(found);
  const mediaDevices = Object.assign(new EventTarget(), { enumerateDevices });
  vi.stubGlobal('navigator', { mediaDevices });
  const changed = vi.fn();
  const stop = followMicrophones(changed);
  await expect.poll(microphoneNames).toEqual(['USB']);
  found = [input('Headset')];
  mediaDevices.dispatchEvent(new Event('devicechange'));
  await expect.poll(microphoneNames).toEqual(['Headset']);
  expect(changed).toHaveBeenCalledTimes(2);
  stop();
  const asked = vi.spyOn(mediaDevices, 'enumerateDevices');
  mediaDevices.dispatchEvent(new Event('devicechange'));
  expect(asked).not.toHaveBeenCalled();
});

test('a browser that gives pages no devices has none to follow', () => {
  vi.stubGlobal('navigator', {});
  expect(() => followMicrophones(() => undefined)()).not.toThrow();
});
