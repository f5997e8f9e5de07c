import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { messagesIn } from '../../electron/messages.ts';
import { app, autoUpdater, powerMonitor, recorded } from '../fakes/electron.ts';
import { preventable } from '../fakes/preventable.ts';
import { SETTINGS } from './start-test-shell.ts';
import { useTestShell } from './use-test-shell.ts';

const used = useTestShell();
const { commands, tray, choose } = used;

test('the menu of Electron is replaced before there is a window, and follows the language', async () => {
  expect([recorded.windows.length, recorded.applicationMenu]).toEqual([0, null]);
  const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  used.shell.becomeReady();
  const inFrench = { ...SETTINGS, appearance: { ...SETTINGS.appearance, language: 'fr' as const } };
  used.shell.publish({ type: 'settings.changed', settings: inFrench });
  await expect.poll(() => JSON.stringify(recorded.applicationMenu)).toContain('Quitter Sotto');
  platform.mockRestore();
});

test('a window that was just moved is found there after the end', () => {
  used.shell.becomeReady();
  used.shell.hud().setBounds({ x: 400, y: 300 });
  choose('Quit Sotto');
  const places = readFileSync(path.join(recorded.userDataDirectory, 'window-places.json'), 'utf8');
  expect(JSON.stringify(Object.values(JSON.parse(places) as object))).toContain('"x":400,"y":300');
});

test.runIf(process.platform === 'linux')(
  'the tray says that the system does not start the app at login, in spite of the settings',
  async () => {
    app.isPackaged = true;
    // No folder can be made in a file.
    vi.spyOn(app, 'getPath').mockReturnValue(path.join(recorded.userDataDirectory, 'a-file', 'x'));
    writeFileSync(path.join(recorded.userDataDirectory, 'a-file'), '');
    used.shell.becomeReady();
    const desktop = { ...SETTINGS.desktop, startAtLogin: true };
    used.shell.publish({ type: 'settings.changed', settings: { ...SETTINGS, desktop } });
    await expect
      .poll(() => tray()?.menu.map(({ label }) => label))
      .toContainEqual(expect.stringContaining('does not start Sotto at login'));
    vi.restoreAllMocks();
  },
);

test('closing the HUD keeps Sotto in the tray, and says so once', () => {
  used.shell.becomeReady();
  const { length: noticeCount } = recorded.notifications;
  for (let round = 0; round < 2; round += 1) {
    used.shell.hud().close();
    expect([used.shell.hud().isVisible(), recorded.exitCodes]).toEqual([false, []]);
    choose('Show Sotto');
  }
  expect(recorded.notifications.slice(noticeCount).map(({ title }) => title)).toEqual([
    'Sotto is still running',
  ]);
});

test('every window is left out of sharing before it loads, until the settings want it seen', async () => {
  used.shell.becomeReady();
  for (const label of ['Settings…', 'Past calls…', 'Diagnostics…']) choose(label);
  expect(recorded.windows.map(({ calls }) => calls[0])).toEqual(
    Array.from({ length: 5 }, () => 'content-protection true'),
  );
  const desktop = { ...SETTINGS.desktop, hideFromCapture: false };
  used.shell.publish({ type: 'settings.changed', settings: { ...SETTINGS, desktop } });
  const asked = (): unknown[] =>
    recorded.windows.map(({ calls }) => calls.findLast((call) => call.startsWith('content-protection')));
  await expect.poll(asked).toEqual(Array.from({ length: 5 }, () => 'content-protection false'));
});

test('an update lets every window close, and then the app quits in order', async () => {
  used.shell.becomeReady();
  const { length: noticeCount } = recorded.notifications;
  autoUpdater.emit('before-quit-for-update');
  for (const window of recorded.windows) window.close();
  expect(recorded.windows.map((window) => window.isDestroyed())).toEqual([true, true]);
  expect(recorded.notifications).toHaveLength(noticeCount);
  app.emit('before-quit', preventable({}));
  await expect.poll(() => used.shell.engineProcess().posted).toContainEqual({ type: 'stop' });
  used.shell.engineProcess().emit('exit', 0);
  await expect.poll(() => recorded.exitCodes).toEqual([0]);
});

