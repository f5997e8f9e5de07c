import type { Clock } from '../base/clock.ts';
import type { EngineError } from '../base/engine-error.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import { SILENCE_DBFS, type LevelReading } from '../capture/level-meter.ts';
import type { Channel } from '../protocol/call-parts.ts';

export type ChannelStateName = 'starting' | 'listening' | 'quiet' | 'no-signal' | 'lost';

/** A device that opens slowly, such as a Bluetooth headset, sends its first frame within this time. */
const START_PATIENCE_MS = 4_000;
const LOST_AFTER_MS = 1_000;
/** Judged later than this, the engine itself got no computing time: frames that have come are still unread. */
const LATE_JUDGEMENT_MS = 600;
/** Digital zeros never come from an open microphone, but for a moment at its start. */
const NO_SIGNAL_AFTER_MS = 2_000;
const QUIET_AFTER_MS = 5_000;
/**
 * Words of what is said come within this time, so that their absence is reported within ten seconds. Speech fills at
 * least a fifth of such a stretch, pauses included; what Silero takes for voice in music and noise stays below a tenth.
 */
const WORDLESS_AFTER_MS = 9_000;
const VOICE_WINDOW_MS = 10_000;
const WORDLESS_VOICED_MS = 2_000;

export interface ChannelState {
  readonly state: ChannelStateName;
  /** Speech flows, but no words: recognition is stuck, or what is heard is not speech. */
  readonly isWordless: boolean;
}

/** Judges, a few times a second, what a channel's figures mean. */
export interface ChannelStateTracker {
  /** @param isVoiced voice was heard since the time before. @param lastWordAtMs undefined before the first word. */
  judge(level: LevelReading, isVoiced: boolean, lastWordAtMs: number | undefined): ChannelState;
}

/** @param isPaced sound comes as fast as it is heard, so gaps in time say nothing about the source. */
export function createChannelStateTracker(clock: Clock, isPaced = false): ChannelStateTracker {
  const openedAtMs = clock.nowMs();
  let hasStarted = false;
  let judgedAtMs = openedAtMs;
  let name: ChannelStateName = 'starting';
  let lastSignalAtMs = openedAtMs;
  let lastSpeechAtMs = openedAtMs;
  const isWordless = createWordWatch(openedAtMs);

  const nameOf = (level: LevelReading, nowMs: number): ChannelStateName => {
    // The level falls to silence within a second of the last sound.
    if (level.levelDbfs > SILENCE_DBFS + 1) lastSignalAtMs = nowMs;
    hasStarted ||= level.lastFrameAgeMs < nowMs - openedAtMs;
    if (isPaced) return hasStarted ? 'listening' : 'starting';
    if (!hasStarted) return nowMs - openedAtMs > START_PATIENCE_MS ? 'lost' : 'starting';
    if (level.lastFrameAgeMs > LOST_AFTER_MS) return 'lost';
    if (nowMs - lastSignalAtMs > NO_SIGNAL_AFTER_MS) return 'no-signal';
    return nowMs - lastSpeechAtMs > QUIET_AFTER_MS ? 'quiet' : 'listening';
  };
  return {
    judge: (level, isVoiced, lastWordAtMs) => {
      const nowMs = clock.nowMs();
      const isLate = nowMs - judgedAtMs > LATE_JUDGEMENT_MS;
      judgedAtMs = nowMs;
      if (isVoiced) lastSpeechAtMs = nowMs;
      const next = nameOf(level, nowMs);
      if (next !== 'lost' || !isLate) name = next;
      return {
        state: name,
        isWordless: isWordless(nowMs, isVoiced, lastWordAtMs) && !isPaced,
      };
    },
  };
}

/** @returns a function that says whether speech brings no words; once that is so, only a word ends it. */
function createWordWatch(openedAtMs: number) {
  let judgedAtMs = openedAtMs;
  let wordAtMs: number | undefined;
  let voiced: readonly { readonly atMs: number; readonly durationMs: number }[] = [];
  let isWordless = false;
  return (nowMs: number, isVoiced: boolean, lastWordAtMs: number | undefined): boolean => {
    if (isVoiced) voiced = [...voiced, { atMs: judgedAtMs, durationMs: nowMs - judgedAtMs }];
    judgedAtMs = nowMs;
    if (lastWordAtMs !== wordAtMs) {
      wordAtMs = lastWordAtMs;
      voiced = [];
      isWordless = false;
    }
    voiced = voiced.filter(({ atMs }) => nowMs - atMs <= VOICE_WINDOW_MS);
    const voicedMs = voiced.reduce((sumMs, { durationMs }) => sumMs + durationMs, 0);
    const [first] = voiced;
    isWordless ||=
      first !== undefined && nowMs - first.atMs >= WORDLESS_AFTER_MS && voicedMs >= WORDLESS_VOICED_MS;
    return isWordless;
  };
}

/** A device that is away and waited for: only another one needs a hand. */
export function componentAway(channel: Channel, { code, message, remedy }: EngineError): ComponentState {
  return {
    component: channel === 'me' ? 'microphone' : 'them',
    status: 'failed',
    reason: `${message} ${remedy}`,
    code,
    action: AUDIO_SETTINGS,
  };
}

/** One reason and one action for what is wrong; the device where all is well. */
export function componentOfChannel(
  channel: Channel,
  { state, isWordless, isBehind = false }: ChannelState & { readonly isBehind?: boolean },
  device: string,
): ComponentState {
  const component = channel === 'me' ? 'microphone' : 'them';
  const isMine = channel === 'me';
  switch (state) {
    case 'starting':
      return { component, status: 'starting', reason: device };
    case 'lost':
      return {
        component,
        status: 'failed',
        reason: `No sound arrives from ${device}. Check that it is connected.`,
        code: 'recorder-failed',
        action: RETRY_CAPTURE,
      };
    case 'no-signal':
      return {
        component,
        status: 'degraded',
        reason: isMine
          ? `${device} sends only silence. Check its mute switch and the system's microphone permission.`
          : `${device} is silent. It is normal while nothing plays; otherwise pick the output your call uses.`,
        code: 'device-silent',
        action: isMine ? RETRY_CAPTURE : AUDIO_SETTINGS,
      };
    case 'listening':
    case 'quiet':
      return isWordless
        ? {
            component,
            status: 'degraded',
            reason: isBehind
              ? `${device} is heard, but its words are still being recognized: this machine is busy.`
              : `${device} is heard, but no words are recognized. Check the language and the speech model.`,
            code: 'words-missing',
            ...(isBehind && { notes: [WORDS_LATE] }),
            action: { label: 'Open settings', kind: 'open-settings', target: 'speech' },
          }
        : { component, status: 'ready', reason: device };
  }
}

const WORDS_LATE = { kind: 'behind', cause: 'busy', effect: 'late', utteranceCount: 1 } as const;
const RETRY_CAPTURE = { label: 'Try again', kind: 'start-capture' } as const;
const AUDIO_SETTINGS = { label: 'Open settings', kind: 'open-settings', target: 'audio' } as const;
