import path from 'node:path';
import { app, session } from 'electron';
import { TOKEN_VARIABLES } from '../engine/protocol/access-tokens.ts';
import type { EngineEvent } from '../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../engine/protocol/settings.ts';
import { findAbilities } from './abilities.ts';
import { setAppMenu } from './app-menu.ts';
import { serveBridge } from './bridge.ts';
import { createCallMemory } from './call-memory.ts';
import { copyAnswer } from './copy-answer.ts';
import { isAllowed, isToStartAgain, showCrashes } from './dialogs.ts';
import { ownProgram } from './command-line.ts';
import { followCrashes } from './crashes.ts';
import { connectToEngine, type EngineClient } from './engine-client.ts';
import type { EngineAddress, StartFailure } from './engine-link.ts';
import { startEngineProcess } from './engine-process.ts';
import { followSystem } from './follow-system.ts';
import { createGlobalKeys } from './global-keys.ts';
import { openKeptTokens } from './state/kept-tokens.ts';
import { createLockPause } from './lock-pause.ts';
import { messagesIn } from './messages.ts';
import type { PageWindow } from './windows/page-windows.ts';
import { createPageRevival } from './page-revival.ts';
import { guardNavigation, guardSession } from './permissions.ts';
import { createObey } from './obey.ts';
import { createQuit, type QuitRequester } from './quit.ts';
import { setStartAtLogin } from './start-at-login.ts';
import { canUpdate, offerUpdate } from './updates.ts';
import { openOnceNotices, type OnceNotice } from './state/once-notices.ts';
import { createTrayWait } from './tray-wait.ts';
import { createTray, type TrayState } from './tray.ts';
import { canLeaveOutOfCapture, excludeFromCapture } from './windows/capture-exclusion.ts';
import { createCaptureWindow } from './windows/capture-window.ts';
import { createHudHost } from './windows/hud-host.ts';
import { createPanelWindows, type PanelName } from './windows/panel-windows.ts';
import type { WindowPage } from './windows/web-preferences.ts';
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
  for (const name of Object.values(TOKEN_VARIABLES)) delete process.env[name];
  new Shell(paths).start();
}

