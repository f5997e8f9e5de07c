/** What of a keyboard event says which keys are down. */
export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

interface Accelerator {
  readonly key: string;
  readonly isControl: boolean;
  readonly isMeta: boolean;
  readonly isAlt: boolean;
  readonly isShift: boolean;
}

const MODIFIER_KEYS: ReadonlySet<string> = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'OS']);
const NAMED_KEYS: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Return',
};

/** Do these keys make the accelerator, all of it and nothing more? */
export function matchesAccelerator(press: KeyPress, accelerator: string, isMac: boolean): boolean {
  const wanted = parse(accelerator, isMac);
  return (
    keyName(press) === wanted.key &&
    press.ctrlKey === wanted.isControl &&
    press.metaKey === wanted.isMeta &&
    press.altKey === wanted.isAlt &&
    press.shiftKey === wanted.isShift
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

/** The accelerator as this system's users read it: "Ctrl + Shift + Space". */
export function acceleratorLabel(accelerator: string, isMac: boolean): string {
  const names: Readonly<Record<string, string>> = {
    CommandOrControl: isMac ? '⌘' : 'Ctrl',
    Control: 'Ctrl',
    Super: isMac ? '⌘' : 'Super',
    Alt: isMac ? '⌥' : 'Alt',
    Shift: isMac ? '⇧' : 'Shift',
  };
  return accelerator
    .split('+')
    .map((part) => names[part] ?? part)
    .join(' + ');
}

function parse(accelerator: string, isMac: boolean): Accelerator {
  const parts = accelerator.split('+');
  const has = (...names: string[]): boolean => parts.some((part) => names.includes(part));
  const isCommon = has('CommandOrControl', 'CmdOrCtrl');
  return {
    key: parts.at(-1) ?? '',
    isControl: has('Control', 'Ctrl') || (isCommon && !isMac),
    isMeta: has('Command', 'Cmd', 'Super', 'Meta') || (isCommon && isMac),
    isAlt: has('Alt', 'Option', 'AltGr'),
    isShift: has('Shift'),
  };
}

/** By place for letters and digits, so that modifiers and layouts do not change the name. */
function keyName({ code, key }: KeyPress): string {
  if (code === 'Space') return 'Space';
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  return place?.[1] ?? place?.[2] ?? NAMED_KEYS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
