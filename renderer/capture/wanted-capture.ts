import type { Channel, SessionState } from '../session/state.ts';

/** What should be open now: '' or a device for the microphone, 'loopback' for the others; undefined is closed. */
export type WantedCapture = Readonly<Record<Channel, string | undefined>>;

/** Only what the engine says it is capturing, and only where the settings give it to the page. */
export function wantedCapture({ capture, settings, connection }: SessionState): WantedCapture {
  const isOn = connection === 'open' && capture.isCapturing && !capture.isPaused && !capture.isDemo;
  return {
    me: isOn && settings?.audio.microphone === 'page' ? settings.audio.microphoneDevice : undefined,
    them: isOn && settings?.audio.them === 'page' ? 'loopback' : undefined,
  };
}
