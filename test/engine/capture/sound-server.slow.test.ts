import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readSoundServer, soundServerChanges } from '../../../engine/capture/sound-server.ts';
import { installPactl, type FakePactl, type PactlState } from '../../fakes/pactl.ts';

const MICROPHONE = { name: 'alsa.mic', description: 'Built-in Microphone' };
const MONITOR = { name: 'alsa.out.monitor', description: 'Monitor of Loudspeaker', monitorOf: 'alsa.out' };
const STATE: PactlState = {
  defaultSink: 'alsa.out',
  defaultSource: 'alsa.mic',
  sources: [MICROPHONE, MONITOR],
  recordings: [],
};

let pactl: FakePactl;
beforeEach(async () => {
  pactl = await installPactl();
  vi.stubEnv('PATH', pactl.path);
  vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await pactl[Symbol.asyncDispose]();
});

test('devices in use, sources and who records them are read', async () => {
  await pactl.show({
    ...STATE,
    recordings: [
      { source: 1, processId: 42, application: 'Voice "Chat" 2', binary: 'chat' },
      { source: 0 },
      { source: 7, processId: 43, application: 'of a source that is gone' },
    ],
  });
  const microphone = { ...MICROPHONE, monitorOf: undefined };
  expect(await readSoundServer()).toEqual({
    defaultSink: 'alsa.out',
    defaultSource: 'alsa.mic',
    sources: [microphone, MONITOR],
    recordings: [
      {
        source: MONITOR,
        processId: 42,
        applicationName: 'Voice "Chat" 2',
        binaryName: 'chat',
      },
      { source: microphone, processId: 0, applicationName: '', binaryName: '' },
    ],
  });
});

test('a machine without devices is read as such', async () => {
  await pactl.show({ defaultSink: '', defaultSource: '', sources: [], recordings: [] });
  expect(await readSoundServer()).toEqual({
    defaultSink: '',
    defaultSource: '',
    sources: [],
    recordings: [],
  });
});

test('names that look like other lines change nothing else', async () => {
  const odd = { name: 'a', description: 'Source #9 Name: b Monitor of Sink: c' };
  await pactl.show({ ...STATE, sources: [odd], recordings: [{ source: 0, application: 'Source: 5' }] });
  const { sources, recordings } = await readSoundServer();
  expect(sources).toEqual([{ ...odd, monitorOf: undefined }]);
  expect(recordings).toMatchObject([{ source: odd, applicationName: 'Source: 5' }]);
});

test('a sound server that does not answer, or no pactl, is an error', async () => {
  await expect(readSoundServer()).rejects.toThrow('Connection refused');
  vi.stubEnv('PATH', '/nowhere');
  await expect(readSoundServer()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a recording that changes and another default device are reported, also where the pipe cuts the line', async () => {
  const changes = soundServerChanges(new AbortController().signal);
  for (const line of ["Event 'new' on source-output #3", "Event 'change' on server #4294967295"]) {
    const next = changes.next();
    for (const character of `${line}\n`) await pactl.print(character);
    expect(await next).toEqual({ done: false, value: undefined });
  }
  await changes.return();
});

test('clients that come and go, and the volume, are not a change', async () => {
  const changes = soundServerChanges(new AbortController().signal);
  const next = changes.next();
  await pactl.print("Event 'new' on client #5\nEvent 'change' on sink #1\nEvent 'change' on source #1\n");
  await pactl.hangUp();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('the changes end with the sound server', async () => {
  const changes = soundServerChanges(new AbortController().signal);
  const next = changes.next();
  await pactl.hangUp();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('the changes end with the signal, without an error', async () => {
  const controller = new AbortController();
  const changes = soundServerChanges(controller.signal);
  const next = changes.next();
  controller.abort(new Error('the call is over'));
  expect(await next).toEqual({ done: true, value: undefined });
});

test('where there is no pactl there are no changes', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(await soundServerChanges(new AbortController().signal).next()).toEqual({
    done: true,
    value: undefined,
  });
});
