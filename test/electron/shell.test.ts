import { expect, test, vi } from 'vitest';
import { BRIDGE_CHANNELS } from '../../electron/contract/bridge.ts';
import { app, powerMonitor, recorded } from '../fakes/electron.ts';
import { preventable } from '../fakes/preventable.ts';
import { SETTINGS } from './start-test-shell.ts';
import { useTestShell } from './use-test-shell.ts';

const used = useTestShell();
const { commands, tray, choose } = used;

const bridge = (name: keyof typeof BRIDGE_CHANNELS, sender: unknown): unknown =>
  recorded.ipc.get(BRIDGE_CHANNELS[name])?.(sender);
const senderOf = (contentsId: number, origin: string, parent: object | null = null): unknown => ({
  sender: { id: contentsId },
  senderFrame: { origin, parent },
});

test('the engine starts as a utility process that knows where pages and assets are', () => {
  const { modulePath, parameters } = used.shell.engineProcess();
  expect([modulePath, parameters]).toEqual([
    '/app/engine/main.js',
    ['--static-directory=/app/renderer', '--assets-directory=/app/assets', '--app-version=0.0.0-test'],
  ]);
});

test('the HUD opens on the engine’s page once the engine is ready, and the shell joins as a client', async () => {
  expect(recorded.windows).toEqual([]);
  used.shell.becomeReady();
  expect(used.shell.hud().loaded).toEqual([`${used.shell.engine.server.origin}/`]);
  expect(used.shell.hud().isVisible()).toBe(true);
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  await expect.poll(() => [...recorded.shortcuts.keys()]).toEqual(['CommandOrControl+Shift+Space']);
  expect(used.shell.hud().calls).toContain('opacity 1');
});

test('every window has the same hardened preferences', async () => {
  used.shell.becomeReady();
  choose('Settings…');
  const hardened = {
    preload: '/app/electron/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    backgroundThrottling: false,
  };
  choose('Past calls…');
  expect(recorded.windows.map((window) => window.options.webPreferences)).toEqual([
    hardened,
    // Nobody can click in the hidden page that captures.
    { ...hardened, autoplayPolicy: 'no-user-gesture-required' },
    hardened,
    hardened,
  ]);
  expect(used.shell.hud().options).toMatchObject({
    frame: false,
    alwaysOnTop: true,
    width: 420,
    height: 560,
  });
  expect(used.shell.hud().calls).toContain('always-on-top true screen-saver');
});

test('settings, past calls and diagnostics open once each and are shown again', () => {
  used.shell.becomeReady();
  choose('Settings…');
  choose('Diagnostics…');
  choose('Settings…');
  bridge('openHistory', senderOf(used.shell.hud().webContents.id, used.shell.engine.server.origin));
  choose('Past calls…');
  expect(recorded.windows.map((window) => window.loaded)).toEqual([
    [`${used.shell.engine.server.origin}/`],
    [`${used.shell.engine.server.origin}/capture.html`],
    [`${used.shell.engine.server.origin}/settings.html`],
    [`${used.shell.engine.server.origin}/settings.html#diagnostics`],
    [`${used.shell.engine.server.origin}/history.html`],
  ]);
});

test('the tray offers no update where the app cannot update itself', () => {
  expect(tray()?.menu.map(({ label }) => label)).not.toContain('Check for updates…');
});

test('without a display the key toggles: one press begins, the next ends, repeats are ignored', async () => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  await expect.poll(() => recorded.shortcuts.size).toBe(1);
  const call = recorded.shortcuts.get('CommandOrControl+Shift+Space');
  const now = vi.spyOn(performance, 'now');
  for (const atMs of [1_000, 1_100, 1_600, 5_000]) {
    now.mockReturnValue(atMs);
    call?.();
  }
  now.mockRestore();
  await expect.poll(commands).toEqual([
    {
      command: {
        type: 'report-push-to-talk',
        isRegistered: true,
        detail: 'Press CommandOrControl+Shift+Space to begin and again to end. There is no display.',
      },
      role: 'shell',
    },
    { command: { type: 'push-to-talk', phase: 'press' }, role: 'shell' },
    { command: { type: 'push-to-talk', phase: 'release' }, role: 'shell' },
  ]);
});

test('a key that another program has is reported as such', async () => {
  recorded.canRegisterShortcuts = false;
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  await expect
    .poll(commands)
    .toMatchObject([{ command: { type: 'report-push-to-talk', isRegistered: false } }]);
});

test('a changed key replaces the old one, and a locked screen lets go of it', async () => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  used.shell.publish({
    type: 'settings.changed',
    settings: { ...SETTINGS, keys: { ...SETTINGS.keys, pushToTalk: 'F9' } },
  });
  await expect.poll(() => [...recorded.shortcuts.keys()]).toEqual(['F9']);
  recorded.shortcuts.get('F9')?.();
  powerMonitor.emit('lock-screen');
  await expect
    .poll(() => commands().slice(-2))
    .toMatchObject([
      { command: { type: 'push-to-talk', phase: 'press' } },
      { command: { type: 'push-to-talk', phase: 'release' } },
    ]);
});

