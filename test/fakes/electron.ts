import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { FakeContents } from './electron-contents.ts';
import { accept, makeClipboard, makeShell, type Outlets } from './electron-outlets.ts';
import { makeSafeStorage, type FakeKeychain } from './electron-safe-storage.ts';
import { FakeScreen } from './electron-screen.ts';
import { FakeUtilityProcess } from './electron-utility-process.ts';
import { preventable } from './preventable.ts';

/**
 * A recording stand-in for the `electron` module, which cannot be loaded without its program. Plain methods
 * have the types of the real ones, so that a change of Electron's interface shows in the type check; events
 * are those of an EventEmitter. A test reads `recorded` and calls the handlers it finds there.
 */

type Handler<Name extends keyof Electron.Session> = Electron.Session[Name] extends (
  handler: infer Given,
  ...rest: never[]
) => void
  ? NonNullable<Given>
  : never;

export interface Recorded extends Outlets {
  windows: FakeWindow[];
  /** Called for each window once it was made; a test that wants real ones sets it. */
  onWindow?: (window: FakeWindow) => void;
  trays: FakeTray[];
  /** Undefined until it is set: then Electron shows its own. */
  applicationMenu?: Electron.MenuItemConstructorOptions[] | null;
  utilities: FakeUtilityProcess[];
  ipc: Map<string, (event: unknown, ...parameters: unknown[]) => unknown>;
  shortcuts: Map<string, () => void>;
  errorBoxes: [string, string][];
  messageBoxes: Electron.MessageBoxOptions[];
  /** Index of the button that the user presses. */
  messageBoxResponse: number;
  exitCodes: number[];
  exposed: Map<string, unknown>;
  invoked: unknown[][];
  permissionRequest?: Handler<'setPermissionRequestHandler'>;
  permissionCheck?: Handler<'setPermissionCheckHandler'>;
  devicePermission?: Handler<'setDevicePermissionHandler'>;
  displayMedia?: Handler<'setDisplayMediaRequestHandler'>;
  /** Set by a test before the code under test asks. */
  canRegisterShortcuts: boolean;
  takenShortcuts: string[];
  /** False where the system takes a notification and shows none. */
  showsNotifications: boolean;
  notifications: Electron.NotificationConstructorOptions[];
  loginItems: Electron.Settings[];
  isTrustedForAccessibility: boolean;
  microphoneAccess: ReturnType<Electron.SystemPreferences['getMediaAccessStatus']>;
  isFirstInstance: boolean;
  /** Programs to start once the app is gone. */
  relaunches: (string | undefined)[];
  systemLanguages: string[];
  userDataDirectory: string;
  keychain: FakeKeychain;
  /** Makes the process of a fork; replaced by a test that wants a real one. */
  fork: (modulePath: string, parameters: readonly string[]) => FakeUtilityProcess;
}

export const recorded = {} as Recorded;

/** Forgets everything; call before each test. */
export function resetElectron(): void {
  const fresh: Recorded = {
    windows: [],
    trays: [],
    utilities: [],
    ipc: new Map(),
    shortcuts: new Map(),
    openedExternally: [],
    errorBoxes: [],
    messageBoxes: [],
    messageBoxResponse: 0,
    exitCodes: [],
    exposed: new Map(),
    invoked: [],
    canRegisterShortcuts: true,
    takenShortcuts: [],
    showsNotifications: true,
    notifications: [],
    clipboardTexts: [],
    loginItems: [],
    isTrustedForAccessibility: true,
    microphoneAccess: 'granted',
    isFirstInstance: true,
    relaunches: [],
    systemLanguages: ['en-GB'],
    userDataDirectory: '/app/user-data',
    keychain: { isAvailable: true, backend: 'gnome_libsecret', canDecrypt: true },
    fork: (modulePath, parameters) => new FakeUtilityProcess(modulePath, parameters),
  };
  for (const name of Object.keys(recorded)) delete recorded[name as keyof Recorded];
  Object.assign(recorded, fresh);
  app.removeAllListeners();
  app.unready();
  powerMonitor.removeAllListeners();
  autoUpdater.removeAllListeners();
  screen.reset();
  app.isPackaged = false;
}

/** A frame of a test names its contents by `contentsId`. */
export const webContents = {
  fromFrame: (frame: { contentsId?: number }): { id: number } | undefined =>
    frame.contentsId === undefined ? undefined : { id: frame.contentsId },
};

