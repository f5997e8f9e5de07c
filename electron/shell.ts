import path from 'node:path';
import { app, dialog, session } from 'electron';
import { takeTokens } from '../engine/protocol/access-tokens.ts';
import type { DesktopAction, EngineEvent } from '../engine/protocol/events.ts';
import { HUD_PAGE } from '../engine/protocol/session.ts';
import { defaultSettings, type Settings } from '../engine/protocol/settings.ts';
import { createActionKeys } from './action-keys.ts';
import { serveBridge } from './bridge.ts';
import { createCallMemory } from './call-memory.ts';
import { copyAnswer } from './copy-answer.ts';
import type { CtlVerb } from './command-line.ts';
import { connectToEngine, type EngineClient } from './engine-client.ts';
import type { EngineAddress } from './engine-link.ts';
import { startEngineProcess } from './engine-process.ts';
import { followSystem } from './follow-system.ts';
import { createPushToTalkKey } from './push-to-talk-key.ts';
import { openKeptTokens } from './kept-tokens.ts';
import { findLostGrants } from './lost-grants.ts';
import { createPageRevival } from './page-revival.ts';
import { guardNavigation, guardSession } from './permissions.ts';
import { createQuit } from './quit.ts';
import { setStartAtLogin } from './start-at-login.ts';
import { TEXTS } from './texts.ts';
import { canUpdate, offerUpdate } from './updates.ts';
import { openToldOnce } from './told-once.ts';
import { createTray, type TrayState } from './tray.ts';
import { canAskForExclusion, canLeaveOutOfCapture } from './windows/capture-exclusion.ts';
import { openHudWindow, type HudWindow } from './windows/hud-window.ts';
import { createPanelWindows, type PanelName } from './windows/panel-windows.ts';
import { openWindowPlaces } from './windows/window-places.ts';

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
  new Shell(paths).start();
}

