import { expect, test } from 'vitest';
import { ipcRenderer, recorded } from '../fakes/electron.ts';
import '../../electron/preload.ts';

const CALLS = {
  session: 'sotto:session',
  openSettings: 'sotto:open-settings',
  openHistory: 'sotto:open-history',
  hideWindow: 'sotto:hide-window',
  quit: 'sotto:quit',
  abilities: 'sotto:abilities',
  toggleCompact: 'sotto:toggle-compact',
  onCompact: 'sotto:on-compact',
  captureShown: 'sotto:capture-shown',
};
type Bridge = Record<keyof typeof CALLS, (...given: unknown[]) => Promise<unknown>>;
const bridge = recorded.exposed.get('sotto') as Bridge;

test('a page gets nine frozen calls that hand nothing on, and nothing of Electron', async () => {
  expect([...recorded.exposed.keys()]).toEqual(['sotto']);
  expect(Object.isFrozen(bridge)).toBe(true);
  expect(Object.keys(bridge)).toEqual(Object.keys(CALLS));
  for (const call of Object.values(bridge)) await call('an', 'argument');
  expect(recorded.invoked).toEqual(Object.values(CALLS).map((channel) => [channel]));
});

test('a page hears whether its window is compact, and nothing of the event', async () => {
  ipcRenderer.removeAllListeners();
  const heard: unknown[][] = [];
  await bridge.onCompact((...given: unknown[]) => heard.push(given));
  const event = { sender: 'all of Electron' };
  for (const reported of [true, false, 'yes']) ipcRenderer.emit('sotto:compact-changed', event, reported);
  expect(heard).toEqual([[true], [false], [false]]);
});
