import type { Channel, SessionState } from './state.ts';

/** A frame comes every 20 ms; this long without one means that no sound arrives at all. */
const DEAF_AFTER_MS = 2_000;

type HearingState = Pick<SessionState, 'capture' | 'captureAtMs' | 'channels' | 'components' | 'nowMs'>;

/** What Sotto really does with the sound while it is to listen. */
export type Hearing =
  | 'checking'
  | 'listening'
  | 'only-me'
  | 'only-them'
  | 'no-sound'
  | 'starting'
  // Speech waits for its text.
  | 'behind'
  | 'not-understood';

/** Listening means that sound arrives on some channel and that a recognizer takes it. */
export function hearingOf(state: HearingState): Hearing {
  const { capture, components } = state;
  if (capture.isCheck) return 'checking';
  if (capture.channels.length > 0 && deafChannels(state).length === capture.channels.length)
    return 'no-sound';
  const speech = components.speech?.status;
  if (speech === 'failed') return 'not-understood';
  if (speech === 'starting') return 'starting';
  const measures = capture.channels.flatMap((channel) => state.channels[channel] ?? []);
  const isUnderstood = measures.length === 0 || measures.some(({ isWordless }) => !isWordless);
  if (!isUnderstood) return measures.some(({ isBehind }) => isBehind) ? 'behind' : 'not-understood';
  const [lost] = lostChannels(state);
  if (lost === undefined) return 'listening';
  return lost === 'me' ? 'only-them' : 'only-me';
}

/** What keeps every question from being noticed now, if anything. */
export function deafnessOf(
  state: HearingState,
): Exclude<Hearing, 'checking' | 'listening' | 'only-me' | 'only-them'> | undefined {
  const hearing = hearingOf(state);
  const isHeard = hearing === 'listening' || hearing === 'only-me' || hearing === 'only-them';
  return isHeard || hearing === 'checking' ? undefined : hearing;
}

/** Channels that should be heard and from which nothing arrives. */
export function deafChannels(state: HearingState): readonly Channel[] {
  const { capture } = state;
  if (!capture.isCapturing || capture.isPaused || capture.isDemo) return [];
  return capture.channels.filter((channel) => {
    return state.channels[channel]?.state === 'no-signal' || isLost(state, channel);
  });
}

/** Those from which no frames come: digital silence is normal on the other side while nothing plays. */
function lostChannels(state: HearingState): readonly Channel[] {
  return deafChannels(state).filter((channel) => channel === 'me' || isLost(state, channel));
}

function isLost(state: HearingState, channel: Channel): boolean {
  const name = state.channels[channel]?.state;
  return name === 'lost' || name === 'denied' || silenceMs(state, channel) > DEAF_AFTER_MS;
}

function silenceMs({ channels, captureAtMs, nowMs }: HearingState, channel: Channel): number {
  const measure = channels[channel];
  if (!measure) return nowMs - captureAtMs;
  return measure.lastFrameAgeMs + Math.max(0, nowMs - measure.receivedAtMs);
}
