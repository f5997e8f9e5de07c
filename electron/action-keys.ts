import { globalShortcut } from 'electron';
import type { Settings } from '../engine/protocol/settings.ts';
import { normalizeAccelerator } from '../engine/protocol/accelerator.ts';
import type { CtlVerb } from './command-line.ts';
import { isWayland } from './hold-obstacle.ts';
import { TEXTS } from './texts.ts';

/** The global keys beside push-to-talk; each is pressed once. */
export type DesktopKey = Exclude<keyof Settings['keys'], 'pushToTalk' | 'lookBackMs'>;

export interface ActionKeys {
  /** Registers the keys of these settings instead of those before. @returns what is wrong with some of them. */
  set(keys: Settings['keys']): readonly string[];
  stop(): void;
}

/** What a desktop that keeps the keys to itself can bind instead. */
const VERBS: Readonly<Record<DesktopKey, CtlVerb>> = {
  askLast: 'ask-last',
  showHide: 'show',
  compact: 'compact',
  clickThrough: 'click-through',
  pause: 'pause',
  copyAnswer: 'copy',
  wipe: 'wipe',
};

/** Normalized combinations that some system acts on before any program hears of them. */
const RESERVED: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['meta+q', 'meta+tab', 'meta+space', 'meta+h', 'alt+meta+escape'],
  win32: ['alt+tab', 'alt+f4', 'meta+l', 'alt+ctrl+delete', 'ctrl+shift+escape'],
  linux: ['alt+tab', 'alt+f4', 'alt+ctrl+delete', 'meta+l'],
};

export function createActionKeys(actions: Readonly<Record<DesktopKey, () => void>>): ActionKeys {
  const isMac = process.platform === 'darwin';
  let registered: readonly string[] = [];
  let current = '';

  const stop = (): void => {
    for (const accelerator of registered) globalShortcut.unregister(accelerator);
    registered = [];
    current = '';
  };
  const register = (name: DesktopKey, accelerator: string): boolean => {
    try {
      if (!globalShortcut.register(accelerator, actions[name])) return false;
      registered = [...registered, accelerator];
      return globalShortcut.isRegistered(accelerator);
    } catch {
      return false;
    }
  };
  let problems: readonly string[] = [];
  return {
    set(keys) {
      const wanted = JSON.stringify(keys);
      if (wanted === current) return problems;
      stop();
      current = wanted;
      const meanings = new Map([[normalizeAccelerator(keys.pushToTalk, isMac), 'Push-to-talk']]);
      problems = (Object.keys(actions) as DesktopKey[]).flatMap((name) => {
        const accelerator = keys[name];
        if (accelerator === '') return [];
        const label = TEXTS.keys[name];
        const chord = normalizeAccelerator(accelerator, isMac);
        if (chord === undefined) return [TEXTS.keyUnreadable(label, accelerator)];
        const other = meanings.get(chord);
        if (other !== undefined) return [TEXTS.keyTwice(label, accelerator, other)];
        meanings.set(chord, label);
        if (RESERVED[process.platform]?.includes(chord)) return [TEXTS.keyReserved(label, accelerator)];
        if (register(name, accelerator)) return [];
        return [isWayland() ? TEXTS.keyForDesktop(label, VERBS[name]) : TEXTS.keyTaken(label, accelerator)];
      });
      return problems;
    },
    stop,
  };
}
