import type { MessageKey, Messages } from '../messages/messages.ts';
import { chordKey, parseAccelerator, type Modifier } from '../../engine/protocol/accelerator.ts';

/** What of a keyboard event says which keys are down. */
export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MODIFIER_KEYS: ReadonlySet<string> = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'OS']);
const NAMED_KEYS: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Return',
  '+': 'Plus',
};

export function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}

/** Do these keys make the accelerator, all of it and nothing more? */
export function matchesAccelerator(press: KeyPress, accelerator: string, isMac: boolean): boolean {
  const wanted = parseAccelerator(accelerator, isMac);
  if (wanted?.key !== chordKey(keyName(press))) return false;
  const has = (modifier: Modifier): boolean => wanted.modifiers.includes(modifier);
  return (
    press.ctrlKey === has('ctrl') &&
    press.metaKey === has('meta') &&
    press.altKey === has('alt') &&
    press.shiftKey === has('shift')
  );
}

/** The accelerator that these keys make; undefined while only modifiers are down or none is. */
export function acceleratorOf(press: KeyPress, isMac: boolean): string | undefined {
  if (MODIFIER_KEYS.has(press.key)) return undefined;
  const key = keyName(press);
  const isFunctionKey = /^F\d{1,2}$/.test(key);
  if (!isFunctionKey && !press.ctrlKey && !press.metaKey && !press.altKey) return undefined;
  const common = isMac ? press.metaKey : press.ctrlKey;
  const parts = [
    common && 'CommandOrControl',
    isMac && press.ctrlKey && 'Control',
    !isMac && press.metaKey && 'Super',
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
    key,
  ];
  return parts.filter((part) => part !== false).join('+');
}

const KEY_TEXTS = {
  Control: 'key.control',
  Shift: 'key.shift',
  Space: 'key.space',
  Return: 'key.return',
} as const satisfies Readonly<Record<string, MessageKey>>;
const MAC_SYMBOLS: Readonly<Record<string, string>> = {
  CommandOrControl: '⌘',
  Super: '⌘',
  Alt: '⌥',
  Shift: '⇧',
};
const ARROWS: Readonly<Record<string, string>> = { Up: '↑', Down: '↓', Left: '←', Right: '→' };

/** The accelerator as this system's users read it on their keys: "Ctrl + Shift + Space". */
export function acceleratorLabel(accelerator: string, isMac: boolean, { t }: Pick<Messages, 't'>): string {
  const nameOf = (part: string): string => {
    const symbol = (isMac ? MAC_SYMBOLS[part] : undefined) ?? ARROWS[part];
    if (symbol !== undefined) return symbol;
    const key = part === 'CommandOrControl' ? 'Control' : part;
    return isNamed(key) ? t(KEY_TEXTS[key]) : key;
  };
  return accelerator.split('+').map(nameOf).join(' + ');
}

function isNamed(key: string): key is keyof typeof KEY_TEXTS {
  return Object.hasOwn(KEY_TEXTS, key);
}

/** By place for letters and digits, so that modifiers and layouts do not change the name. */
function keyName({ code, key }: KeyPress): string {
  if (code === 'Space') return 'Space';
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  return place?.[1] ?? place?.[2] ?? NAMED_KEYS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
