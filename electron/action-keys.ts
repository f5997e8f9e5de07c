import { globalShortcut } from 'electron';
import type { Settings } from '../engine/protocol/settings.ts';
import { parseAccelerator } from '../engine/protocol/accelerator.ts';
import { TEXTS } from './texts.ts';

/** The global keys beside push-to-talk; each is pressed once. */
export type DesktopKey = Exclude<keyof Settings['keys'], 'pushToTalk' | 'lookBackMs'>;

export interface ActionKeys {
  /** Registers the keys of these settings instead of those before. @returns what is wrong with some of them. */
  set(keys: Settings['keys']): readonly string[];
  stop(): void;
}

/** Combinations that some system acts on before any program hears of them. */
const RESERVED: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['meta+Q', 'meta+Tab', 'meta+Space', 'meta+H', 'alt+meta+Escape'],
  win32: ['alt+Tab', 'alt+F4', 'meta+L', 'alt+ctrl+Delete', 'ctrl+shift+Escape'],
  linux: ['alt+Tab', 'alt+F4', 'alt+ctrl+Delete', 'meta+L'],
};

export function createActionKeys(actions: Readonly<Record<DesktopKey, () => void>>): ActionKeys {
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
      const meanings = new Map([[chordName(keys.pushToTalk), 'Push-to-talk']]);
      problems = (Object.keys(actions) as DesktopKey[]).flatMap((name) => {
        const accelerator = keys[name];
        if (accelerator === '') return [];
        const label = TEXTS.keys[name];
        const chord = chordName(accelerator);
        if (chord === undefined) return [TEXTS.keyUnreadable(label, accelerator)];
        const other = meanings.get(chord);
        if (other !== undefined) return [TEXTS.keyTwice(label, accelerator, other)];
        meanings.set(chord, label);
        if (RESERVED[process.platform]?.includes(chord)) return [TEXTS.keyReserved(label, accelerator)];
        return register(name, accelerator) ? [] : [TEXTS.keyTaken(label, accelerator)];
      });
      return problems;
    },
    stop,
  };
}

/** The same for every way to write one combination. */
function chordName(accelerator: string): string | undefined {
  const chord = parseAccelerator(accelerator, process.platform === 'darwin');
  return chord && [...chord.modifiers.toSorted(), chord.key].join('+');
}