type WindowMethods = Pick<
  Electron.BrowserWindow,
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'isVisible'
  | 'isMinimized'
  | 'restore'
  | 'reload'
  | 'close'
  | 'destroy'
  | 'loadURL'
  | 'setAlwaysOnTop'
  | 'setVisibleOnAllWorkspaces'
  | 'setOpacity'
  | 'setContentProtection'
  | 'setIgnoreMouseEvents'
  | 'getBounds'
  | 'setBounds'
  | 'isAlwaysOnTop'
  | 'isDestroyed'
>;

export class FakeWindow extends EventEmitter implements WindowMethods {
  static getAllWindows = (): FakeWindow[] => recorded.windows.filter((window) => !window.isDestroyed());
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  readonly calls: string[] = [];
  #isVisible = false;
  #isDestroyed = false;
  /** False when the system does not do what `setAlwaysOnTop` asks. */
  obeysOnTop = true;
  bounds: Electron.Rectangle;

  // A field set by hand: the house runs on type stripping, which knows no parameter properties.
  readonly options: Electron.BrowserWindowConstructorOptions;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    recorded.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
    recorded.onWindow?.(this);
  }

  show = (): void => {
    this.calls.push('show');
    this.#setVisible(true);
  };
  showInactive = (): void => {
    this.calls.push('show-inactive');
    this.#setVisible(true);
  };
  hide = (): void => this.#setVisible(false);
  /** Set by a test, as a key of the desktop does. */
  minimized = false;
  isMinimized = (): boolean => this.minimized;
  restore = (): void => {
    this.calls.push('restore');
    this.minimized = false;
  };
  isVisible = (): boolean => this.#isVisible;
  reload = (): void => void this.calls.push('reload');
  close = (): void => {
    const event = preventable({});
    this.emit('close', event);
    if (!event.isPrevented) this.destroy();
  };
  destroy = (): void => {
    this.calls.push('destroy');
    this.#isDestroyed = true;
    this.emit('closed');
  };
  isDestroyed = (): boolean => this.#isDestroyed;
  isAlwaysOnTop = (): boolean => this.obeysOnTop;
  getBounds = (): Electron.Rectangle => this.bounds;
  setBounds = (bounds: Partial<Electron.Rectangle>): void => {
    this.bounds = { ...this.bounds, ...bounds };
    this.emit('move');
  };
  setContentProtection = (isOn: boolean): void => void this.calls.push(`content-protection ${isOn}`);
  setIgnoreMouseEvents = (isOn: boolean): void => void this.calls.push(`ignore-mouse ${isOn}`);
  loadURL = (url: string): Promise<void> => {
    this.loaded.push(url);
    this.calls.push('load');
    this.emit('ready-to-show');
    return accept(recorded);
  };
  setAlwaysOnTop: WindowMethods['setAlwaysOnTop'] = (flag, level) =>
    void this.calls.push(`always-on-top ${flag} ${level}`);
  setVisibleOnAllWorkspaces = (): void => void this.calls.push('all-workspaces');
  setOpacity = (opacity: number): void => void this.calls.push(`opacity ${opacity}`);

  #setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.emit(isVisible ? 'show' : 'hide');
  }
}

export class FakeTray extends EventEmitter {
  readonly images: string[] = [];
  readonly toolTips: string[] = [];
  menu: Electron.MenuItemConstructorOptions[] = [];
  isDestroyed = false;

  constructor(image: { path: string }) {
    super();
    this.images.push(image.path);
    recorded.trays.push(this);
  }

  setImage = (image: { path: string }): void => void this.images.push(image.path);
  setToolTip: Electron.Tray['setToolTip'] = (toolTip) => void this.toolTips.push(toolTip);
  setContextMenu = (menu: Electron.MenuItemConstructorOptions[]): void => void (this.menu = menu);
  destroy = (): void => void (this.isDestroyed = true);
}

type AppMethods = Pick<
  Electron.App,
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'setAppUserModelId'
  | 'exit'
  | 'relaunch'
  | 'getVersion'
  | 'getPath'
  | 'enableSandbox'
  | 'setLoginItemSettings'
  | 'getLoginItemSettings'
  | 'setActivationPolicy'
  | 'getPreferredSystemLanguages'
>;

