import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { startPageCapture } from '../../../renderer/capture/page-capture.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';
import { startProtocolServer, type ProtocolServer } from '../../fakes/protocol-server.ts';
import { settle } from '../../fakes/settle.ts';
import { FakeTrack, streamOf, stubBrowserAudio } from './browser-audio.ts';

const ON: SessionState = {
  ...initialState,
  connection: 'open',
  settings: { ...defaultSettings, audio: { ...defaultSettings.audio, microphone: 'page', them: 'none' } },
  capture: { isCapturing: true, isPaused: false, isDemo: false, channels: ['me'] },
};
const OFF: SessionState = { ...ON, capture: { ...ON.capture, isCapturing: false } };

let engine: ProtocolServer;
let audio: ReturnType<typeof stubBrowserAudio>;
let captures: Disposable[];
beforeEach(async () => {
  engine = await startProtocolServer({ staticDirectory: import.meta.dirname });
  audio = stubBrowserAudio();
  captures = [];
});
afterEach(async () => {
  for (const capture of captures) capture[Symbol.dispose]();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  audio[Symbol.dispose]();
  await engine[Symbol.asyncDispose]();
});

interface Stage {
  readonly hasDevices?: boolean;
  readonly shown?: () => Promise<void>;
}

/** A page at the engine, whose state is set from outside. */
function openPage(state: SessionState, { hasDevices = true, shown = () => Promise.resolve() }: Stage = {}) {
  const opened: FakeTrack[] = [];
  let refusal: DOMException | undefined;
  const getUserMedia = (): Promise<MediaStream> => {
    if (refusal) return Promise.reject(refusal);
    const track = new FakeTrack(`Microphone ${opened.length + 1}`);
    opened.push(track);
    return Promise.resolve(streamOf(track));
  };
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia });
  const page = Object.assign(new EventTarget(), { navigator: hasDevices ? { mediaDevices } : {} });
  const session = { store: createStore<SessionState>()(() => state) } as Partial<Session> as Session;
  const { origin, mintToken } = engine.server;
  captures.push(startPageCapture(session, origin, mintToken('capture'), page as unknown as Window, shown));
  return {
    opened,
    know: (next: SessionState) => session.store.setState(next, true),
    refuse: (error: DOMException | undefined) => {
      refusal = error;
    },
    click: () => page.dispatchEvent(new Event('click')),
    plugIn: () => mediaDevices.dispatchEvent(new Event('devicechange')),
    stopped: () => opened.map(({ isStopped }) => isStopped),
  };
}

/** What pages reported of the microphone, and their device where it matters. */
const reports = (): readonly string[] =>
  engine.commands.flatMap(({ command }) =>
    command.type === 'report-capture' ? [`${command.status} ${command.device}`.trim()] : [],
  );

test('a device is opened once the page shows that it listens, and its sound reaches the engine', async () => {
  const shown = Promise.withResolvers<void>();
  const { opened } = openPage(ON, { shown: () => shown.promise });
  await settle();
  expect(opened).toEqual([]);
  shown.resolve();
  await expect.poll(reports).toEqual(['open Microphone 1']);
  expect(engine.commands.map(({ role }) => role)).toEqual(['capture']);
  audio.ports[0]?.postMessage({ startSamples: 0, samples: new Int16Array(320) });
  await expect.poll(() => engine.audio.map(({ channel }) => channel)).toEqual(['me']);
});

test('no device is opened that was given up before the page could show it', async () => {
  const shown = Promise.withResolvers<void>();
  const { opened, know } = openPage(ON, { shown: () => shown.promise });
  know(OFF);
  shown.resolve();
  await expect.poll(reports).toEqual(['closed']);
  expect(opened).toEqual([]);
});

test('when listening ends the device is closed and reported as closed', async () => {
  const { know, stopped } = openPage(ON);
  await expect.poll(reports).toEqual(['open Microphone 1']);
  know(OFF);
  await expect.poll(stopped).toEqual([true]);
  await expect.poll(reports).toEqual(['open Microphone 1', 'closed']);
});

test('a device that goes away is opened again, and so is another one that is chosen', async () => {
  const { opened, know, stopped } = openPage(ON);
  await expect.poll(reports).toHaveLength(1);
  opened[0]?.dispatchEvent(new Event('ended'));
  await expect.poll(reports).toEqual(['open Microphone 1', 'missing Microphone 1', 'open Microphone 2']);
  const settings = ON.settings ?? defaultSettings;
  know({ ...ON, settings: { ...settings, audio: { ...settings.audio, microphone: 'none' } } });
  await expect.poll(stopped).toEqual([true, true]);
  know(ON);
  await expect.poll(() => reports().at(-1)).toBe('open Microphone 3');
});

test.each(['click', 'plugIn'] as const)('what could not be opened is tried again at a %s', async (cause) => {
  const stage = openPage(OFF);
  stage.refuse(new DOMException('No device.', 'NotFoundError'));
  stage.know(ON);
  await expect.poll(reports).toEqual(['missing No device.']);
  stage.refuse(undefined);
  stage[cause]();
  await expect.poll(reports).toEqual(['missing No device.', 'open Microphone 1']);
  stage[cause]();
  await expect.poll(stage.stopped).toEqual([false]);
});

test('where another page takes the microphone over, this one lets it go until listening starts again', async () => {
  const first = openPage(ON);
  await expect.poll(reports).toEqual(['open Microphone 1']);
  openPage(ON);
  await expect.poll(first.stopped).toEqual([true]);
  await expect.poll(reports).toContain('moved');
  first.click();
  await settle();
  expect(first.stopped()).toEqual([true]);
  first.know(OFF);
  first.know(ON);
  await expect.poll(first.stopped).toEqual([true, false]);
});

test('an engine that is away for a moment finds the device open, and one that stays away does not', async () => {
  const { know, stopped } = openPage(ON);
  await expect.poll(reports).toEqual(['open Microphone 1']);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  know({ ...ON, connection: 'reconnecting' });
  vi.advanceTimersByTime(4_999);
  know(ON);
  vi.advanceTimersByTime(10_000);
  await settle();
  expect(stopped()).toEqual([false]);
  know({ ...ON, connection: 'reconnecting' });
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
  await expect.poll(stopped).toEqual([true]);
});

test('a browser that gives pages no microphone says so', async () => {
  openPage(ON, { hasDevices: false });
  await expect.poll(reports).toEqual(['failed This browser gives pages no microphone at this address.']);
});

test('a page that is closed lets its device go', async () => {
  const { stopped } = openPage(ON);
  await expect.poll(reports).toEqual(['open Microphone 1']);
  captures[0]?.[Symbol.dispose]();
  await expect.poll(stopped).toEqual([true]);
});
