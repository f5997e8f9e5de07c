import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { MicrophoneUser } from '../../../engine/capture/microphone-users.ts';
import { noticeCalls } from '../../../engine/listening/notice-calls.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const ZOOM: MicrophoneUser = { processId: 7, applicationName: 'ZOOM VoiceEngine', programName: 'zoom' };
const BROWSER: MicrophoneUser = { processId: 8, applicationName: 'Chromium input', programName: 'chromium' };
const OWN: MicrophoneUser = { processId: 9, applicationName: 'Chromium input', programName: 'sotto' };
const EDITOR: MicrophoneUser = { processId: 10, applicationName: 'Audacity', programName: 'audacity' };

function setUp() {
  const clock = new VirtualClock();
  const settings = structuredClone(defaultSettings);
  settings.audio = { ...settings.audio, microphone: 'recorder', noticeCalls: true };
  const states: ComponentState[] = [];
  const call = {
    users: [] as MicrophoneUser[],
    isListening: false,
    isQuiet: true,
    stopCount: 0,
    canStop: true,
  };
  let tell = Promise.withResolvers<void>();
  const closing = new AbortController();
  noticeCalls(
    {
      settings: () => settings,
      clock,
      log: silentLogger,
      publishState: (state) => states.push(state),
      watchUsers: async function* (signal) {
        const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        while (!signal.aborted) {
          yield call.users;
          await Promise.race([tell.promise, aborted]);
          tell = Promise.withResolvers();
        }
      },
      isOwn: (processId) => processId === OWN.processId,
      isListening: () => call.isListening,
      isQuiet: () => call.isQuiet,
      stop: async () => {
        call.stopCount += 1;
        if (!call.canStop) throw new Error('the device does not answer');
        call.isListening = false;
      },
    },
    closing.signal,
  ).catch(() => undefined);
  const hold = async (...users: MicrophoneUser[]): Promise<void> => {
    call.users = users;
    tell.resolve();
    await clock.advance(0);
  };
  const pass = (durationMs: number) => clock.advance(durationMs);
  return { settings, states, call, hold, pass, newest: () => states.at(-1) };
}

test('a call program that keeps a microphone is asked about, and nothing starts by itself', async () => {
  const { hold, pass, newest, call } = setUp();
  await pass(4_000);
  expect(newest()).toMatchObject({ component: 'call', status: 'ready' });
  await hold(ZOOM);
  await pass(10_000);
  expect(newest()).toMatchObject({
    status: 'degraded',
    code: 'call-noticed',
    reason: 'ZOOM VoiceEngine uses the microphone. Listen to the call?',
    action: { kind: 'start-capture' },
  });
  expect(call).toMatchObject({ isListening: false, stopCount: 0 });
});

test.each([
  ['ZOOM VoiceEngine', 'zoom'],
  ['WEBRTC VoiceEngine', 'Discord'],
  ['Microsoft Edge input', 'msedge'],
  ['Google Chrome input', 'chrome'],
  ['TelegramDesktop', 'telegram-desktop'],
  ['Firefox', 'firefox-esr'],
  ['TeamSpeak3', 'ts3client_linux_amd64'],
  ['Skype', 'skypeforlinux'],
  ['Microsoft Teams', 'ms-teams'],
])('%s (%s) holds calls', async (applicationName, programName) => {
  const { hold, pass, newest } = setUp();
  await pass(2_000);
  await hold({ processId: 7, applicationName, programName });
  await pass(10_000);
  expect(newest()).toMatchObject({ code: 'call-noticed' });
});

test.each([
  ['a program that holds no calls', EDITOR],
  [
    '“knowledge”, with “edge” in it,',
    { ...EDITOR, applicationName: 'Knowledge Base', programName: 'knowledge' },
  ],
  ['“operator”, with “opera” in it,', { ...EDITOR, applicationName: 'Operator', programName: 'operator_1' }],
  ['“steams”, with “teams” in it,', { ...EDITOR, applicationName: 'Steams', programName: 'steams' }],
  ['Sotto itself', OWN],
])('%s is not asked about', async (_name, user) => {
  const { hold, pass, states } = setUp();
  await pass(4_000);
  await hold(user);
  await pass(20_000);
  expect(states.map(({ status }) => status)).toEqual(['ready']);
});

test('a program of the list never counts, and with the setting off nobody is asked', async () => {
  const { hold, pass, states, settings } = setUp();
  settings.audio.ignoredPrograms = ['voiceengine'];
  await pass(4_000);
  await hold(ZOOM);
  await pass(20_000);
  settings.audio.ignoredPrograms = [];
  settings.audio.noticeCalls = false;
  await pass(20_000);
  expect(states.map(({ status }) => status)).toEqual(['ready', 'off']);
});

test('switched off and on again, it notices a call as soon as at first', async () => {
  const { hold, pass, newest, settings } = setUp();
  await pass(2_000);
  await hold(ZOOM);
  settings.audio.noticeCalls = false;
  await pass(4_000);
  expect(newest()).toMatchObject({ status: 'off' });
  settings.audio.noticeCalls = true;
  await pass(10_000);
  expect(newest()).toMatchObject({ code: 'call-noticed' });
});

test('listening ends only when the call is gone and it is quiet', async () => {
  const { hold, pass, call } = setUp();
  await pass(2_000);
  await hold(ZOOM);
  await pass(10_000);
  call.isListening = true;
  // Muted in the program or not: it keeps the microphone.
  await pass(600_000);
  expect(call.stopCount).toBe(0);
  call.isQuiet = false;
  await pass(2_000);
  await hold();
  await pass(60_000);
  expect(call.stopCount).toBe(0);
  call.isQuiet = true;
  await pass(16_000);
  expect(call.stopCount).toBe(0);
  await pass(10_000);
  expect(call.stopCount).toBe(1);
});

test('a program that lets go for a moment is in the same call', async () => {
  const { hold, pass, call } = setUp();
  await pass(2_000);
  await hold(ZOOM);
  await pass(10_000);
  call.isListening = true;
  await pass(2_000);
  await hold();
  await pass(10_000);
  await hold(ZOOM);
  await pass(60_000);
  expect(call.stopCount).toBe(0);
});

test('listening that began without a call is never ended', async () => {
  const { hold, pass, call } = setUp();
  await pass(2_000);
  call.isListening = true;
  await pass(10_000);
  await hold(ZOOM);
  await pass(10_000);
  await hold();
  await pass(100_000);
  expect(call.stopCount).toBe(0);
});

test('listening that cannot be stopped is stopped at a later look', async () => {
  const { hold, pass, call, newest } = setUp();
  await pass(2_000);
  await hold(ZOOM);
  await pass(10_000);
  call.isListening = true;
  await pass(2_000);
  call.canStop = false;
  await hold();
  await pass(60_000);
  expect(call.stopCount).toBeGreaterThan(0);
  call.canStop = true;
  await pass(4_000);
  expect(call.isListening).toBe(false);
  await hold(ZOOM);
  await pass(10_000);
  expect(newest()).toMatchObject({ code: 'call-noticed' });
});

test('a browser is not followed while a page captures the microphone: it may be our own', async () => {
  const { hold, pass, call, settings, newest } = setUp();
  settings.audio.microphone = 'page';
  await pass(2_000);
  await hold(BROWSER);
  await pass(10_000);
  expect(newest()).toMatchObject({ code: 'call-noticed' });
  call.isListening = true;
  await pass(600_000);
  expect(call.stopCount).toBe(0);
});