/** What the windows, keys and tray do, in terms of the engine’s protocol. */
class Shell {
  readonly #paths: ShellPaths;
  readonly #userData = app.getPath('userData');
  readonly #preload: string;
  readonly #onceNotices = openOnceNotices(this.#userData);
  readonly #call = createCallMemory();
  readonly #tray;
  readonly #keys;
  readonly #engine;
  readonly #orderedQuit;
  readonly #revival = createPageRevival(() => showCrashes(this.#messages, 'page'));
  readonly #captureRevival = createPageRevival(() => showCrashes(this.#messages, 'capture'));
  readonly #panels = createPanelWindows((window) => this.#revival.revive(window));
  readonly #captureWindow = createCaptureWindow((window) => this.#captureRevival.revive(window));
  readonly #hud = createHudHost({
    page: () => this.#page(),
    settings: () => this.#settings,
    places: openWindowPlaces(path.join(this.#userData, 'window-places.json')),
    // Before it can be seen in a share.
    onOpening: () => {
      if (!this.#isHiddenFromCapture()) this.#showOnce('not-hidden');
    },
    onChanged: () => this.#showTray(),
    isQuitting: () => this.#isQuitting,
    onClosed: () => this.#showOnce('still-running'),
    onCrashed: (window) => this.#revival.revive(window),
  });
  readonly #lockPause = createLockPause({
    isToPause: () => this.#settings.desktop.pauseWhenLocked && this.#isListening(),
    setPaused: (isPaused) => this.#client?.send({ type: 'pause', isPaused }),
  });
  readonly #trayWait = createTrayWait();
  readonly #excludeAgain = excludeFromCapture(() => this.#settings.desktop.hideFromCapture);
  readonly #obey = createObey({
    hud: this.#hud,
    send: (command) => this.#client?.send(command),
    isHeld: () => this.#isHeld,
    copyLatest: () => this.#call.recentAnswers().slice(0, 1).forEach(copyAnswer),
    quit: () => this.#quit('user'),
  });
  #address: EngineAddress | undefined;
  #client: EngineClient | undefined;
  #settings: Settings = defaultSettings;
  #messages = messagesIn('auto');
  #capture: { isCapturing: boolean; isPaused: boolean; isCheck?: boolean | undefined } = {
    isCapturing: false,
    isPaused: false,
  };
  #isHeld = false;
  #isQuitting = false;
  /** The system starts the app at login as the settings want it. */
  #isLoginObeyed = true;
  /** Why the engine is down, once it had been started. */
  #outage: 'restarting' | 'given-up' | undefined;

  constructor(paths: ShellPaths) {
    this.#paths = paths;
    this.#preload = path.join(paths.shellDirectory, 'preload.cjs');
    this.#keys = createGlobalKeys({
      directory: paths.shellDirectory,
      userData: this.#userData,
      messages: () => this.#messages,
      actions: {
        askLast: () => this.#obey('ask-last'),
        showHide: () => this.#hud.toggle(),
        compact: () => this.#hud.toggleCompact(),
        clickThrough: () => this.#hud.toggleClickThrough(),
        pause: () => this.#togglePause(),
        copyAnswer: () => this.#obey('copy'),
        wipe: () => this.#obey('wipe'),
      },
      onPress: () => this.#client?.send({ type: 'push-to-talk', phase: 'press' }),
      onRelease: () => this.#client?.send({ type: 'push-to-talk', phase: 'release' }),
      onReport: (isRegistered, detail) => {
        this.#client?.send({ type: 'report-push-to-talk', isRegistered, detail });
        this.#showTray();
      },
    });
    this.#tray = createTray(path.join(paths.assetsDirectory, 'icons'), {
      toggleHud: () => this.#hud.toggle(),
      toggleCompact: () => this.#hud.toggleCompact(),
      toggleClickThrough: () => this.#hud.toggleClickThrough(),
      togglePause: () => this.#togglePause(),
      copyAnswer: (answer) => copyAnswer(answer),
      openSettings: () => this.#openPanel('settings'),
      openHistory: () => this.#openPanel('history'),
      openDiagnostics: () => this.#openPanel('diagnostics'),
      lookForUpdate: canUpdate() ? () => void offerUpdate(this.#messages) : undefined,
      quit: () => this.#quit('user'),
    });
    this.#engine = this.#startEngine();
    this.#orderedQuit = createQuit({
      steps: {
        'the place of the HUD': () => this.#hud.rememberPlace(),
        'the keys': () => this.#keys.stop(),
        'the engine': () => this.#engine.stop(),
        'its connection': () => this.#client?.close(),
        'the capture window': () => this.#captureWindow.destroy(),
        'the panels': () => this.#panels.destroy(),
        'the HUD': () => this.#hud.destroy(),
        'the tray': () => this.#tray.destroy(),
      },
      killAll: () => this.#engine.kill(),
      exit: (exitCode) => app.exit(exitCode),
    });
  }

  start(): void {
    this.#setMenu();
    const ownOrigin = (): string => this.#address?.origin ?? '';
    guardSession(session.defaultSession, ownOrigin, this.#captureWindow.has);
    guardNavigation(app, ownOrigin);
    serveBridge({
      address: () => this.#address,
      windowOf: (contentsId) => this.#windowOf(contentsId),
      openSettings: () => this.#openPanel('settings'),
      openHistory: () => this.#openPanel('history'),
      hideHud: () => this.#hud.hide(),
      quit: () => this.#quit('user'),
      abilities: findAbilities,
      toggleCompact: () => this.#hud.toggleCompact(),
      sendCompact: () => this.#hud.sendCompact(),
      captureShown: () => this.#captureShown(),
    });
    followSystem({
      onVerb: (verb) => this.#obey(verb),
      onActivated: (execPath) => (this.#isQuitting ? app.relaunch({ execPath }) : this.#hud.focus()),
      onLeft: (reason) => {
        this.#keys.letGo();
        this.#lockPause.onLeft(reason);
      },
      onBack: (reason) => this.#lockPause.onBack(reason),
      onUpdating: () => (this.#isQuitting = true),
      quit: (requester) => this.#quit(requester),
    });
    followCrashes({
      messages: () => this.#messages,
      isQuitting: () => this.#isQuitting,
      startAfresh: () => {
        app.relaunch({ execPath: ownProgram() });
        this.#quit('user');
      },
      quit: () => this.#quit('user'),
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
      accessTokens: openKeptTokens(this.#userData),
      confirm: (question) => isAllowed(this.#messages, question),
      onReady: (ready) => this.#onEngineReady(ready),
      onDown: () => this.#onEngineDown(),
      onGivenUp: (failure) => void this.#askHowToGoOn(failure),
    });
  }

  #onEngineReady(ready: EngineAddress): void {
    this.#address = ready;
    this.#outage = undefined;
    this.#keys.forgetReport();
    const token = ready.tokens.shell ?? '';
    this.#client = connectToEngine({ origin: ready.origin, token }, (event) => this.#onEvent(event));
    // A new engine has a new address and new tokens: pages load again and keep their places.
    const page = { origin: ready.origin, preload: this.#preload };
    this.#hud.open(page);
    this.#captureWindow.open(page);
    this.#panels.renew(page);
    this.#showTray();
  }

  #onEngineDown(): void {
    this.#client?.close();
    this.#address = undefined;
    this.#outage = this.#isQuitting ? undefined : 'restarting';
    this.#capture = { isCapturing: false, isPaused: false };
    this.#isHeld = false;
    this.#lockPause.forget();
    this.#call.forget();
    this.#showTray();
  }

  async #askHowToGoOn(failure: StartFailure | undefined): Promise<void> {
    this.#outage = 'given-up';
    this.#showTray();
    const isWanted = await isToStartAgain(this.#messages, failure);
    if (this.#isQuitting) return;
    if (!isWanted) return this.#quit('user');
    this.#outage = 'restarting';
    this.#showTray();
    this.#engine.startAgain();
  }

  #showOnce(notice: OnceNotice): void {
    const { t } = this.#messages;
    this.#onceNotices.show(notice, {
      title: t(`desktop.${notice}-title`),
      body: t(`desktop.${notice}-body`),
    });
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
        this.#obey(event.action);
        break;
      default:
        break;
    }
    this.#showTray();
  }

  #applySettings(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (settings.appearance.language !== before.appearance.language) {
      this.#messages = messagesIn(settings.appearance.language);
      this.#setMenu();
    }
    this.#hud.applySettings();
    this.#excludeAgain();
    if (settings.desktop.startAtLogin !== before.desktop.startAtLogin) {
      this.#isLoginObeyed = setStartAtLogin(settings.desktop.startAtLogin);
    }
    this.#keys.set(settings.keys);
  }

  #togglePause(): void {
    const { isCapturing, isCheck } = this.#capture;
    if (!isCapturing || isCheck) this.#client?.send({ type: 'start-capture' });
    else this.#client?.send({ type: 'pause', isPaused: !this.#capture.isPaused });
  }

  #page(): WindowPage | undefined {
    return this.#address && { origin: this.#address.origin, preload: this.#preload };
  }

  #windowOf(contentsId: number): PageWindow | undefined {
    if (this.#hud.has(contentsId)) return 'hud';
    return this.#captureWindow.has(contentsId) ? 'capture' : this.#panels.pageOf(contentsId);
  }

  #openPanel(name: PanelName): void {
    const page = this.#page();
    if (page) this.#panels.open(name, page);
  }

  /** The indicator comes before the first sample, also where the HUD is hidden. */
  async #captureShown(): Promise<void> {
    await this.#trayWait.shown();
    await this.#captureWindow.allowSound();
  }

  #isListening(): boolean {
    return this.#capture.isCapturing && !this.#capture.isPaused;
  }

  #isHiddenFromCapture(): boolean {
    return canLeaveOutOfCapture() && this.#settings.desktop.hideFromCapture;
  }

  #showTray(): void {
    const { t } = this.#messages;
    const { placeProblem } = this.#hud;
    const state: TrayState = {
      mode: this.#mode(),
      isHudVisible: this.#hud.isVisible,
      isCompact: this.#hud.isCompact,
      letsClicksThrough: this.#hud.letsClicksThrough,
      details: [
        ...(this.#outage === 'restarting' ? [t('desktop.engine-restarting')] : []),
        ...this.#keys.details(),
        ...(placeProblem ? [t(placeProblem)] : []),
        ...(this.#isLoginObeyed ? [] : [t('desktop.not-at-login')]),
        this.#isHiddenFromCapture() ? t('desktop.hidden') : t('desktop.not-hidden'),
      ],
      recentAnswers: this.#call.recentAnswers(),
    };
    this.#tray.show(state, this.#messages);
    this.#trayWait.note(this.#isListening());
  }

  #mode(): TrayState['mode'] {
    if (!this.#address) return this.#outage === 'given-up' ? 'given-up' : 'down';
    if (this.#isHeld) return 'asking';
    if (!this.#capture.isCapturing) return 'idle';
    return this.#capture.isPaused ? 'paused' : 'listening';
  }

  #setMenu(): void {
    setAppMenu(this.#messages, () => this.#quit('user'));
  }

  #quit(requester: QuitRequester): void {
    this.#isQuitting = true;
    this.#orderedQuit(requester);
  }
}
