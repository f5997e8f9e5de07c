import { globalShortcut } from 'electron';
import type { Settings } from '../engine/protocol/settings.ts';
import { normalizeAccelerator } from '../engine/protocol/accelerator.ts';
import { isWayland } from '../engine/protocol/wayland.ts';
import type { MessageKey } from '../renderer/messages/messages.ts';
import type { Phrase } from './messages.ts';
import { canLetClicksThrough } from './windows/click-through.ts';

/** The global keys beside push-to-talk; each is pressed once. */
export type DesktopKey = Exclude<keyof Settings['keys'], 'pushToTalk' | 'lookBackMs'>;

export interface ActionKeys {
  /** Registers the keys of these settings instead of those before. @returns what is wrong with some of them. */
  set(keys: Settings['keys']): readonly Phrase[];
  stop(): void;
}

const LABELS = {
  pushToTalk: 'settings.keys.pushToTalk',
  askLast: 'settings.keys.askLast',
  showHide: 'settings.keys.showHide',
  compact: 'settings.keys.compact',
  clickThrough: 'settings.keys.clickThrough',
  pause: 'settings.keys.pause',
  copyAnswer: 'settings.keys.copyAnswer',
  wipe: 'settings.keys.wipe',
} as const satisfies Readonly<Record<DesktopKey | 'pushToTalk', MessageKey>>;

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
  let problems: readonly Phrase[] = [];
  return {
    set(keys) {
      const wanted = JSON.stringify(keys);
      if (wanted === current) return problems;
      stop();
      current = wanted;
      const meanings = new Map<string | undefined, keyof typeof LABELS>([
        [normalizeAccelerator(keys.pushToTalk, isMac), 'pushToTalk'],
      ]);
      problems = (Object.keys(actions) as DesktopKey[]).flatMap((name): readonly Phrase[] => {
        const key = keys[name];
        if (key === '' || (name === 'clickThrough' && !canLetClicksThrough())) return [];
        const chord = normalizeAccelerator(key, isMac);
        if (chord === undefined)
          return [({ t }) => t('desktop.key-unreadable', { action: t(LABELS[name]), key })];
        const other = meanings.get(chord);
        if (other !== undefined)
          return [
            ({ t }) => t('desktop.key-twice', { action: t(LABELS[name]), key, other: t(LABELS[other]) }),
          ];
        meanings.set(chord, name);
        if (RESERVED[process.platform]?.includes(chord))
          return [({ t }) => t('desktop.key-reserved', { action: t(LABELS[name]), key })];
        if (register(name, key)) return [];
        return [isWayland() ? keyForDesktop(name) : keyTaken(name, key)];
      });
      return problems;
    },
    stop,
  };
}

/** Another program has the combination. */
export function keyTaken(name: keyof typeof LABELS, key: string): Phrase {
  return ({ t }) => t('desktop.key-taken', { action: t(LABELS[name]), key });
}

/** Where the portal for global keys is missing, the desktop itself can bind a command: docs/settings.md has them. */
export function keyForDesktop(name: keyof typeof LABELS): Phrase {
  return ({ t }) => t('desktop.key-for-desktop', { action: t(LABELS[name]) });
}