test('the tray tells the state in words and shape, pauses, and shows and hides the HUD', async () => {
  expect(tray()?.images.at(-1)).toBe('/app/assets/icons/tray-down.png');
  used.shell.becomeReady();
  expect(tray()?.toolTips.at(-1)).toBe('Sotto: Not listening');
  used.shell.publish({
    type: 'capture.changed',
    isCapturing: true,
    isPaused: false,
    isDemo: false,
    channels: ['me'],
  });
  await expect.poll(() => tray()?.toolTips.at(-1)).toBe('Sotto: Listening');
  choose('Pause listening');
  await expect
    .poll(() => commands().at(-1))
    .toEqual({ command: { type: 'pause', isPaused: true }, role: 'shell' });
  used.shell.publish({
    type: 'capture.changed',
    isCapturing: true,
    isPaused: true,
    isDemo: false,
    channels: ['me'],
  });
  await expect.poll(() => tray()?.images.at(-1)).toBe('/app/assets/icons/tray-paused.png');
  choose('Hide Sotto');
  expect(used.shell.hud().isVisible()).toBe(false);
  choose('Show Sotto');
  expect(used.shell.hud().isVisible()).toBe(true);
});

test('the bridge gives each window its own tokens, and nothing to anyone else', () => {
  used.shell.becomeReady();
  choose('Settings…');
  choose('Past calls…');
  const { server } = used.shell.engine;
  const roles = ['hud', 'capture', 'settings', 'history'] as const;
  expect(
    recorded.windows.map(({ webContents }) => bridge('session', senderOf(webContents.id, server.origin))),
  ).toEqual(roles.map((role) => ({ tokens: { [role]: server.mintToken(role) } })));
  const hudId = used.shell.hud().webContents.id;
  const strangers = [
    senderOf(999, server.origin),
    senderOf(hudId, 'https://evil.test'),
    senderOf(hudId, server.origin, {}),
    { sender: { id: hudId }, senderFrame: null },
  ];
  for (const name of Object.keys(BRIDGE_CHANNELS)) {
    for (const stranger of strangers) {
      expect(() => bridge(name as keyof typeof BRIDGE_CHANNELS, stranger)).toThrow(
        'Not from one of our windows.',
      );
    }
  }
  bridge('hideWindow', senderOf(hudId, server.origin));
  expect(used.shell.hud().isVisible()).toBe(false);
});

test('no page may make a call that is another page’s', async () => {
  used.shell.becomeReady();
  choose('Settings…');
  choose('Past calls…');
  const { origin } = used.shell.engine.server;
  const allowed = await Promise.all(
    recorded.windows.slice(0, 4).map(async ({ webContents }) => {
      const names = Object.keys(BRIDGE_CHANNELS) as (keyof typeof BRIDGE_CHANNELS)[];
      return names.filter((name) => {
        try {
          bridge(name, senderOf(webContents.id, origin));
          return true;
        } catch {
          return false;
        }
      });
    }),
  );
  expect(allowed).toEqual([
    [
      'session',
      'openSettings',
      'openHistory',
      'hideWindow',
      'quit',
      'abilities',
      'toggleCompact',
      'onCompact',
    ],
    ['session', 'captureShown'],
    ['session', 'abilities'],
    ['session'],
  ]);
});

test('the HUD’s button resizes the window, and its page hears of the key and the tray as well', () => {
  used.shell.becomeReady();
  const hud = used.shell.hud();
  const sender = senderOf(hud.webContents.id, used.shell.engine.server.origin);
  bridge('onCompact', sender);
  bridge('toggleCompact', sender);
  expect(hud.bounds.height).toBe(200);
  choose('Compact window');
  expect(hud.bounds.height).toBe(560);
  expect(hud.webContents.sent).toEqual([
    ['sotto:compact-changed', false],
    ['sotto:compact-changed', true],
    ['sotto:compact-changed', false],
  ]);
});

test('a second start brings the HUD of the first to the front; one with a verb leaves the focus alone', async () => {
  used.shell.becomeReady();
  used.shell.hud().hide();
  app.emit('second-instance', {}, ['sotto', 'ctl', 'show']);
  expect([used.shell.hud().isVisible(), used.shell.hud().calls.includes('show')]).toEqual([true, false]);
  app.emit('second-instance', {}, ['sotto']);
  expect(used.shell.hud().calls.at(-1)).toBe('show');
});

test('a start while the app quits is made up for once it is gone', () => {
  used.shell.becomeReady();
  choose('Quit Sotto');
  app.emit('second-instance', {}, ['sotto'], '/', { program: '/downloads/Sotto-2.AppImage' });
  expect([recorded.relaunches, used.shell.hud().calls.includes('show')]).toEqual([
    ['/downloads/Sotto-2.AppImage'],
    false,
  ]);
});

