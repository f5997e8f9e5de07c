import { expect, test } from 'vitest';
import { deafChannels, hearingOf } from '../../../renderer/session/hearing.ts';
import { initialState, type ChannelMeasure, type SessionState } from '../../../renderer/session/state.ts';

const measure: ChannelMeasure = {
  device: 'Headset',
  levelDbfs: -30,
  noiseFloorDbfs: -60,
  clippedRatio: 0,
  state: 'listening',
  isWordless: false,
  isSpeech: false,
  lastFrameAgeMs: 10,
  lastWordAgeMs: null,
  droppedFrameCount: 0,
  receivedAtMs: 10_000,
};
const state = (change: Partial<SessionState>): SessionState => ({
  ...initialState,
  capture: { isCapturing: true, isPaused: false, isDemo: false, channels: ['me', 'them'] },
  captureAtMs: 9_000,
  nowMs: 10_000,
  ...change,
});

test('sound has a moment to arrive before its absence is reported', () => {
  expect(deafChannels(state({}))).toEqual([]);
  expect(deafChannels(state({ nowMs: 11_001 }))).toEqual(['me', 'them']);
});

test('devices that are only tried out are not listened to', () => {
  const capture = {
    isCapturing: true,
    isPaused: false,
    isDemo: false,
    isCheck: true,
    channels: ['me' as const],
  };
  expect(hearingOf(state({ capture, channels: { me: measure } }))).toBe('checking');
});

test('where one channel is lost, the indicator says who is heard', () => {
  const half = state({ channels: { me: measure }, nowMs: 11_500 });
  expect([hearingOf(half), deafChannels(half)]).toEqual(['only-me', ['them']]);
  const quiet = { ...measure, state: 'no-signal' } as const;
  expect(hearingOf(state({ channels: { me: measure, them: quiet } }))).toBe('listening');
  expect(hearingOf(state({ channels: { me: quiet, them: measure } }))).toBe('only-them');
  const denied = { ...measure, state: 'denied' } as const;
  expect(hearingOf(state({ channels: { me: measure, them: denied } }))).toBe('only-me');
});

test('a channel whose measurements stop is deaf', () => {
  const stalled = state({ channels: { me: measure, them: measure }, nowMs: 12_001 });
  expect([hearingOf(stalled), deafChannels(stalled)]).toEqual(['no-sound', ['me', 'them']]);
});

test('sound without a recognizer is not listening', () => {
  const withSpeech = (status: 'starting' | 'failed' | 'ready') =>
    hearingOf(
      state({
        channels: { me: measure },
        components: { speech: { component: 'speech', status, reason: '' } },
      }),
    );
  expect([withSpeech('failed'), withSpeech('starting'), withSpeech('ready')]).toEqual([
    'not-understood',
    'starting',
    'listening',
  ]);
});

test('digital silence is not sound, and speech without words is not understood or late', () => {
  const channels = (change: Partial<ChannelMeasure>) => ({
    channels: { me: { ...measure, ...change }, them: { ...measure, ...change } },
  });
  expect(hearingOf(state(channels({ state: 'no-signal' })))).toBe('no-sound');
  expect(hearingOf(state(channels({ isWordless: true })))).toBe('not-understood');
  expect(hearingOf(state(channels({ isWordless: true, isBehind: true })))).toBe('behind');
});

test('a pause and the demo make no channel deaf', () => {
  const later = { nowMs: 60_000 };
  const capture = state({}).capture;
  expect(deafChannels(state({ ...later, capture: { ...capture, isPaused: true } }))).toEqual([]);
  expect(deafChannels(state({ ...later, capture: { ...capture, isDemo: true } }))).toEqual([]);
});
