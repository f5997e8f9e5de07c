import { normalizeAccelerator, parseAccelerator, type Chord } from './accelerator.ts';

/** Why a shortcut cannot be used; undefined when it can. */
export type ShortcutProblem = 'reserved' | 'taken';

const FUNCTION_KEYS = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);
const ARROWS = ['Left', 'Right', 'Up', 'Down'];
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const DIGITS = Array.from('0123456789');

/**
 * What systems, browsers and every program keep for themselves. A global shortcut would take it from all of
 * them; in a browser tab the page would never see it.
 */
const RESERVED: readonly string[] = [
  // Editing and files: one letter with the common modifier means something in almost every program.
  ...combine('CommandOrControl', LETTERS),
  ...combine('CommandOrControl+Shift', Array.from('ABCDEIJKMNOPQRSTVWZ345')),
  ...['CommandOrControl', 'CommandOrControl+Shift'].flatMap((modifiers) =>
    combine(modifiers, [...ARROWS, 'Home', 'End', 'Backspace', 'Delete', 'Insert', '`', ',']),
  ),
  'Shift+Insert',
  'Shift+Delete',
  // Tabs, zoom and reload.
  ...combine('CommandOrControl', [...DIGITS, '=', '-', 'Plus', 'Tab', 'F4', 'F5']),
  ...combine('CommandOrControl', ['Return', 'PageUp', 'PageDown']),
  'CommandOrControl+Shift+Tab',
  // Menus and tabs, windows, desktops, consoles and the session.
  ...combine('Alt', ['D', 'E', 'F', ...DIGITS, ...ARROWS, '`', 'Home']),
  ...combine('Alt', ['Tab', 'Escape', 'Space', 'Return']),
  ...combine('Alt', FUNCTION_KEYS.slice(0, 10)),
  ...combine('CommandOrControl+Alt', [...FUNCTION_KEYS, ...ARROWS, 'Delete', 'Backspace', 'Escape', 'Tab']),
  ...combine('CommandOrControl+Alt', ['D', 'L', 'T']),
  ...combine('CommandOrControl+Alt+Shift', ARROWS),
  ...combine('CommandOrControl', ['Escape', 'Space']),
  'CommandOrControl+Shift+Escape',
  'Alt+Shift+Tab',
  'PrintScreen',
  'Alt+PrintScreen',
  'Shift+PrintScreen',
  // Help, search, reload, caret browsing, menu, full screen, developer tools.
  'F1',
  'F3',
  'F5',
  'F6',
  'F7',
  'F10',
  'F11',
  'F12',
  'Shift+F5',
  'Shift+F10',
];

/** Desktops, screen shots, the lock and what else macOS has beside them. */
const RESERVED_ON_MAC: readonly string[] = [
  ...combine('Control', [...ARROWS, ...FUNCTION_KEYS.slice(0, 8)]),
  ...combine('Control+Command', ['F', 'Q', 'Space', 'D']),
  'Command+Shift+6',
];

/** @param others shortcuts that Sotto has for other things; '' for none. */
export function shortcutProblem(
  shortcut: string,
  others: readonly string[],
  isMac: boolean,
): ShortcutProblem | undefined {
  const chord = parseAccelerator(shortcut, isMac);
  if (chord === undefined) return undefined;
  const wanted = normalizeAccelerator(shortcut, isMac);
  const isWanted = (other: string): boolean => normalizeAccelerator(other, isMac) === wanted;
  const reserved = isMac ? [...RESERVED, ...RESERVED_ON_MAC] : RESERVED;
  if (isTyping(chord) || (!isMac && chord.modifiers.includes('meta')) || reserved.some(isWanted))
    return 'reserved';
  return others.some(isWanted) ? 'taken' : undefined;
}

/** Without another modifier than Shift only a key that types and moves nothing is free. */
function isTyping({ modifiers, key }: Chord): boolean {
  const isBare = modifiers.every((modifier) => modifier === 'shift');
  return isBare && !/^(?:F\d{1,2}|Pause|ScrollLock|Insert)$/i.test(key);
}

function combine(modifiers: string, keys: readonly string[]): readonly string[] {
  return keys.map((key) => `${modifiers}+${key}`);
}