const WAYS_OUT: readonly (readonly [string, () => void])[] = [
  ['the tray', () => choose('Quit Sotto')],
  [
    'the menu of the HUD',
    () => bridge('quit', senderOf(used.shell.hud().webContents.id, used.shell.engine.server.origin)),
  ],
  ['the system asking the app to quit', () => app.emit('before-quit', preventable({}))],
  ['the system shutting down', () => powerMonitor.emit('shutdown', preventable({}))],
  ['the end of the Windows session', () => used.shell.hud().emit('session-end')],
  ['SIGTERM', () => process.listeners('SIGTERM').at(-1)?.('SIGTERM')],
  ['SIGINT', () => process.listeners('SIGINT').at(-1)?.('SIGINT')],
];

test.each(WAYS_OUT)('%s ends everything in one order: keys, engine, windows, tray, app', async (_, leave) => {
  used.shell.becomeReady();
  used.shell.publish({ type: 'settings.changed', settings: SETTINGS });
  await expect.poll(() => recorded.shortcuts.size).toBe(1);
  const engine = used.shell.engineProcess();
  leave();
  // In the same turn: Windows may end the app right after asking it.
  expect(engine.posted).toContainEqual({ type: 'stop' });
  expect(recorded.shortcuts.size).toBe(0);
  expect([used.shell.hud().calls.includes('destroy'), recorded.exitCodes]).toEqual([false, []]);
  engine.emit('exit', 0);
  await expect.poll(() => recorded.exitCodes).toEqual([0]);
  expect([...recorded.windows.map((window) => window.isDestroyed()), tray()?.isDestroyed]).toEqual([
    true,
    true,
    true,
  ]);
});

test('a second request to quit, no repeat of the first, ends at once and kills the engine', async () => {
  used.shell.becomeReady();
  const engine = used.shell.engineProcess();
  vi.useFakeTimers();
  choose('Quit Sotto');
  choose('Quit Sotto');
  expect(recorded.exitCodes).toEqual([]);
  vi.advanceTimersByTime(500);
  choose('Quit Sotto');
  expect(recorded.exitCodes).toEqual([0]);
  expect(engine.killCount).toBe(1);
});

test('an engine that does not end is killed, and the app still leaves', async () => {
  used.shell.becomeReady();
  vi.useFakeTimers();
  const engine = used.shell.engineProcess();
  choose('Quit Sotto');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(engine.killCount).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(100);
  expect(recorded.exitCodes).toEqual([0]);
});

test('an engine that crashes is started again and the HUD goes to its new address', async () => {
  used.shell.becomeReady();
  choose('Settings…');
  const crashed = used.shell.engineProcess();
  vi.useFakeTimers();
  crashed.emit('exit', 139);
  expect(tray()?.images.at(-1)).toBe('/app/assets/icons/tray-down.png');
  await vi.advanceTimersByTimeAsync(500);
  vi.useRealTimers();
  expect(used.shell.engineProcess()).not.toBe(crashed);
  used.shell.becomeReady();
  expect(used.shell.hud().loaded).toHaveLength(2);
  expect(used.shell.captureWindow().loaded).toHaveLength(2);
  expect(recorded.windows[2]?.calls.at(-1)).toBe('reload');
  expect(recorded.windows).toHaveLength(3);
});

test('an engine that keeps crashing is given up with a word to the user', async () => {
  vi.useFakeTimers();
  for (let crash = 0; crash < 4; crash += 1) {
    used.shell.engineProcess().emit('exit', 139);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(recorded.messageBoxes).toMatchObject([
    { message: 'The engine of Sotto keeps crashing.', buttons: ['Start again', 'Quit'] },
  ]);
  // The first button was pressed.
  expect(recorded.utilities).toHaveLength(5);
});

test('a system that shuts down waits for the ordered end', () => {
  used.shell.becomeReady();
  const event = preventable({});
  powerMonitor.emit('shutdown', event);
  expect(event.isPrevented).toBe(true);
});

test('a page that crashed is loaded again', async () => {
  used.shell.becomeReady();
  used.shell.hud().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(used.shell.hud().calls).toContain('reload');
});

test.each([
  ['Allow', 1, true],
  ['Cancel', 0, false],
])(
  'what a page may not decide is asked in a dialog, and %s is the answer',
  async (_, response, isAllowed) => {
    recorded.messageBoxResponse = response;
    const engine = used.shell.engineProcess();
    engine.emit('message', {
      type: 'confirm',
      confirmIndex: 3,
      question: { kind: 'run-program', subject: '["x"]' },
    });
    expect(recorded.messageBoxes).toMatchObject([
      { message: 'May Sotto run this program to recognize speech? ["x"]', buttons: ['Cancel', 'Allow'] },
    ]);
    await expect.poll(() => engine.posted).toContainEqual({ type: 'confirmed', confirmIndex: 3, isAllowed });
  },
);
