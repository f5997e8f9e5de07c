import path from 'node:path';
import { globalShortcut, utilityProcess, type UtilityProcess } from 'electron';
import { hotkeyReplySchema, type HotkeyRequest } from './contract/hotkey-messages.ts';
import { findHoldObstacle } from './hold-obstacle.ts';

/** Nobody asks a longer question; a release that was missed ends here. */
const MAX_HOLD_MS = 120_000;
/** A key held down is told again and again on some systems; these are no new presses. */
const REPEAT_WINDOW_MS = 600;

export interface TalkKeyOptions {
  /** Folder of the bundles. */
  readonly directory: string;
  readonly onPress: () => void;
  readonly onRelease: () => void;
  /** @param detail how the key works in this session, or why it does not. */
  readonly onRegistered: (isRegistered: boolean, detail: string) => void;
}

/** The global push-to-talk key: held where the system tells presses and releases, else pressed twice. */
export interface TalkKey {
  /** @param accelerator as Electron writes it, e.g. `CommandOrControl+Shift+Space`. */
  set(accelerator: string): void;
  /** Lets go for the user: the screen was locked or the machine goes to sleep. */
  letGo(): void;
  stop(): void;
}

export function createTalkKey(options: TalkKeyOptions): TalkKey {
  let accelerator: string | undefined;
  let watcher: UtilityProcess | undefined;
  let isHeld = false;
  let overdue: NodeJS.Timeout | undefined;
  let isToggling = false;
  let lastCallMs = Number.NEGATIVE_INFINITY;

  const press = (): void => {
    if (isHeld) return;
    isHeld = true;
    overdue = setTimeout(letGo, MAX_HOLD_MS);
    options.onPress();
  };
  const letGo = (): void => {
    if (!isHeld) return;
    isHeld = false;
    clearTimeout(overdue);
    options.onRelease();
  };

  const holdKey = (wanted: string): void => {
    const child = utilityProcess.fork(path.join(options.directory, 'hotkey-process.js'), [], {
      serviceName: 'Sotto push-to-talk key',
      stdio: 'ignore',
    });
    watcher = child;
    const request: HotkeyRequest = { type: 'watch', accelerator: wanted };
    child.once('spawn', () => child.postMessage(request));
    child.on('message', (data: unknown) => {
      const reply = hotkeyReplySchema.safeParse(data).data;
      if (!reply || watcher !== child) return;
      switch (reply.type) {
        case 'watching':
          options.onRegistered(true, `Hold ${wanted} to talk`);
          break;
        case 'pressed':
          press();
          break;
        case 'released':
          letGo();
          break;
        case 'unknown-key':
          child.kill();
          break;
      }
    });
    child.once('exit', () => {
      if (watcher !== child) return;
      watcher = undefined;
      letGo();
      toggleKey(wanted, 'the key could not be watched');
    });
  };

  const toggleKey = (wanted: string, reason: string): void => {
    const onCall = (): void => {
      const nowMs = performance.now();
      const isRepeat = nowMs - lastCallMs < REPEAT_WINDOW_MS;
      lastCallMs = nowMs;
      if (isRepeat) return;
      if (isHeld) letGo();
      else press();
    };
    const isRegistered = tryRegister(wanted, onCall);
    isToggling = isRegistered;
    options.onRegistered(
      isRegistered,
      isRegistered
        ? `Press ${wanted} to begin and again to end, since ${reason}`
        : `${wanted} is used by another program; choose another key`,
    );
  };

  const stop = (): void => {
    letGo();
    const child = watcher;
    watcher = undefined;
    child?.kill();
    // The app's other keys stay.
    if (isToggling && accelerator !== undefined) globalShortcut.unregister(accelerator);
    isToggling = false;
    accelerator = undefined;
  };

  return {
    set(wanted) {
      if (wanted === accelerator) return;
      stop();
      accelerator = wanted;
      const obstacle = findHoldObstacle(process.env, process.platform);
      if (obstacle === undefined) holdKey(wanted);
      else toggleKey(wanted, obstacle);
    },
    letGo,
    stop,
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
