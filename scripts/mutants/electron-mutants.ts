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
    snippet: 'if (crashCount > RESTART_LIMIT_COUNT) {',
    replacement: 'if (crashCount > RESTART_LIMIT_COUNT * 1_000) {',
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
];
