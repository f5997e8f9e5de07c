/** A chord of keys, named as libuiohook names them. */
export interface Chord {
  readonly modifiers: readonly Modifier[];
  /** Name in `UiohookKey`, e.g. `Space`, `A`, `F5`. */
  readonly key: string;
}

export type Modifier = 'ctrl' | 'alt' | 'shift' | 'meta';

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  control: 'ctrl',
  ctrl: 'ctrl',
  alt: 'alt',
  // The right Alt key: the system reports it as Alt.
  altgr: 'alt',
  option: 'alt',
  shift: 'shift',
  super: 'meta',
  meta: 'meta',
  command: 'meta',
  cmd: 'meta',
};

/** Keys whose name in an Electron accelerator is another one in libuiohook. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  return: 'Enter',
  del: 'Delete',
  esc: 'Escape',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  ',': 'Comma',
  '.': 'Period',
  '/': 'Slash',
  ';': 'Semicolon',
  "'": 'Quote',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '\\': 'Backslash',
  '`': 'Backquote',
  '-': 'Minus',
  '=': 'Equal',
};

/**
 * Reads an Electron accelerator such as `CommandOrControl+Shift+Space`.
 * @returns undefined when it names no key or more than one.
 */
export function parseAccelerator(accelerator: string, isMac: boolean): Chord | undefined {
  const modifiers = new Set<Modifier>();
  const keys: string[] = [];
  for (const part of accelerator.split('+')) {
    const name = part.trim().toLowerCase();
    if (name === 'commandorcontrol' || name === 'cmdorctrl') {
      modifiers.add(isMac ? 'meta' : 'ctrl');
    } else if (Object.hasOwn(MODIFIERS, name)) {
      modifiers.add(MODIFIERS[name] as Modifier);
    } else {
      keys.push(chordKey(part.trim()));
    }
  }
  const [key, ...others] = keys;
  return key && others.length === 0 ? { modifiers: [...modifiers], key } : undefined;
}

/** @param name of a key in an accelerator. @returns its name in a chord. */
export function chordKey(name: string): string {
  const known = name.toLowerCase();
  if (Object.hasOwn(KEY_NAMES, known)) return KEY_NAMES[known] as string;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** One form for every way to write one combination; undefined when it names no key or more than one. */
export function normalizeAccelerator(accelerator: string, isMac: boolean): string | undefined {
  const chord = parseAccelerator(accelerator, isMac);
  return chord && [...chord.modifiers.toSorted(), chord.key.toLowerCase()].join('+');
}
