import { normalizeAccelerator } from '../protocol/accelerator.ts';
import { shortcutProblem } from '../protocol/shortcut-problem.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';

/** A value that fits its own schema, but not another value or the system. */
export interface Contradiction {
  /** As `section.field`. */
  readonly field: string;
  readonly reason: string;
  /** The settings without it. */
  readonly resolved: Settings;
}

export function contradictionIn(settings: Settings): Contradiction | undefined {
  const { turn } = settings;
  if (turn.minHangoverMs > turn.maxHangoverMs) {
    return {
      field: 'turn.minHangoverMs',
      reason: 'The shortest pause cannot be longer than the longest one.',
      resolved: { ...settings, turn: defaultSettings.turn },
    };
  }
  return unusableKeyIn(settings);
}

function unusableKeyIn(settings: Settings): Contradiction | undefined {
  const { lookBackMs: _lookBackMs, ...keys } = settings.keys;
  const isMac = process.platform === 'darwin';
  const names = new Map<string, string>();
  for (const [name, accelerator] of Object.entries(keys)) {
    const chord = normalizeAccelerator(accelerator, isMac);
    if (chord === undefined) continue;
    if (shortcutProblem(accelerator, [], isMac) === 'reserved') {
      const normal = name === 'pushToTalk' ? defaultSettings.keys.pushToTalk : '';
      return {
        field: `keys.${name}`,
        reason: `"${accelerator}" belongs to the system or to every program.`,
        resolved: { ...settings, keys: { ...settings.keys, [name]: normal } },
      };
    }
    const other = names.get(chord);
    if (other !== undefined) {
      return {
        field: `keys.${name}`,
        reason: `"keys.${other}" has the same key.`,
        resolved: { ...settings, keys: { ...settings.keys, [name]: '' } },
      };
    }
    names.set(chord, name);
  }
  return undefined;
}
