import { expect, test } from 'vitest';
import { findMicrophoneUsers, watchMicrophoneUsers } from '../../../engine/capture/microphone-users.ts';
import type { PactlRecording } from '../../fakes/pactl.ts';
import { pactlInPath } from './pactl-in-path.ts';

const pactl = pactlInPath();

/** Source 0 is a microphone, 1 what the loudspeaker plays. */
const show = (...recordings: PactlRecording[]): Promise<void> =>
  pactl().show({
    defaultSink: 'out',
    defaultSource: 'mic',
    sources: [
      { name: 'mic', description: 'Microphone' },
      { name: 'out.monitor', description: 'Monitor', monitorOf: 'out' },
    ],
    recordings,
  });

const ZOOM: PactlRecording = { source: 0, processId: 7, application: 'ZOOM VoiceEngine', binary: 'zoom' };

test('programs that record a microphone are named, others are not', async () => {
  await show(
    ZOOM,
    { source: 0, processId: 8, binary: 'arecord' },
    { source: 1, processId: 9, application: 'Recorder of the screen', binary: 'obs' },
    { source: 0, application: 'of the sound server itself' },
  );
  expect(await findMicrophoneUsers()).toEqual([
    { processId: 7, applicationName: 'ZOOM VoiceEngine', programName: 'zoom' },
    { processId: 8, applicationName: 'arecord', programName: 'arecord' },
  ]);
});

test('who holds a microphone is reported at once and at each change, until the sound server ends', async () => {
  await show();
  const users = watchMicrophoneUsers(new AbortController().signal);
  expect(await users.next()).toEqual({ done: false, value: [] });
  await show(ZOOM);
  const next = users.next();
  await pactl().print("Event 'new' on source-output #3\n");
  expect(await next).toMatchObject({ value: [{ processId: 7 }] });
  const last = users.next();
  await pactl().hangUp();
  expect(await last).toEqual({ done: true, value: undefined });
});

test('a sound server that does not answer is an error', async () => {
  await expect(findMicrophoneUsers()).rejects.toThrow('Connection refused');
  const controller = new AbortController();
  await expect(watchMicrophoneUsers(controller.signal).next()).rejects.toThrow('Connection refused');
  controller.abort();
});
