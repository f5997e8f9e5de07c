import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { wantedCapture } from '../../../renderer/capture/wanted-capture.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

const capturing: SessionState = {
  ...initialState,
  connection: 'open',
  settings: {
    ...defaultSettings,
    audio: { ...defaultSettings.audio, microphoneDevice: 'Desk', them: 'page' },
  },
  capture: { isCapturing: true, isPaused: false, isDemo: false, channels: ['me', 'them'] },
};
const nothing = { me: undefined, them: undefined };

test('the page captures what the settings give it, while the engine captures', () => {
  expect(wantedCapture(capturing)).toEqual({ me: 'Desk', them: 'loopback' });
});

test('nothing is captured before the engine says so, in a pause, in a demo or without a connection', () => {
  const { capture } = capturing;
  expect(wantedCapture({ ...capturing, capture: { ...capture, isCapturing: false } })).toEqual(nothing);
  expect(wantedCapture({ ...capturing, capture: { ...capture, isPaused: true } })).toEqual(nothing);
  expect(wantedCapture({ ...capturing, capture: { ...capture, isDemo: true } })).toEqual(nothing);
  expect(wantedCapture({ ...capturing, connection: 'reconnecting' })).toEqual(nothing);
});

test('a channel that another recorder has is left alone', () => {
  const audio = { ...defaultSettings.audio, microphone: 'recorder' as const, them: 'monitor' as const };
  expect(wantedCapture({ ...capturing, settings: { ...defaultSettings, audio } })).toEqual(nothing);
});
