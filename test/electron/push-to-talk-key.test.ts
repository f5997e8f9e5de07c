import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findHoldObstacle } from '../../electron/hold-obstacle.ts';
import { messagesIn } from '../../electron/messages.ts';
import { createPushToTalkKey, type PushToTalkKey } from '../../electron/push-to-talk-key.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

let reported: string[];
let key: PushToTalkKey;
beforeEach(() => {
  resetElectron();
  vi.useFakeTimers();
  vi.stubEnv('DISPLAY', ':0');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', 'x11');
  reported = [];
  key = createPushToTalkKey({
    directory: '/app/electron',
    onPress: () => reported.push('press'),
    onRelease: () => reported.push('release'),
    onRegistered: (isRegistered, detail) => reported.push(`${isRegistered} ${detail(messagesIn('en'))}`),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const watcher = () => recorded.utilities.at(-1);

test('where the system allows it a process of its own watches the key, and holding it is talking', () => {
  key.set('F9');
  expect(watcher()?.modulePath).toBe('/app/electron/push-to-talk-process.js');
  watcher()?.emit('spawn');
  expect(watcher()?.posted).toEqual([{ type: 'watch', accelerator: 'F9' }]);
  for (const type of ['watching', 'pressed', 'released']) watcher()?.emit('message', { type });
  expect(reported).toEqual(['true Hold F9 to ask', 'press', 'release']);
  expect(recorded.shortcuts.size).toBe(0);
});

test('a release that is missed is made up for after two minutes', () => {
  key.set('F9');
  watcher()?.emit('message', { type: 'pressed' });
  vi.advanceTimersByTime(120_000);
  watcher()?.emit('message', { type: 'released' });
  expect(reported).toEqual(['press', 'release']);
});

test('when the watching process dies the key is let go and toggles from then on', () => {
  key.set('F9');
  watcher()?.emit('message', { type: 'pressed' });
  watcher()?.emit('exit', 134);
  expect(reported).toEqual([
    'press',
    'release',
    'true Press F9 to begin and again to end. The key could not be watched for being held.',
  ]);
  recorded.shortcuts.get('F9')?.();
  expect(reported.at(-1)).toBe('press');
  expect(recorded.utilities).toHaveLength(1);
});

test('a key that cannot be watched falls back to toggling', async () => {
  key.set('MediaPlayPause');
  watcher()?.emit('message', { type: 'unknown-key', key: 'MediaPlayPause' });
  await vi.advanceTimersByTimeAsync(0);
  expect([...recorded.shortcuts.keys()]).toEqual(['MediaPlayPause']);
});

test('messages that are none, and those of a process that was replaced, do nothing', () => {
  key.set('F9');
  const replaced = watcher();
  key.set('F10');
  replaced?.emit('message', { type: 'pressed' });
  watcher()?.emit('message', { type: 'typed', key: 'secret' });
  watcher()?.emit('message', null);
  expect([reported, replaced?.killCount]).toEqual([[], 1]);
});

test('stopping lets go, ends the process and frees the key', () => {
  key.set('F9');
  watcher()?.emit('message', { type: 'pressed' });
  key.stop();
  expect([reported, watcher()?.killCount]).toEqual([['press', 'release'], 1]);
});

test('the key is never watched where that would abort or could not work', () => {
  const linux = (env: Record<string, string>): string | undefined => findHoldObstacle(env, 'linux');
  expect(linux({ DISPLAY: ':0', XDG_SESSION_TYPE: 'x11' })).toBeUndefined();
  expect(linux({})).toBe('desktop.hold-no-display');
  expect(linux({ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' })).toBe('desktop.hold-wayland');
  expect(linux({ DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' })).toBe('desktop.hold-wayland');
  expect(findHoldObstacle({}, 'win32')).toBeUndefined();
  expect(findHoldObstacle({}, 'darwin')).toBeUndefined();
  recorded.isTrustedForAccessibility = false;
  expect(findHoldObstacle({}, 'darwin')).toBe('desktop.hold-macos');
});

test('on macOS the key toggles until the user grants accessibility, which is noticed while Sotto runs', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  try {
    recorded.isTrustedForAccessibility = false;
    key.set('F9');
    expect(reported.splice(0)).toEqual([
      expect.stringMatching(/again to end\. To hold it instead.*Accessibility/),
    ]);
    vi.advanceTimersByTime(10_000);
    expect([recorded.utilities.length, recorded.shortcuts.has('F9')]).toEqual([0, true]);
    recorded.isTrustedForAccessibility = true;
    vi.advanceTimersByTime(2_000);
    expect([recorded.utilities.length, recorded.shortcuts.has('F9')]).toEqual([1, false]);
    watcher()?.emit('message', { type: 'watching' });
    expect(reported).toEqual(['true Hold F9 to ask']);
    vi.advanceTimersByTime(10_000);
    expect(recorded.utilities).toHaveLength(1);
  } finally {
    Object.defineProperty(process, 'platform', platform);
  }
});

test('a key that was given up asks for no grant any more', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  try {
    recorded.isTrustedForAccessibility = false;
    key.set('F9');
    key.stop();
    recorded.isTrustedForAccessibility = true;
    vi.advanceTimersByTime(10_000);
    expect(recorded.utilities).toHaveLength(0);
  } finally {
    Object.defineProperty(process, 'platform', platform);
  }
});