/** What the windows, keys and tray do, in terms of the engine’s protocol. */
class Shell {
  readonly #paths: ShellPaths;
  readonly #userData = app.getPath('userData');
  readonly #preload: string;
  readonly #places = openWindowPlaces(path.join(this.#userData, 'window-places.json'));
  readonly #told = openToldOnce(this.#userData);
  readonly #call = createCallMemory();
  readonly #lostGrants = findLostGrants(this.#userData);
  readonly #tray;
  readonly #pushToTalkKey;
  readonly #actionKeys;
  readonly #engine;
  readonly #orderedQuit;
  readonly #revival = createPageRevival(() =>
    dialog.showErrorBox(TEXTS.pageKeepsCrashing.message, TEXTS.pageKeepsCrashing.remedy),
  );
  readonly #panels = createPanelWindows(
    () => this.#settings.desktop.hideFromCapture,
    (window) => this.#revival.revive(window),
  );
  #address: EngineAddress | undefined;
  #client: EngineClient | undefined;
  #hud: HudWindow | undefined;
  #settings: Settings = defaultSettings;
  #capture = { isCapturing: false, isPaused: false };
  #isHeld = false;
  #isQuitting = false;
  /** Paused by us, because the screen was locked. */
  #isPausedByLock = false;
  #pushToTalkDetail = '';
  /** What was last reported to the running engine. */
  #reportedDetail = '';
  #isPushToTalkRegistered = false;
  #keyProblems: readonly string[] = [];
  #windowProblem: string | undefined;
  #engineProblem: string | undefined;

  constructor(paths: ShellPaths) {
    this.#paths = paths;
    this.#preload = path.join(paths.shellDirectory, 'preload.cjs');
    this.#pushToTalkKey = createPushToTalkKey({
      directory: paths.shellDirectory,
      onPress: () => this.#client?.send({ type: 'push-to-talk', phase: 'press' }),
      onRelease: () => this.#client?.send({ type: 'push-to-talk', phase: 'release' }),
      onRegistered: (isRegistered, detail) => {
        this.#isPushToTalkRegistered = isRegistered;
        this.#pushToTalkDetail = detail;
        this.#reportKeys();
      },
    });
    this.#actionKeys = createActionKeys({
      askLast: () => this.#do('ask-last'),
      showHide: () => this.#toggleHud(),
      compact: () => this.#do('compact'),
      clickThrough: () => this.#do('click-through'),
      pause: () => this.#togglePause(),
      copyAnswer: () => this.#do('copy'),
      wipe: () => this.#client?.send({ type: 'wipe' }),
    });
    this.#tray = createTray(path.join(paths.assetsDirectory, 'icons'), {
      toggleHud: () => this.#toggleHud(),
      toggleCompact: () => this.#do('compact'),
      toggleClickThrough: () => this.#do('click-through'),
      togglePause: () => this.#togglePause(),
      copyAnswer: (answer) => copyAnswer(answer),
      openSettings: () => this.#openPanel('settings'),
      openDiagnostics: () => this.#openPanel('diagnostics'),
      lookForUpdate: canUpdate() ? () => void offerUpdate() : undefined,
      quit: () => this.#quit(),
    });
    this.#engine = this.#startEngine();
    this.#orderedQuit = createQuit({
      steps: [
        () => this.#pushToTalkKey.stop(),
        () => this.#actionKeys.stop(),
        () => this.#engine.stop(),
        () => this.#client?.close(),
        () => this.#panels.destroy(),
        () => this.#hud?.window.destroy(),
        () => this.#tray.destroy(),
      ],
      killAll: () => this.#engine.kill(),
      exit: (exitCode) => app.exit(exitCode),
    });
  }

  start(): void {
    const ownOrigin = (): string => this.#address?.origin ?? '';
    guardSession(session.defaultSession, ownOrigin);
    guardNavigation(app, ownOrigin);
    serveBridge({
      address: () => this.#address,
      windowOf: (contentsId) => {
        if (contentsId === this.#hud?.window.webContents.id) return 'hud';
        return this.#panels.has(contentsId) ? 'settings' : undefined;
      },
      openSettings: () => this.#openPanel('settings'),
      hideWindow: (contentsId) =>
        contentsId === this.#hud?.window.webContents.id
          ? this.#hud.window.hide()
          : this.#panels.hide(contentsId),
      abilities: () => ({ hidesFromCapture: canAskForExclusion(), startsAtLogin: app.isPackaged }),
      quit: () => this.#quit(),
    });
    followSystem({
      onVerb: (verb) => this.#obey(verb),
      onActivated: () => this.#showHud(),
      onLocked: () => this.#onLocked(),
      onUnlocked: () => this.#onUnlocked(),
      quit: () => this.#quit(),
    });
    this.#showTray();
  }

  #startEngine() {
    const { engineDirectory, rendererDirectory, assetsDirectory } = this.#paths;
    return startEngineProcess({
      directory: engineDirectory,
      engineArguments: [
        `--static-directory=${rendererDirectory}`,
        `--assets-directory=${assetsDirectory}`,
        `--app-version=${app.getVersion()}`,
      ],
      tokens: openKeptTokens(this.#userData),
      confirm: async (message) => {
        const buttons = [TEXTS.cancel, TEXTS.allow];
        const options = { type: 'question', message, buttons, defaultId: 0, cancelId: 0 } as const;
        return (await dialog.showMessageBox(options)).response === 1;
      },
      onReady: (ready) => this.#onEngineReady(ready),
      onDown: () => this.#onEngineDown(),
      onGivenUp: (message, detail) => void this.#askHowToGoOn(message, detail),
    });
  }

  #onEngineReady(ready: EngineAddress): void {
    this.#address = ready;
    this.#engineProblem = undefined;
    this.#reportedDetail = '';
    const token = ready.tokens.shell ?? '';
    this.#client = connectToEngine({ origin: ready.origin, token }, (event) => this.#onEvent(event));
    // A new engine has a new address and new tokens: pages reload and keep their places.
    if (this.#hud) void this.#hud.window.loadURL(`${ready.origin}${HUD_PAGE}`);
    else this.#showHud();
    this.#panels.close();
    this.#showTray();
  }

  #onEngineDown(): void {
    this.#client?.close();
    this.#address = undefined;
    this.#engineProblem = this.#isQuitting ? undefined : TEXTS.engineRestarting;
    this.#capture = { isCapturing: false, isPaused: false };
    this.#isHeld = false;
    this.#isPausedByLock = false;
    this.#call.forget();
    this.#showTray();
  }

  async #askHowToGoOn(message: string, detail: string): Promise<void> {
    const buttons = [TEXTS.startAgain, TEXTS.quitButton];
    const options = { type: 'error', message, detail, buttons, defaultId: 0, cancelId: 1 } as const;
    const { response } = await dialog.showMessageBox(options);
    if (this.#isQuitting) return;
    if (response === 0) this.#engine.startAgain();
    else this.#quit();
  }

  #onEvent(event: EngineEvent): void {
    this.#call.take(event);
    switch (event.type) {
      case 'settings.changed':
        this.#applySettings(event.settings);
        break;
      case 'capture.changed':
        this.#capture = event;
        break;
      case 'push-to-talk.changed':
        this.#isHeld = event.isHeld;
        break;
      case 'desktop.requested':
        this.#do(event.action);
        break;
      default:
        break;
    }
    this.#showTray();
  }

  #applySettings(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    this.#hud?.window.setOpacity(settings.appearance.opacity);
    this.#hud?.window.setContentProtection(settings.desktop.hideFromCapture);
    this.#panels.hideFromCapture(settings.desktop.hideFromCapture);
    if (settings.desktop.startAtLogin !== before.desktop.startAtLogin) {
      setStartAtLogin(settings.desktop.startAtLogin);
    }
    this.#keyProblems = this.#actionKeys.set(settings.keys);
    this.#pushToTalkKey.set(settings.keys.pushToTalk);
    if (this.#pushToTalkDetail !== '') this.#reportKeys();
  }

  /** The HUD shows one line about keys: how to talk, and every key that is dead. */
  #reportKeys(): void {
    const detail = [this.#pushToTalkDetail, ...this.#lostGrants, ...this.#keyProblems]
      .join('. ')
      .slice(0, 500);
    if (detail === this.#reportedDetail) return;
    this.#reportedDetail = detail;
    this.#client?.send({ type: 'report-push-to-talk', isRegistered: this.#isPushToTalkRegistered, detail });
    this.#showTray();
  }

  /** What a second start of the app asks for. */
  #obey(verb: CtlVerb): void {
    switch (verb) {
      case 'ask':
        this.#client?.send({ type: 'push-to-talk', phase: this.#isHeld ? 'release' : 'press' });
        break;
      case 'pause':
      case 'resume':
        this.#client?.send({ type: 'pause', isPaused: verb === 'pause' });
        break;
      case 'wipe':
        this.#client?.send({ type: 'wipe' });
        break;
      default:
        this.#do(verb);
    }
  }

  #do(action: DesktopAction): void {
    const hud = this.#hud;
    switch (action) {
      case 'show':
        this.#showHud();
        break;
      case 'hide':
        hud?.window.hide();
        break;
      case 'ask-last':
        // A press without speech asks about what was said just before.
        this.#client?.send({ type: 'push-to-talk', phase: 'press' });
        this.#client?.send({ type: 'push-to-talk', phase: 'release' });
        break;
      case 'compact':
        hud?.toggleCompact();
        break;
      case 'click-through':
        hud?.toggleClickThrough();
        break;
      case 'copy':
        this.#call.recentAnswers().slice(0, 1).forEach(copyAnswer);
        break;
      case 'quit':
        this.#quit();
        break;
    }
    this.#showTray();
  }

  #togglePause(): void {
    if (!this.#capture.isCapturing) this.#client?.send({ type: 'start-capture' });
    else this.#client?.send({ type: 'pause', isPaused: !this.#capture.isPaused });
  }

  #onLocked(): void {
    this.#pushToTalkKey.letGo();
    const isListening = this.#capture.isCapturing && !this.#capture.isPaused;
    if (!this.#settings.desktop.pauseWhenLocked || !isListening) return;
    this.#isPausedByLock = true;
    this.#client?.send({ type: 'pause', isPaused: true });
  }

  #onUnlocked(): void {
    if (!this.#isPausedByLock) return;
    this.#isPausedByLock = false;
    this.#client?.send({ type: 'pause', isPaused: false });
  }

  #toggleHud(): void {
    if (this.#hud?.window.isVisible()) this.#hud.window.hide();
    else this.#showHud();
  }

  #showHud(): void {
    if (this.#hud) this.#hud.show();
    if (this.#hud || !this.#address) return;
    // Before it can be seen in a share.
    if (!this.#isHiddenFromCapture()) this.#told.tell('not-hidden', TEXTS.notHiddenNotice);
    this.#hud = openHudWindow({
      origin: this.#address.origin,
      preload: this.#preload,
      places: this.#places,
      hideFromCapture: this.#settings.desktop.hideFromCapture,
      onChecked: (problem) => {
        this.#windowProblem = problem;
        this.#showTray();
      },
    });
    const { window } = this.#hud;
    window.on('show', () => this.#showTray()).on('hide', () => this.#showTray());
    window.on('close', (event) => {
      if (this.#isQuitting) return;
      event.preventDefault();
      window.hide();
      this.#told.tell('still-running', TEXTS.stillRunning);
    });
    window.on('closed', () => (this.#hud = undefined));
    window.on('session-end', () => this.#quit());
    window.webContents.on('render-process-gone', () => this.#revival.revive(window));
  }

  #openPanel(name: PanelName): void {
    if (this.#address) this.#panels.open(name, { origin: this.#address.origin, preload: this.#preload });
  }

  #isHiddenFromCapture(): boolean {
    return canLeaveOutOfCapture() && this.#settings.desktop.hideFromCapture;
  }

  #showTray(): void {
    this.#tray.show({
      mode: this.#mode(),
      isHudVisible: this.#hud?.window.isVisible() ?? false,
      isCompact: this.#hud?.isCompact ?? false,
      letsClicksThrough: this.#hud?.letsClicksThrough ?? false,
      details: [
        this.#engineProblem,
        this.#pushToTalkDetail,
        ...this.#lostGrants,
        ...this.#keyProblems,
        this.#windowProblem,
        this.#isHiddenFromCapture() ? TEXTS.hidden : TEXTS.notHidden,
      ].filter((detail): detail is string => detail !== undefined && detail !== ''),
      recentAnswers: this.#call.recentAnswers(),
    });
  }

  #mode(): TrayState['mode'] {
    if (!this.#address) return 'down';
    if (this.#isHeld) return 'talking';
    if (!this.#capture.isCapturing) return 'idle';
    return this.#capture.isPaused ? 'paused' : 'listening';
  }

  #quit(): void {
    this.#isQuitting = true;
    this.#orderedQuit();
  }
}