class FakeApp extends EventEmitter implements AppMethods {
  isPackaged = false;
  setLoginItemSettings = (settings: Electron.Settings): void => void recorded.loginItems.push(settings);
  getLoginItemSettings = (): Electron.LoginItemSettings => ({
    openAtLogin: true,
    executableWillLaunchAtLogin: true,
    wasOpenedAtLogin: false,
    status: 'enabled',
    launchItems: [],
  });
  readonly commandLine = { appendSwitch: (name: string) => void this.emit('switch', name) };
  setActivationPolicy = (policy: string): void => void this.emit('activation-policy', policy);
  requestSingleInstanceLock = (additionalData?: Record<string, unknown>): boolean => {
    this.emit('asked-for-lock', additionalData);
    return recorded.isFirstInstance;
  };
  relaunch = (options?: Electron.RelaunchOptions): void => void recorded.relaunches.push(options?.execPath);
  getPreferredSystemLanguages = (): string[] => recorded.systemLanguages;
  #ready = Promise.withResolvers<void>();
  whenReady = (): Promise<void> => this.#ready.promise;
  /** Electron does so only once the app's main module has been evaluated; a test calls it then. */
  becomeReady = (): void => this.#ready.resolve();
  unready = (): void => void (this.#ready = Promise.withResolvers<void>());
  setAppUserModelId = (id: string): void => void this.emit('app-user-model-id', id);
  exit = (exitCode = 0): void => void recorded.exitCodes.push(exitCode);
  getVersion = (): string => '0.0.0-test';
  getPath = (name: string): string => (name === 'userData' ? recorded.userDataDirectory : `/app/${name}`);
  enableSandbox = (): void => void this.emit('sandboxed');
}

type SessionMethods = Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
>;

const defaultSession: SessionMethods = {
  setPermissionRequestHandler(handler) {
    if (handler) recorded.permissionRequest = handler;
  },
  setPermissionCheckHandler(handler) {
    if (handler) recorded.permissionCheck = handler;
  },
  setDevicePermissionHandler(handler) {
    if (handler) recorded.devicePermission = handler;
  },
  setDisplayMediaRequestHandler(handler) {
    if (handler) recorded.displayMedia = handler;
  },
};

export const app = new FakeApp();
export const powerMonitor = new EventEmitter();
export const autoUpdater = new EventEmitter();
export const session = { defaultSession };

export const screen = new FakeScreen();

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly #options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  show = (): void => {
    recorded.notifications.push(this.#options);
    this.emit(recorded.showsNotifications ? 'show' : 'failed');
  };
}

export const clipboard = makeClipboard(() => recorded);
export const BrowserWindow = FakeWindow;
export const Tray = FakeTray;

export const utilityProcess = {
  fork(
    modulePath: string,
    parameters: readonly string[] = [],
    options: Electron.ForkOptions = {},
  ): FakeUtilityProcess {
    const forked = recorded.fork(modulePath, parameters);
    forked.environment = options.env ?? { ...process.env };
    recorded.utilities.push(forked);
    return forked;
  },
};

export const globalShortcut: Pick<Electron.GlobalShortcut, 'register' | 'isRegistered' | 'unregister'> = {
  register(accelerator, callback) {
    if (!recorded.canRegisterShortcuts || recorded.takenShortcuts.includes(accelerator)) return false;
    // Also one that the app itself has.
    if (recorded.shortcuts.has(accelerator)) return false;
    recorded.shortcuts.set(accelerator, callback);
    return true;
  },
  isRegistered: (accelerator) => recorded.shortcuts.has(accelerator),
  unregister: (accelerator) => void recorded.shortcuts.delete(accelerator),
};

export const safeStorage = makeSafeStorage(() => recorded.keychain);

export const systemPreferences: Pick<
  Electron.SystemPreferences,
  'isTrustedAccessibilityClient' | 'getMediaAccessStatus'
> = {
  getMediaAccessStatus: () => recorded.microphoneAccess,
  isTrustedAccessibilityClient: () => recorded.isTrustedForAccessibility,
};

export const shell = makeShell(() => recorded);

export const dialog: Pick<Electron.Dialog, 'showErrorBox'> & {
  showMessageBox(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue>;
} = {
  showMessageBox: (options) => {
    recorded.messageBoxes.push(options);
    return Promise.resolve({ response: recorded.messageBoxResponse, checkboxChecked: false });
  },
  showErrorBox: (title, content) => void recorded.errorBoxes.push([title, content]),
};

export const ipcMain = {
  handle: (channel: string, handler: (event: unknown, ...parameters: unknown[]) => unknown): void =>
    void recorded.ipc.set(channel, handler),
};

class FakeIpcRenderer extends EventEmitter {
  invoke(...parameters: unknown[]): Promise<unknown> {
    recorded.invoked.push(parameters);
    return Promise.resolve('answered');
  }
}
export const ipcRenderer = new FakeIpcRenderer();

export const contextBridge: Pick<Electron.ContextBridge, 'exposeInMainWorld'> = {
  exposeInMainWorld: (name, bridge: unknown) => void recorded.exposed.set(name, bridge),
};

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[] | null): void =>
    void (recorded.applicationMenu = menu),
};

export const nativeImage = {
  createFromPath: (path: string) => ({ path }),
};

resetElectron();
