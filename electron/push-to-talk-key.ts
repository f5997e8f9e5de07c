import path from 'node:path';
import { globalShortcut, utilityProcess } from 'electron';
import { pushToTalkReplySchema, type PushToTalkRequest } from './contract/push-to-talk-messages.ts';
import { keyForDesktop, keyTaken } from './action-keys.ts';
import { findHoldObstacle, type HoldObstacle } from './hold-obstacle.ts';
import { isWayland } from '../engine/protocol/wayland.ts';
import type { Phrase } from './messages.ts';

/** No question is longer; a missed release ends here. */
const MAX_HOLD_MS = 120_000;
/** Some systems report a held key again and again; these are not new presses. */
const REPEAT_WINDOW_MS = 600;
/** macOS sends no event when the user grants a permission. */
const GRANT_CHECK_INTERVAL_MS = 2_000;

export interface PushToTalkKeyOptions {
  /** Folder of the bundles. */
  readonly directory: string;
  readonly onPress: () => void;
  readonly onRelease: () => void;
  /** @param detail how the key works in this session, or why it does not. */
  readonly onRegistered: (isRegistered: boolean, detail: Phrase) => void;
}

/** The global push-to-talk key: held where the system reports presses and releases, else pressed twice. */
export interface PushToTalkKey {
  /** @param accelerator as Electron writes it, e.g. `CommandOrControl+Shift+Space`. */
  set(accelerator: string): void;
  /** Releases the key for the user: the screen was locked or the machine is going to sleep. */
  letGo(): void;
  stop(): void;
}

export function createPushToTalkKey(options: PushToTalkKeyOptions): PushToTalkKey {
  const hold = createHold(options);
  let accelerator: string | undefined;
  let unbind = (): void => undefined;
  let watchingGrant: NodeJS.Timeout | undefined;

  const bindToHold = (key: string): void => {
    unbind = watchKey(options.directory, key, {
      onWatching: () => options.onRegistered(true, ({ t }) => t('desktop.key-hold', { key })),
      onPress: hold.press,
      onRelease: hold.letGo,
      onGone: () => {
        hold.letGo();
        bindToToggle(key, 'desktop.hold-unwatched');
      },
    });
  };
  const bindToToggle = (key: string, reason: HoldObstacle): void => {
    const isRegistered = tryRegister(key, ignoreRepeats(hold.toggle));
    // Only this key: the app's other keys stay.
    unbind = isRegistered ? () => globalShortcut.unregister(key) : () => undefined;
    options.onRegistered(isRegistered, wordingOf(key, reason, isRegistered));
  };
  const stop = (): void => {
    hold.letGo();
    clearInterval(watchingGrant);
    unbind();
    unbind = () => undefined;
    accelerator = undefined;
  };
  const bind = (key: string): void => {
    stop();
    accelerator = key;
    const obstacle = findHoldObstacle(process.env, process.platform);
    if (obstacle === undefined) {
      bindToHold(key);
      return;
    }
    bindToToggle(key, obstacle);
    if (obstacle !== 'desktop.hold-macos') return;
    watchingGrant = setInterval(() => {
      if (findHoldObstacle(process.env, process.platform) === undefined) bind(key);
    }, GRANT_CHECK_INTERVAL_MS);
  };

  return {
    set(wanted) {
      if (wanted !== accelerator) bind(wanted);
    },
    letGo: hold.letGo,
    stop,
  };
}

function wordingOf(key: string, reason: HoldObstacle, isRegistered: boolean): Phrase {
  if (isRegistered) return ({ t }) => t('desktop.key-toggle', { key, reason: t(reason) });
  return isWayland() ? keyForDesktop('pushToTalk') : keyTaken('pushToTalk', key);
}

/** Whether the user is talking: reports each press and each release once, whatever the system repeats or misses. */
function createHold({ onPress, onRelease }: Pick<PushToTalkKeyOptions, 'onPress' | 'onRelease'>) {
  let overdue: NodeJS.Timeout | undefined;
  const press = (): void => {
    if (overdue) return;
    overdue = setTimeout(letGo, MAX_HOLD_MS);
    onPress();
  };
  const letGo = (): void => {
    if (!overdue) return;
    clearTimeout(overdue);
    overdue = undefined;
    onRelease();
  };
  return { press, letGo, toggle: () => (overdue ? letGo() : press()) };
}

interface KeyListener {
  onWatching(): void;
  onPress(): void;
  onRelease(): void;
  /** The process that watched the key ended by itself. */
  onGone(): void;
}

/** Watches a key in a separate process, because the keyboard hook may abort it. @returns ends the process. */
function watchKey(directory: string, accelerator: string, listener: KeyListener): () => void {
  const child = utilityProcess.fork(path.join(directory, 'push-to-talk-process.js'), [], {
    serviceName: 'Sotto push-to-talk key',
    stdio: 'ignore',
  });
  let isStopped = false;
  const request: PushToTalkRequest = { type: 'watch', accelerator };
  child.once('spawn', () => child.postMessage(request));
  child.on('message', (data: unknown) => {
    const reply = pushToTalkReplySchema.safeParse(data).data;
    if (!reply || isStopped) return;
    switch (reply.type) {
      case 'watching':
        return listener.onWatching();
      case 'pressed':
        return listener.onPress();
      case 'released':
        return listener.onRelease();
      case 'unknown-key':
        child.kill();
    }
  });
  child.once('exit', () => {
    if (isStopped) return;
    isStopped = true;
    listener.onGone();
  });
  return () => {
    isStopped = true;
    child.kill();
  };
}

function ignoreRepeats(action: () => void): () => void {
  let lastCallMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    const isRepeat = nowMs - lastCallMs < REPEAT_WINDOW_MS;
    lastCallMs = nowMs;
    if (!isRepeat) action();
  };
}

/** An accelerator that cannot be read throws; a taken one returns false, or true and does not hold. */
function tryRegister(accelerator: string, onCall: () => void): boolean {
  try {
    return globalShortcut.register(accelerator, onCall) && globalShortcut.isRegistered(accelerator);
  } catch {
    return false;
  }
}
