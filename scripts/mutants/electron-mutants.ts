import type { Mutant } from './mutant.ts';

const windowOption = (name: string, snippet: string, replacement: string): Mutant => ({
  name,
  snippet,
  replacement,
  tests: ['shell.test.ts'],
});
const permission = (name: string, snippet: string, replacement: string): Mutant => ({
  name,
  snippet,
  replacement,
  tests: ['permissions.test.ts'],
});
const sender = windowOption;

/** The desktop shell: windows, permissions, navigation, who may call, secrets, processes and the package. */
export const ELECTRON_MUTANTS: readonly Mutant[] = [
  windowOption(
    'Pages share their context with the preload',
    'contextIsolation: true',
    'contextIsolation: false',
  ),
  windowOption('Pages run outside the sandbox', 'sandbox: true', 'sandbox: false'),
  windowOption('Pages get Node', 'nodeIntegration: false', 'nodeIntegration: true'),
  windowOption('Workers get Node', 'nodeIntegrationInWorker: false', 'nodeIntegrationInWorker: true'),
  windowOption('Frames get Node', 'nodeIntegrationInSubFrames: false', 'nodeIntegrationInSubFrames: true'),
  windowOption('The same-origin policy is off', 'webSecurity: true', 'webSecurity: false'),
  windowOption(
    'Insecure content may run',
    'allowRunningInsecureContent: false',
    'allowRunningInsecureContent: true',
  ),
  windowOption('Pages may embed a webview', 'webviewTag: false', 'webviewTag: true'),
  windowOption('A dropped file is opened', 'navigateOnDragDrop: false', 'navigateOnDragDrop: true'),
  windowOption('Words go to the spelling service', 'spellcheck: false', 'spellcheck: true'),
  windowOption('A hidden page is slowed down', 'backgroundThrottling: false', 'backgroundThrottling: true'),
  permission(
    'Any permission is granted to the own page',
    "permission === 'display-capture' ||",
    'permission.length > 0 ||',
  ),
  permission(
    'The camera comes with the microphone',
    "mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio')",
    "mediaTypes.some((type) => type === 'audio')",
  ),
  permission(
    'A permission is granted to any origin',
    'decide(isAllowed && details.isMainFrame && isOwn(details.requestingUrl));',
    'decide(isAllowed && details.isMainFrame);',
  ),
  permission(
    'A permission is granted to a frame',
    'decide(isAllowed && details.isMainFrame && isOwn(details.requestingUrl));',
    'decide(isAllowed && isOwn(details.requestingUrl));',
  ),
  permission(
    'The check of a permission forgets the origin',
    'details.isMainFrame && isOwn(requestingOrigin)',
    'details.isMainFrame',
  ),
  permission(
    'The check of the microphone covers the camera',
    "permission === 'media' && details.mediaType === 'audio'",
    "permission === 'media'",
  ),
  permission(
    'Devices are handed out',
    'setDevicePermissionHandler(() => false)',
    'setDevicePermissionHandler(() => true)',
  ),
  permission('The sound of the system goes to any origin', '|| !isOwn(request.securityOrigin)', ''),
  permission('A frame may navigate', 'if (!event.isMainFrame) event.preventDefault();', ''),
  permission(
    'A webview may attach',
    "contents.on('will-attach-webview', (event) => event.preventDefault());",
    '',
  ),
  permission('A page opens windows', "return { action: 'deny' };", "return { action: 'allow' };"),
  permission('Links of any scheme leave the app', "parsed?.protocol !== 'https:'", 'parsed === undefined'),
  permission('A link may carry a name', "|| parsed.username !== ''", ''),
  permission(
    'An address that begins like the own one is taken for it',
    'new URL(url).origin === ownOrigin;',
    'url.startsWith(ownOrigin);',
  ),
  permission(
    'While the engine is down every page is the own one',
    "return ownOrigin !== '' &&",
    "return ownOrigin === '' ||",
  ),
  sender('The bridge answers a stranger’s page', 'if (!window || !isOwn)', 'if (!window)'),
  sender('The bridge answers unknown contents', 'if (!window || !isOwn)', 'if (!isOwn)'),
  sender('The bridge answers a frame inside the page', 'frame.parent === null && ', ''),
  {
    name: 'The bridge can be changed by the page',
    snippet: 'const bridge: ShellBridge = Object.freeze({',
    replacement: 'const bridge: ShellBridge = ({',
    tests: ['preload.test.ts'],
  },
  {
    name: 'A token is encrypted with a key that everybody knows',
    snippet: "safeStorage.getSelectedStorageBackend() !== 'basic_text'",
    replacement: 'true',
    tests: ['kept-tokens.test.ts'],
  },
  {
    name: 'The engine starts any program through the shell',
    snippet: 'if (!ENTRY_NAMES.has(entryName)) {',
    replacement: 'if (entryName === undefined) {',
    tests: ['engine-children.test.ts'],
  },
  {
    name: 'An engine that keeps crashing is restarted for ever',
    snippet: 'if (crashes.isSpent) {\n      options.onGivenUp(',
    replacement: 'if (false) {\n      options.onGivenUp(',
    tests: ['shell.test.ts'],
  },
  {
    name: 'An engine that does not end is waited for',
    snippet: 'const overdue = setTimeout(kill, STOP_DEADLINE_MS);',
    replacement: 'const overdue = setTimeout(() => undefined, STOP_DEADLINE_MS);',
    tests: ['shell.test.ts'],
  },
  {
    name: 'A second request to quit waits like the first',
    snippet: 'if (isQuitting) {\n      leave();\n      return;',
    replacement: 'if (isQuitting) {\n      return;',
    tests: ['shell.test.ts'],
  },
  {
    name: 'The HUD is painted before it is protected',
    snippet: 'window.setContentProtection(options.hideFromCapture);',
    replacement: '',
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'The HUD stays below full-screen apps',
    snippet: "window.setAlwaysOnTop(true, 'screen-saver');",
    replacement: "window.setAlwaysOnTop(true, 'floating');",
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'The HUD stands in the task bar',
    snippet: 'skipTaskbar: true',
    replacement: 'skipTaskbar: false',
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'The HUD takes the focus when it opens',
    snippet: "window.once('ready-to-show', () => window.showInactive());",
    replacement: "window.once('ready-to-show', () => window.show());",
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'A window off every screen stays there',
    snippet: 'isReachable(place, workArea))) return place;',
    replacement: 'workArea.width > 0)) return place;',
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'Places are not told apart by displays',
    snippet: 'const name = setName(screens);',
    replacement: "const name = 'any';",
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'A damaged file of places is believed',
    snippet: 'return placesSchema.parse(JSON.parse(',
    replacement: 'return (JSON.parse(',
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'macOS 15 is said to hide windows',
    snippet: 'Number.parseInt(systemVersion, 10) < 15',
    replacement: 'Number.parseInt(systemVersion, 10) < 99',
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'Clicks go through the header as well',
    snippet: 'pass(!isOverHandle()), WATCH_INTERVAL_MS',
    replacement: 'pass(true), WATCH_INTERVAL_MS',
    tests: ['hud-window.test.ts'],
  },
  {
    name: 'One combination means two things',
    snippet: 'if (other !== undefined) return',
    replacement: 'if (other === accelerator) return',
    tests: ['action-keys.test.ts'],
  },
  {
    name: 'The system’s own keys are taken',
    snippet: 'if (RESERVED[process.platform]?.includes(chord))',
    replacement: 'if (chord === accelerator)',
    tests: ['action-keys.test.ts'],
  },
  {
    name: 'Closing the HUD is not explained',
    snippet: "this.#told.tell('still-running', TEXTS.stillRunning);",
    replacement: '',
    tests: ['shell.test.ts'],
  },
  {
    name: 'Listening goes on behind a locked screen',
    snippet: "powerMonitor.on('lock-screen', onLocked);",
    replacement: '',
    tests: ['shell.test.ts'],
  },
  {
    name: 'Unlocking resumes what the user paused',
    snippet: 'if (!this.#isPausedByLock) return;',
    replacement: '',
    tests: ['shell.test.ts'],
  },
];
