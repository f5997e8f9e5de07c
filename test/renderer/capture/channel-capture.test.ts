import { expect, test } from 'vitest';
import { SoundHeldBack } from '../../../renderer/capture/audio-tap.ts';
import { openChannelCapture } from '../../../renderer/capture/channel-capture.ts';

const NO_SOUND = { getTracks: () => [], getAudioTracks: () => [] } as unknown as MediaStream;

test.each<[string, () => Promise<MediaStream>, string, RegExp]>([
  ['not allowed', () => refuse(new DOMException('Permission denied', 'NotAllowedError')), 'denied', /denied/],
  ['not there', () => refuse(new DOMException('Desk is gone.', 'NotFoundError')), 'missing', /Desk is gone/],
  ['of no such kind', () => refuse(new DOMException('', 'OverconstrainedError')), 'missing', /^$/],
  ['in use', () => refuse(new DOMException('Device in use', 'NotReadableError')), 'failed', /in use/],
  ['a picture alone', () => Promise.resolve(NO_SOUND), 'missing', /no sound/],
  ['held back by the browser', () => refuse(new SoundHeldBack()), 'failed', /until you click/],
])('a device that is %s is reported once, with the reason', async (_name, openStream, status, detail) => {
  const reports: unknown[] = [];
  const opened = await openChannelCapture({
    channel: 'me',
    openStream,
    report: (...report) => reports.push(report),
    sendAudio: () => undefined,
    onEnded: () => undefined,
  });
  expect(opened).toBeUndefined();
  expect(reports).toEqual([[status, expect.stringMatching(detail)]]);
});

function refuse(error: Error): Promise<never> {
  return Promise.reject(error);
}
