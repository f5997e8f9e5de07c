import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGlobalKeys, type GlobalKeys } from '../../electron/global-keys.ts';
import { messagesIn } from '../../electron/messages.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';
import { notedActions } from './noted-actions.ts';

let folder: string;
let reported: string[];
let keys: GlobalKeys;
beforeEach(() => {
  resetElectron();
  vi.stubEnv('DISPLAY', ':0');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', 'x11');
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-keys-'));
  reported = [];
  keys = createGlobalKeys({
    directory: '/app/electron',
    userData: folder,
    messages: () => messagesIn('en'),
    actions: notedActions(reported),
    onPress: () => void reported.push('press'),
    onRelease: () => void reported.push('release'),
    onReport: (isRegistered, detail) => reported.push(`${isRegistered} ${detail}`),
  });
});
afterEach(() => {
  keys.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const set = (changed: Partial<typeof defaultSettings.keys> = {}): void =>
  keys.set({ ...defaultSettings.keys, pushToTalk: 'F9', ...changed });
const watch = (type: string): void => void recorded.utilities.at(-1)?.emit('message', { type });

test('how to talk is reported once the key is watched, and once only', () => {
  set();
  expect(reported).toEqual([]);
  watch('watching');
  set();
  expect(reported).toEqual(['true Hold F9 to ask']);
  expect(keys.details()).toEqual(['Hold F9 to ask']);
});

test('an engine that was started again gets it, too', () => {
  set();
  watch('watching');
  keys.forgetReport();
  set();
  expect(reported).toEqual(['true Hold F9 to ask', 'true Hold F9 to ask']);
});

test('a key that is dead stands behind it, in one line without a point too many', () => {
  recorded.takenShortcuts = [defaultSettings.keys.pause];
  set();
  recorded.utilities.at(-1)?.emit('exit', 134);
  expect(reported).toEqual([expect.stringMatching(/^true Press F9 to begin.*being held\. Pause or resume/)]);
  expect(keys.details()).toHaveLength(2);
});

test('the line is cut where the engine takes no more', () => {
  recorded.takenShortcuts = Object.values(defaultSettings.keys).map(String);
  set();
  watch('watching');
  expect(reported[0]?.length).toBeLessThanOrEqual('true '.length + 500);
  expect(keys.details().length).toBeGreaterThan(3);
});

test('the keys do their own things: push-to-talk, and each action', () => {
  set();
  watch('watching');
  watch('pressed');
  keys.letGo();
  recorded.shortcuts.get(defaultSettings.keys.askLast)?.();
  expect(reported.slice(1)).toEqual(['press', 'release', 'askLast']);
});

test('an action may take the key that push-to-talk had', () => {
  const { askLast } = defaultSettings.keys;
  vi.stubEnv('DISPLAY', '');
  set({ pushToTalk: 'F8' });
  expect(recorded.shortcuts.has('F8')).toBe(true);
  set({ pushToTalk: askLast, askLast: 'F8' });
  expect(keys.details().filter((detail) => detail.includes('F8'))).toEqual([]);
  recorded.shortcuts.get('F8')?.();
  expect(reported.at(-1)).toBe('askLast');
});

test('none is left when they end', () => {
  set();
  keys.stop();
  expect(recorded.shortcuts.size).toBe(0);
});
