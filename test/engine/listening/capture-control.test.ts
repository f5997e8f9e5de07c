import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import { createCaptureControl } from '../../../engine/listening/capture-control.ts';
import type { ListeningOptions, ListeningSession } from '../../../engine/listening/start-listening.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { encodeWav } from '../../../engine/transcription/recognizers/base/wav-file.ts';
import { eventually } from '../../fakes/eventually.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

function setUp(change: (settings: Settings) => void = () => undefined) {
  const settings = structuredClone(defaultSettings);
  settings.privacy = { ...settings.privacy, consentAtMs: 1 };
  settings.audio = { ...settings.audio, microphone: 'page', them: 'page' };
  change(settings);
  const published: UnstampedEvent[] = [];
  const states: ComponentState[] = [];
  const sessions: {
    sources: readonly CaptureSource[];
    options: ListeningOptions;
    isOpen: boolean;
    sleptMs?: number | undefined;
    fail: (error: unknown) => void;
  }[] = [];
  const control = createCaptureControl({
    settings: () => settings,
    clock: new VirtualClock(),
    log: silentLogger,
    publish: (event) => published.push(event),
    publishState: (state) => states.push(state),
    onDemoEnd: () => undefined,
    speechReady: () => Promise.resolve(),
    listen: (sources, options): ListeningSession => {
      // Two microphones open at once would be heard twice.
      expect(sessions.filter(({ isOpen }) => isOpen)).toEqual([]);
      const done = Promise.withResolvers<void>();
      const session: (typeof sessions)[number] = {
        sources,
        options,
        isOpen: true,
        fail: (error: unknown) => {
          session.isOpen = false;
          done.reject(error);
        },
      };
      sessions.push(session);
      const stop = (sleptMs?: number): Promise<void> => {
        session.isOpen = false;
        session.sleptMs = sleptMs;
        done.resolve();
        return Promise.resolve();
      };
      return { controls: new Map(), done: done.promise, stop };
    },
  });
  const openCount = (): number => sessions.filter(({ isOpen }) => isOpen).length;
  const pauses = () =>
    published.flatMap((event) => (event.type === 'capture.changed' ? [event.isPaused] : []));
  return { control, settings, sessions, openCount, published, states, pauses };
}

test('without consent nothing is opened', async () => {
  const { control, sessions } = setUp((settings) => {
    settings.privacy.consentAtMs = null;
  });
  await expect(control.start()).rejects.toMatchObject({ code: 'consent-missing' });
  await expect(control.setPaused(false)).rejects.toMatchObject({ code: 'consent-missing' });
  expect(sessions).toEqual([]);
});

test.each([true, false])('the demo waits for what hears and answers it (fast: %s)', async (isFast) => {
  const { control, sessions } = setUp();
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-demo-'));
  const call = path.join(folder, 'call.wav');
  await writeFile(call, encodeWav(new Int16Array(1_600)));
  await control.playDemo(call, isFast);
  expect(sessions.map(({ options }) => options)).toEqual([{ isDemo: true, isPaced: true }]);
  await rm(folder, { recursive: true });
});

test('each channel that is chosen gets a source', async () => {
  const { control, sessions } = setUp();
  await control.start();
  expect(sessions[0]?.sources.map(({ channel }) => channel)).toEqual(['me', 'them']);
});

test.runIf(process.platform === 'linux')('a device that could run a program is not opened', async () => {
  const { control, sessions } = setUp(({ audio }) => {
    audio.microphone = 'recorder';
    audio.microphoneDevice = "file:'|touch x',raw";
  });
  await expect(control.start()).rejects.toMatchObject({
    message: expect.stringContaining('is not taken for the name of a microphone') as unknown,
  });
  expect(sessions).toEqual([]);
});

test('with no source chosen the refusal says where to choose one', async () => {
  const { control } = setUp((settings) => {
    settings.audio.microphone = 'none';
    settings.audio.them = 'none';
  });
  await expect(control.start()).rejects.toMatchObject({ code: 'microphone-missing' });
});

test('starting again ends the session before, however quickly the requests come', async () => {
  const { control, sessions, openCount } = setUp();
  await Promise.all([control.start(), control.start(), control.start()]);
  expect([sessions.length, openCount()]).toEqual([3, 1]);
});

test('a pause closes the devices and says so; going on opens them again', async () => {
  const { control, openCount, pauses } = setUp();
  await control.start();
  await control.setPaused(true);
  expect([openCount(), pauses()]).toEqual([0, [true]]);
  await control.setPaused(false);
  expect(openCount()).toBe(1);
});

test('what failed while it was listened to is off once nobody listens', async () => {
  const { control, states } = setUp();
  await control.start();
  control.notePageGone('me');
  await control.stop();
  expect(states.slice(-2)).toMatchObject([
    { component: 'microphone', status: 'off' },
    { component: 'them', status: 'off' },
  ]);
});

test('stopping ends a pause too', async () => {
  const { control, pauses } = setUp();
  await control.start();
  await control.setPaused(true);
  await control.stop();
  expect(pauses()).toEqual([true, false]);
});

test('a change of the audio settings opens the devices again, but only while they are open', async () => {
  const { control, settings, sessions } = setUp();
  control.restartIfListening();
  await control.start();
  settings.audio = { ...settings.audio, them: 'none' };
  control.restartIfListening();
  await eventually(() => expect(sessions).toHaveLength(2));
  expect(sessions[1]?.sources.map(({ channel }) => channel)).toEqual(['me']);
  await control.stop();
  control.restartIfListening();
  await control.stop();
  expect(sessions).toHaveLength(2);
});

