import { normalizeAccelerator } from '../../engine/protocol/accelerator.ts';

/** Why a shortcut cannot be used; undefined when it can. */
export type ShortcutProblem = 'reserved' | 'taken';

/**
 * What systems, browsers and every program keep for themselves. A global shortcut would take it from all of
 * them; in a browser tab the page would never see it.
 */
const RESERVED: readonly string[] = [
  // Editing and files: one letter with the common modifier means something in almost every program.
  ...letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'CommandOrControl'),
  ...letters('ABCDEIJKMNOPQRSTVWZ345', 'CommandOrControl', 'Shift'),
  ...['Left', 'Right', 'Up', 'Down', 'Home', 'End', 'Backspace', 'Delete', 'Insert', '`', ','].flatMap(
    (key) => [combine(['CommandOrControl'], key), combine(['CommandOrControl', 'Shift'], key)],
  ),
  // Tabs, zoom and reload.
  ...letters('1234567890=-', 'CommandOrControl'),
  ...['Plus', 'Tab', 'F4', 'F5', 'Return', 'PageUp', 'PageDown'].map((key) =>
    combine(['CommandOrControl'], key),
  ),
  'CommandOrControl+Shift+Tab',
  // Windows, desktops and the session.
  ...['F4', 'Tab', 'Escape', 'Space', 'F1', 'F2', 'Left', 'Right', 'Return'].map((key) =>
    combine(['Alt'], key),
  ),
  ...letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 'Super'),
  ...letters('MNRSTV', 'Super', 'Shift'),
  ...['Tab', 'Space', 'Up', 'Down', 'Left', 'Right', 'Home', '.', ','].map((key) => combine(['Super'], key)),
  'CommandOrControl+Alt+Delete',
  'CommandOrControl+Alt+Backspace',
  'CommandOrControl+Alt+T',
  'CommandOrControl+Alt+L',
  'CommandOrControl+Escape',
  'CommandOrControl+Shift+Escape',
  'CommandOrControl+Alt+Escape',
  'CommandOrControl+Space',
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

/** @param others shortcuts that Sotto has for other things; '' for none. */
export function shortcutProblem(
  shortcut: string,
  others: readonly string[],
  isMac: boolean,
): ShortcutProblem | undefined {
  const wanted = normalizeAccelerator(shortcut, isMac);
  if (wanted === undefined) return undefined;
  const isWanted = (other: string): boolean => normalizeAccelerator(other, isMac) === wanted;
  if (RESERVED.some(isWanted)) return 'reserved';
  return others.some(isWanted) ? 'taken' : undefined;
}

function letters(keys: string, ...modifiers: readonly string[]): readonly string[] {
  return Array.from(keys, (key) => combine(modifiers, key));
}

function combine(modifiers: readonly string[], key: string): string {
  return [...modifiers, key].join('+');
}
