import { inBackground, logFailure } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { MicrophoneUser } from '../capture/microphone-users.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import type { Settings } from '../protocol/settings.ts';

const LOOK_INTERVAL_MS = 2_000;
/** A program that tries the microphone for a moment is not in a call. */
const BEGUN_AFTER_MS = 4_000;
/** A program that changes its device, or whose network drops, comes back within this time. */
const GONE_AFTER_MS = 15_000;
const RETRY_AFTER_MS = 15_000;
/** Talk that continues after the other side hangs up is not cut off. */
const QUIET_FOR_MS = 20_000;

/** Whole words only: “edge” is not in “knowledge”. Digits, signs and spaces divide words. */
const wholeWord = (...words: readonly string[]): RegExp =>
  new RegExp(`(?<![a-z])(?:${words.join('|')})(?![a-z])`, 'i');

/** Programs that people hold calls in, by the name of their file or what they call themselves. */
const CALL_APPS = wholeWord(
  '(?:ms)?teams',
  '(?:cisco)?webex',
  'discord(?:canary|ptb)?',
  'element',
  'jitsi',
  'linphone',
  'meet',
  'mumble',
  'signal',
  'skype(?:forlinux)?',
  'slack',
  'teamspeak',
  'telegram(?:desktop)?',
  'webrtc',
  'whatsapp',
  'zoom',
);
const BROWSERS = wholeWord('(?:ms)?edge', 'brave', 'chrome', 'chromium', 'firefox', 'opera', 'vivaldi');

export interface NoticeCallsDeps {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publishState: (state: ComponentState) => void;
  /** Who records a microphone, now and after each change; throws where it cannot be known. */
  readonly watchUsers: (signal: AbortSignal) => AsyncIterable<readonly MicrophoneUser[]>;
  /** True for processes of Sotto's own. */
  readonly isOwn: (processId: number) => boolean;
  readonly isListening: () => boolean;
  /** Nobody speaks, no text is to come, no question waits. */
  readonly isQuiet: () => boolean;
  readonly stop: () => Promise<void>;
}

/**
 * Notices that a call program holds a microphone, and asks whether to listen; it never starts by itself. Listening
 * that began while a call was noticed ends once the call is gone and it has been quiet. A program that mutes itself
 * keeps its microphone, so its call is not gone. Rejects when `signal` aborts.
 */
export async function noticeCalls(deps: NoticeCallsDeps, signal: AbortSignal): Promise<never> {
  const { clock, settings, publishState } = deps;
  const watch = createUserWatch(deps, signal);
  let published = '';
  let call: { readonly name: string; readonly sinceMs: number; readonly seenMs: number } | undefined;
  let wasListening = deps.isListening();
  /** Listening began while a call was noticed, so it ends with the call. */
  let isFollowed = false;
  let noisyAtMs = clock.nowMs();
  for (;;) {
    await clock.sleep(LOOK_INTERVAL_MS, signal);
    const nowMs = clock.nowMs();
    if (!deps.isQuiet()) noisyAtMs = nowMs;
    const isOn = settings().audio.noticeCalls;
    watch.want(isOn);
    const user = isOn ? watch.users().find((candidate) => isCall(candidate, deps)) : undefined;
    if (user) call = { name: user.applicationName, sinceMs: call?.sinceMs ?? nowMs, seenMs: nowMs };
    else if (call && (!isOn || nowMs - call.seenMs > GONE_AFTER_MS)) call = undefined;
    const noticed = call && nowMs - call.sinceMs >= BEGUN_AFTER_MS ? call.name : undefined;
    const isListening = deps.isListening();
    if (isListening && !wasListening) isFollowed = user !== undefined && noticed !== undefined;
    if (!isListening || !isOn) isFollowed = false;
    wasListening = isListening;
    if (isFollowed && !call && nowMs - noisyAtMs >= QUIET_FOR_MS)
      await deps.stop().catch(logFailure(deps.log, 'stop listening after the call'));
    const state = isOn ? (watch.failure() ?? stateOf(noticed, deps.isListening())) : OFF;
    const text = JSON.stringify(state);
    if (text !== published) publishState(state);
    published = text;
  }
}

const OFF: ComponentState = { component: 'call', status: 'off', reason: 'Call detection is off' };

function stateOf(program: string | undefined, isListening: boolean): ComponentState {
  if (program === undefined) return { component: 'call', status: 'ready', reason: 'No call detected' };
  if (isListening) return { component: 'call', status: 'ready', reason: program };
  return {
    component: 'call',
    status: 'degraded',
    reason: `${program} uses the microphone. Listen to the call?`,
    code: 'call-noticed',
    action: { label: 'Start listening', kind: 'start-capture' },
  };
}

function isCall({ applicationName, programName, processId }: MicrophoneUser, deps: NoticeCallsDeps): boolean {
  const names = `${applicationName} ${programName}`;
  const { microphone, ignoredPrograms } = deps.settings().audio;
  // The page in a browser holds the microphone just as a call in it would, so the two look the same.
  if (deps.isListening() && microphone === 'page' && BROWSERS.test(names)) return false;
  const isIgnored = ignoredPrograms.some((ignored) => names.toLowerCase().includes(ignored.toLowerCase()));
  return (CALL_APPS.test(names) || BROWSERS.test(names)) && !isIgnored && !deps.isOwn(processId);
}

/** Watches only while it is wanted, and reports why it cannot. */
function createUserWatch({ watchUsers, clock, log }: NoticeCallsDeps, signal: AbortSignal) {
  let users: readonly MicrophoneUser[] = [];
  let failure: ComponentState | undefined;
  let watching: AbortController | undefined;
  let retryAtMs = Number.NEGATIVE_INFINITY;
  const begin = (): void => {
    const mine = new AbortController();
    watching = mine;
    const run = async (): Promise<void> => {
      for await (const found of watchUsers(AbortSignal.any([signal, mine.signal]))) {
        users = found;
        failure = undefined;
      }
    };
    // A watch that ends by itself, as with the sound server, begins again after a while; one that was switched off
    // begins again as soon as it is wanted.
    const end = (): void => {
      users = [];
      if (!mine.signal.aborted) retryAtMs = clock.nowMs() + RETRY_AFTER_MS;
      mine.abort();
      watching = undefined;
    };
    inBackground(
      () => run().finally(end),
      (error) => {
        log.debug('the watch for calls ended', { error });
        failure = CANNOT_TELL;
      },
    );
  };
  return {
    users: () => users,
    failure: () => failure,
    want: (isWanted: boolean): void => {
      if (isWanted && !watching && clock.nowMs() >= retryAtMs) begin();
      if (!isWanted) watching?.abort();
    },
  };
}

const CANNOT_TELL: ComponentState = {
  component: 'call',
  status: 'degraded',
  reason:
    process.platform === 'linux'
      ? 'Calls cannot be noticed: pactl (pulseaudio-utils) is missing, or no sound server answers.'
      : 'Calls cannot be noticed: this system does not let Sotto see who uses the microphone.',
  code: 'recorder-missing',
  action: { label: 'Open settings', kind: 'open-settings', target: 'audio' },
};