test('after a sleep of the machine the devices are opened again, and the call before notes it', async () => {
  const { control, sessions } = setUp();
  await control.start();
  control.restartIfListening(60_000);
  await eventually(() => expect(sessions).toHaveLength(2));
  expect(sessions.map(({ sleptMs }) => sleptMs)).toEqual([60_000, undefined]);
});

test('levels are reported without a call, with the devices of the newest settings, until they are stopped', async () => {
  const { control, settings, sessions, published } = setUp();
  await control.checkLevels();
  settings.audio = { ...settings.audio, them: 'none' };
  control.restartIfListening();
  await control.stop();
  const progress = published.flatMap((event) =>
    event.type === 'capture.changed' ? [[event.isCapturing, event.isCheck, event.channels.join()]] : [],
  );
  expect(progress).toEqual([
    [true, true, 'me,them'],
    [false, true, ''],
    [true, true, 'me'],
    [false, true, ''],
  ]);
  expect(sessions).toEqual([]);
});

test('a look at the levels ends no call, and a call ends a look at the levels', async () => {
  const { control, openCount, published } = setUp();
  await control.checkLevels();
  await control.start();
  await expect(control.checkLevels()).rejects.toMatchObject({ code: 'busy' });
  expect(openCount()).toBe(1);
  expect(published.at(-1)).toMatchObject({ type: 'capture.changed', isCapturing: false, isCheck: true });
});

test('a restart that fails is published', async () => {
  const { control, settings, published } = setUp();
  await control.start();
  settings.audio = { ...settings.audio, microphone: 'none', them: 'none' };
  control.restartIfListening();
  await eventually(() => expect(published).toMatchObject([{ type: 'failed', code: 'microphone-missing' }]));
});

test('a session that breaks is published, and the next change of settings opens nothing', async () => {
  const { control, sessions, published } = setUp();
  await control.start();
  sessions[0]?.fail(new Error('the pipeline broke'));
  await eventually(() => expect(published).toMatchObject([{ type: 'failed', code: 'internal' }]));
  control.restartIfListening();
  await control.stop();
  expect(sessions).toHaveLength(1);
});

test('a page that goes away is reported only while its channel is captured', async () => {
  const { control, states } = setUp((settings) => {
    settings.audio.them = 'none';
  });
  control.notePageGone('me');
  await control.start();
  control.notePageGone('them');
  expect(states).toMatchObject([{ component: 'them', status: 'off' }]);
  control.notePageGone('me');
  expect(states.at(-1)).toMatchObject({
    component: 'microphone',
    status: 'failed',
    code: 'recorder-failed',
  });
});

test.each([
  ['open', 'ready', undefined],
  ['closed', 'off', undefined],
  ['missing', 'failed', 'microphone-missing'],
  ['denied', 'failed', 'microphone-denied'],
  ['failed', 'failed', 'recorder-failed'],
  ['muted', 'degraded', 'device-silent'],
  ['moved', 'degraded', 'capture-moved'],
] as const)('a device that is %s shows as %s', (status, shown, code) => {
  const { control, states } = setUp();
  control.report({ type: 'report-capture', channel: 'me', status, device: 'Headset' });
  expect(states).toMatchObject([{ component: 'microphone', status: shown, ...(code && { code }) }]);
});

test('a page that said why it has no sound needs no second reason until it has some again', async () => {
  const { control, sessions } = setUp();
  await control.start();
  const reported = (status: 'denied' | 'open'): boolean | undefined => {
    control.report({ type: 'report-capture', channel: 'me', status, device: 'Headset' });
    return sessions[0]?.sources[0]?.hasFailed;
  };
  expect([reported('denied'), reported('open')]).toEqual([true, false]);
});

test('a channel goes by the name of the device that its page opened', async () => {
  const { control, sessions } = setUp();
  await control.start();
  control.report({ type: 'report-capture', channel: 'me', status: 'open', device: 'Headset' });
  expect(sessions[0]?.sources.map(({ device }) => device)).toEqual(['Headset', 'Sound of this computer']);
});

test('a recording never ends a call that is heard or paused; it is deleted when it is refused', async () => {
  const { control, openCount } = setUp();
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-file-'));
  const file = path.join(folder, 'call.wav');
  await writeFile(file, encodeWav(new Int16Array(16_000)));
  await control.start();
  await expect(control.transcribeFile(file)).rejects.toMatchObject({ code: 'busy' });
  await control.setPaused(true);
  await expect(control.transcribeFile(file)).rejects.toMatchObject({ code: 'busy' });
  expect([openCount(), await readdir(folder)]).toEqual([0, []]);
  await rm(folder, { recursive: true });
});

test('a recording is transcribed one at a time, with its progress reported, and deleted at its end', async () => {
  const { control, sessions, published } = setUp();
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-file-'));
  const file = path.join(folder, 'call.wav');
  await writeFile(file, encodeWav(new Int16Array(16_000)));
  await control.transcribeFile(file);
  expect(() => control.requireFree()).toThrow('at work');
  let heardSamples = 0;
  for await (const { samples } of sessions[0]?.sources[0]?.frames(new AbortController().signal) ?? [])
    heardSamples += samples.length;
  await control.stop();
  await eventually(async () => expect(await readdir(folder)).toEqual([]));
  const progress = published.flatMap((event) => (event.type === 'file.progressed' ? [event] : []));
  expect(heardSamples).toBe(16_000);
  expect(progress.map(({ status }) => status)).toEqual(['running', 'completed']);
  expect(progress.at(-1)).toMatchObject({ name: 'call.wav', heardMs: 1_000, durationMs: 1_000, leftMs: 0 });
  await rm(folder, { recursive: true });
});