test('a locked screen pauses listening, and unlocking resumes only what it paused', async () => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  const capture = { type: 'capture.changed' as const, isDemo: false, channels: ['me' as const] };
  used.shell.publish({ ...capture, isCapturing: true, isPaused: false });
  await expect.poll(() => tray()?.toolTips.at(-1)).toBe('Sotto: Listening');
  powerMonitor.emit('lock-screen');
  powerMonitor.emit('unlock-screen');
  await expect
    .poll(() => commands().slice(-2))
    .toMatchObject([
      { command: { type: 'pause', isPaused: true } },
      { command: { type: 'pause', isPaused: false } },
    ]);
  used.shell.publish({ ...capture, isCapturing: true, isPaused: true });
  await expect.poll(() => tray()?.toolTips.at(-1)).toBe('Sotto: Paused');
  const { length: sentCount } = commands();
  powerMonitor.emit('suspend');
  powerMonitor.emit('resume');
  // What is sent after it arrives after it.
  used.shell.publish({ type: 'desktop.requested', action: 'ask-last' });
  await expect
    .poll(() => commands().slice(sentCount))
    .toMatchObject([
      { command: { type: 'push-to-talk', phase: 'press' } },
      { command: { type: 'push-to-talk', phase: 'release' } },
    ]);
});

test('what the command line asks of the desktop is done, and an answer can be copied', async () => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  await expect.poll(() => recorded.shortcuts.size).toBe(1);
  used.shell.publish({ type: 'desktop.requested', action: 'hide' });
  await expect.poll(() => used.shell.hud().isVisible()).toBe(false);
  used.shell.publish({ type: 'desktop.requested', action: 'compact' });
  await expect.poll(() => used.shell.hud().bounds.height).toBe(200);
  used.shell.publish({
    type: 'answer.started',
    turnId: 'a',
    question: 'What is TCP?',
    path: 'live',
    model: 'toy',
  });
  used.shell.publish({
    type: 'answer.completed',
    turnId: 'a',
    bullets: ['A transport protocol', 'Ordered and reliable'],
    path: 'live',
    status: 'complete',
    latencyMs: 1,
    firstBulletMs: 1,
    isStale: false,
  });
  used.shell.publish({ type: 'desktop.requested', action: 'copy' });
  await expect
    .poll(() => recorded.clipboardTexts)
    .toEqual(['• A transport protocol\n• Ordered and reliable']);
});

test('two keys can change places, and neither is called taken', async () => {
  used.shell.becomeReady();
  const keys = { ...SETTINGS.keys, pushToTalk: 'F9', showHide: 'F10' };
  used.shell.publish({ type: 'settings.changed', settings: { ...SETTINGS, keys } });
  await expect.poll(() => [...recorded.shortcuts.keys()].toSorted()).toEqual(['F10', 'F9']);
  const exchanged = { ...keys, pushToTalk: 'F10', showHide: 'F9' };
  used.shell.publish({ type: 'settings.changed', settings: { ...SETTINGS, keys: exchanged } });
  await expect
    .poll(() => commands().at(-1))
    .toMatchObject({
      command: {
        type: 'report-push-to-talk',
        isRegistered: true,
        detail: 'Press F10 to begin and again to end. There is no display.',
      },
    });
  recorded.shortcuts.get('F9')?.();
  expect(used.shell.hud().isVisible()).toBe(false);
});

test('tray, notices and dialogs speak the language of the settings, as soon as it is chosen', async () => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  const inGerman = { ...SETTINGS, appearance: { ...SETTINGS.appearance, language: 'de' as const } };
  used.shell.publish({ type: 'settings.changed', settings: inGerman });
  await expect.poll(() => tray()?.toolTips.at(-1)).toBe('Sotto: Hört nicht zu');
  const labels = tray()?.menu.map(({ label }) => label);
  expect(labels).toContain('Frühere Gespräche …');
  expect(labels).toContain(
    'CommandOrControl+Shift+Space drücken, um zu beginnen, und noch einmal, um zu enden. Es gibt keinen Bildschirm.',
  );
  used.shell.hud().close();
  expect(recorded.notifications.at(-1)?.title).toBe('Sotto läuft weiter');
  recorded.messageBoxResponse = 1;
  used.shell
    .engineProcess()
    .emit('message', { type: 'failed', code: 'port-taken', message: 'x', remedy: 'y' });
  used.shell.engineProcess().emit('exit', 1);
  expect(recorded.messageBoxes.at(-1)?.buttons).toEqual(['Neu starten', 'Beenden']);
});

test('before the settings are known the app speaks the system’s language', () => {
  recorded.systemLanguages = ['sv-SE', 'fr-CA', 'en'];
  expect(messagesIn('auto').t('call.quit')).toBe('Quitter Sotto');
  recorded.systemLanguages = ['sv-SE'];
  expect(messagesIn('auto').t('call.quit')).toBe('Quit Sotto');
});
