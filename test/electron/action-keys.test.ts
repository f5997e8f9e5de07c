import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createActionKeys, type ActionKeys } from '../../electron/action-keys.ts';
import { messagesIn } from '../../electron/messages.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';
import { notedActions } from './noted-actions.ts';

let done: string[];
let keys: ActionKeys;
beforeEach(() => {
  resetElectron();
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', '');
  done = [];
  keys = createActionKeys(notedActions(done));
});
afterEach(() => vi.unstubAllEnvs());
const set = (changed: Partial<typeof defaultSettings.keys>) =>
  keys.set({ ...defaultSettings.keys, ...changed }).map((problem) => problem(messagesIn('en')));

test('each key does its own thing, and none is left when they end', () => {
  expect(set({})).toEqual([]);
  for (const press of recorded.shortcuts.values()) press();
  expect(done).toEqual(['askLast', 'showHide', 'compact', 'clickThrough', 'pause', 'copyAnswer', 'wipe']);
  keys.stop();
  expect(recorded.shortcuts.size).toBe(0);
});

test('keys that are taken, twice there, unreadable or the system’s own are named, and the others work', () => {
  recorded.takenShortcuts = ['F2'];
  expect(
    set({
      askLast: 'Shift+Control+Space',
      showHide: 'F2',
      compact: 'Ctrl+',
      clickThrough: 'Alt+Tab',
      pause: '',
      copyAnswer: 'F6',
    }),
  ).toEqual([
    'Answer the last thing said: Shift+Control+Space already means “Hold to ask”',
    'Show or hide the window: F2 is used by another program',
    'Compact window: “Ctrl+” is not a key combination',
    'Click through the window: the system keeps Alt+Tab for itself',
  ]);
  expect([...recorded.shortcuts.keys()]).toEqual(['F6', 'CommandOrControl+Shift+F8']);
});

test('where Wayland has no portal for keys, each is named with what works instead', () => {
  vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
  recorded.canRegisterShortcuts = false;
  const problems = set({ showHide: '', compact: '', clickThrough: '', pause: '', wipe: '' });
  vi.unstubAllEnvs();
  const isLinux = process.platform === 'linux';
  expect(problems.filter((problem) => problem.includes('gives programs no global keys'))).toHaveLength(
    isLinux ? 2 : 0,
  );
  expect(problems[0]).toContain(isLinux ? 'Use the window or the tray' : 'used by another program');
});

test.runIf(process.platform === 'linux')(
  'no key is taken for what Wayland never does, and none is called dead',
  () => {
    vi.stubEnv('XDG_SESSION_TYPE', 'wayland');
    expect(set({})).toEqual([]);
    for (const press of recorded.shortcuts.values()) press();
    expect(done).toEqual(['askLast', 'showHide', 'compact', 'pause', 'copyAnswer', 'wipe']);
  },
);

test('changed keys replace those before, and the same ones are not registered again', () => {
  set({});
  const before = recorded.shortcuts.get('CommandOrControl+Shift+F8');
  set({});
  expect(recorded.shortcuts.get('CommandOrControl+Shift+F8')).toBe(before);
  set({ wipe: 'F12' });
  expect(recorded.shortcuts.has('CommandOrControl+Shift+F8')).toBe(false);
  expect(recorded.shortcuts.has('F12')).toBe(true);
});
