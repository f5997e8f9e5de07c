import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BRIDGE_CHANNELS } from '../../../electron/contract/bridge.ts';
import { recorded } from '../../fakes/electron.ts';
import { SETTINGS } from '../start-test-shell.ts';
import { useTestShell } from '../use-test-shell.ts';

const used = useTestShell();

const capture = (isPaused = false): void =>
  void used.shell.publish({
    type: 'capture.changed',
    isDemo: false,
    channels: ['me'],
    isCapturing: true,
    isPaused,
  });
/** Asks as the capture page does. @returns whether the tray has shown that Sotto is listening. */
const askForTray = (): { isShown: boolean } => {
  const answer = { isShown: false };
  const { id } = used.shell.captureWindow().webContents;
  const asked = recorded.ipc.get(BRIDGE_CHANNELS.captureShown)?.({
    sender: { id },
    senderFrame: { origin: used.shell.engine.server.origin, parent: null },
  });
  void Promise.resolve(asked).then(() => (answer.isShown = true));
  return answer;
};

test('the capture page has a hidden window that takes no focus and no place in the task bar', () => {
  used.shell.becomeReady();
  const window = used.shell.captureWindow();
  expect(window.options).toMatchObject({ show: false, skipTaskbar: true, focusable: false });
  expect(window.loaded).toEqual([`${used.shell.engine.server.origin}/capture.html`]);
  expect(window.calls).toEqual(['content-protection true', 'load']);
  expect(window.isVisible()).toBe(false);
});

test('a device may be opened once the tray shows that Sotto listens, which then counts as the user’s click', async () => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  const early = askForTray();
  await expect.poll(() => recorded.shortcuts.size).toBe(1);
  expect([early.isShown, used.shell.captureWindow().webContents.gestures]).toEqual([false, []]);
  capture();
  await expect.poll(() => early.isShown).toBe(true);
  expect(recorded.trays[0]?.images.at(-1)).toBe('/app/assets/icons/tray-listening.png');
  expect(used.shell.captureWindow().webContents.gestures).toHaveLength(1);
  const late = askForTray();
  await expect.poll(() => late.isShown).toBe(true);
});

test('in a pause no device may be opened', async () => {
  used.shell.becomeReady();
  capture();
  await expect.poll(() => recorded.trays[0]?.toolTips.at(-1)).toBe('Sotto: Listening');
  capture(true);
  await expect.poll(() => recorded.trays[0]?.toolTips.at(-1)).toBe('Sotto: Paused');
  const paused = askForTray();
  await setImmediate();
  expect(paused.isShown).toBe(false);
  capture();
  await expect.poll(() => paused.isShown).toBe(true);
  expect(recorded.trays[0]?.toolTips.at(-1)).toBe('Sotto: Listening');
});

test('a HUD that is hidden, closed or crashed leaves the capture page alone', () => {
  used.shell.becomeReady();
  used.shell.hud().close();
  used.shell.hud().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(used.shell.captureWindow().calls).toEqual(['content-protection true', 'load']);
});

test('a capture page that crashes is loaded again, and reported once when it keeps crashing', () => {
  used.shell.becomeReady();
  const window = used.shell.captureWindow();
  for (let crash = 0; crash < 5; crash += 1) {
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  }
  expect(window.calls.filter((call) => call === 'reload')).toHaveLength(3);
  expect(recorded.errorBoxes.map(([title]) => title)).toEqual([
    'The part of Sotto that hears the microphone keeps crashing.',
  ]);
});
