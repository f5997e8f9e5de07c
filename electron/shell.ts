import path from 'node:path';
import { app, dialog, powerMonitor, session, type BrowserWindow } from 'electron';
import { takeTokens } from '../engine/protocol/access-tokens.ts';
import type { EngineEvent } from '../engine/protocol/events.ts';
import { HUD_PAGE } from '../engine/protocol/session.ts';
import { serveBridge } from './bridge.ts';
import { connectToEngine, type EngineClient } from './engine-client.ts';
import { startEngineProcess, type EngineAddress } from './engine-process.ts';
import { createTalkKey } from './hotkeys.ts';
import { openKeptTokens } from './kept-tokens.ts';
import { guardNavigation, guardSession } from './permissions.ts';
import { createQuit } from './quit.ts';
import { createTray, type TrayState } from './tray.ts';
import { openHudWindow } from './windows/hud-window.ts';
import { openSettingsWindow } from './windows/settings-window.ts';

export interface ShellPaths {
  /** Bundles of the shell itself. */
  readonly shellDirectory: string;
  readonly engineDirectory: string;
  readonly rendererDirectory: string;
  /** On the disk, not inside an archive: native code reads from it. */
  readonly assetsDirectory: string;
}

/** Runs the desktop shell until it is quit. Call once, when the app is ready. */
export function runShell(paths: ShellPaths): void {
  // The app keeps its own; no process that it starts inherits those of a terminal.
  takeTokens(process.env);
  let address: EngineAddress | undefined;
  let client: EngineClient | undefined;
  let hud: BrowserWindow | undefined;
  let settings: BrowserWindow | undefined;
  let isQuitting = false;
  let keyDetail = '';
  let capture = { isCapturing: false, isPaused: false };
  let isTalking = false;
  const preload = path.join(paths.shellDirectory, 'preload.cjs');
  const ownOrigin = (): string => address?.origin ?? '';

  guardSession(session.defaultSession, ownOrigin);
  guardNavigation(app, ownOrigin);

  const talkKey = createTalkKey({
    directory: paths.shellDirectory,
    onPress: () => client?.send({ type: 'push-to-talk', phase: 'press' }),
    onRelease: () => client?.send({ type: 'push-to-talk', phase: 'release' }),
    onRegistered: (isRegistered, detail) => {
      keyDetail = detail;
      client?.send({ type: 'report-hotkey', isRegistered, detail });
      showTray();
    },
  });
  const tray = createTray(path.join(paths.assetsDirectory, 'icons'), {
    toggleHud: () => (hud?.isVisible() ? hud.hide() : showHud()),
    togglePause: () => client?.send({ type: 'pause', isPaused: !capture.isPaused }),
    openSettings: () => openSettings(),
    quit: () => quit(),
  });

  const showTray = (): void => {
    tray.show({ mode: modeOf(), isHudVisible: hud?.isVisible() ?? false, keyDetail });
  };
  const modeOf = (): TrayState['mode'] => {
    if (!address) return 'down';
    if (isTalking) return 'talking';
    if (!capture.isCapturing) return 'idle';
    return capture.isPaused ? 'paused' : 'listening';
  };

  const showHud = (): void => {
    if (!address) return;
    if (!hud) {
      hud = openHudWindow({ origin: address.origin, preload });
      hud.on('show', showTray).on('hide', showTray);
      // Told before the window goes, so that everything ends in its order.
      hud.on('close', (event) => {
        if (isQuitting) return;
        event.preventDefault();
        quit();
      });
      hud.on('closed', () => (hud = undefined));
      hud.on('session-end', () => quit());
      hud.webContents.on('render-process-gone', () => hud?.reload());
    } else {
      hud.show();
    }
  };
  const openSettings = (): void => {
    if (!address) return;
    if (settings) {
      settings.show();
      return;
    }
    settings = openSettingsWindow({ origin: address.origin, preload });
    settings.on('closed', () => (settings = undefined));
  };

  const onEvent = (event: EngineEvent): void => {
    switch (event.type) {
      case 'settings.changed':
        hud?.setOpacity(event.settings.appearance.opacity);
        talkKey.set(event.settings.keys.pushToTalk);
        break;
      case 'capture.changed':
        capture = event;
        showTray();
        break;
      case 'push-to-talk.changed':
        isTalking = event.isHeld;
        showTray();
        break;
      default:
        break;
    }
  };

  const engine = startEngineProcess({
    directory: paths.engineDirectory,
    engineArguments: [
      `--static-directory=${paths.rendererDirectory}`,
      `--assets-directory=${paths.assetsDirectory}`,
      `--app-version=${app.getVersion()}`,
    ],
    tokens: openKeptTokens(app.getPath('userData')),
    confirm: async (message) => {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message,
        buttons: ['Cancel', 'Allow'],
        defaultId: 0,
        cancelId: 0,
      });
      return response === 1;
    },
    onReady: (ready) => {
      address = ready;
      client = connectToEngine({ origin: ready.origin, token: ready.tokens.shell ?? '' }, onEvent);
      // A new engine has a new address and new tokens: pages begin anew and keep their places.
      if (hud) void hud.loadURL(`${ready.origin}${HUD_PAGE}`);
      else showHud();
      settings?.close();
      showTray();
    },
    onDown: () => {
      client?.close();
      address = undefined;
      capture = { isCapturing: false, isPaused: false };
      isTalking = false;
      showTray();
    },
    onGivenUp: (message, remedy) => {
      dialog.showErrorBox(message, remedy);
      quit();
    },
  });

  const orderedQuit = createQuit({
    steps: [
      () => talkKey.stop(),
      () => engine.stop(),
      () => client?.close(),
      () => settings?.destroy(),
      () => hud?.destroy(),
      () => tray.destroy(),
    ],
    killAll: () => engine.kill(),
    exit: (exitCode) => app.exit(exitCode),
  });
  const quit = (): void => {
    isQuitting = true;
    orderedQuit();
  };

  serveBridge({
    address: () => address,
    windowOf: (contentsId) => {
      if (contentsId === hud?.webContents.id) return 'hud';
      return contentsId === settings?.webContents.id ? 'settings' : undefined;
    },
    openSettings,
    hideWindow: (contentsId) => (contentsId === hud?.webContents.id ? hud.hide() : settings?.hide()),
    quit,
  });

  // The tray keeps Sotto alive without a window.
  app.on('window-all-closed', () => undefined);
  app.on('second-instance', showHud);
  app.on('activate', showHud);
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit();
  });
  powerMonitor.on('shutdown', quit);
  powerMonitor.on('suspend', talkKey.letGo);
  powerMonitor.on('lock-screen', talkKey.letGo);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit);
  showTray();
}
