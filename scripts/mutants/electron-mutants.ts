import { mutant, type Mutant } from './mutant.ts';

const windowOption = mutant('shell.test.ts');
const permission = mutant('permissions.test.ts');
const sender = windowOption;

/** What pages of the desktop app may do: windows' rights, permissions, navigation, who may call. */
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
  permission(
    'The microphone goes to any page of the app',
    'isCapturePage(contents.id) ? isSound : permission === CLIPBOARD_WRITE',
    'isSound || permission === CLIPBOARD_WRITE',
  ),
  permission(
    'The sound of the system goes to any page of the app',
    'isCapturePage(webContents.fromFrame(frame)?.id ?? -1)',
    'true',
  ),
  permission('A frame may navigate', 'if (!event.isMainFrame) event.preventDefault();', ''),
  permission(
    'A webview may attach',
    "contents.on('will-attach-webview', (event) => event.preventDefault());",
    '',
  ),
  permission('A page opens windows', "return { action: 'deny' };", "return { action: 'allow' };"),
  permission('Links of any scheme leave the app', "parsed?.protocol !== 'https:'", 'parsed === undefined'),
  permission('A link to any host leaves the app', 'if (!LINKED_HOSTS.has(parsed.host)) return;', ''),
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
  sender(
    'A page may make the calls of another page',
    'if (!CALLERS[name].includes(window))',
    'if (CALLERS[name].length === 0)',
  ),
  sender('The HUD may change settings', "hud: ['hud'],", "hud: ['hud', 'settings'],"),
  sender('The system shuts down before the engine ends', 'event?.preventDefault();', ''),
];
