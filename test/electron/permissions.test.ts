import { beforeEach, expect, test } from 'vitest';
import { guardNavigation, guardSession } from '../../electron/permissions.ts';
import { app, FakeContents, preventable, recorded, resetElectron, session } from '../fakes/electron.ts';

const OWN = 'http://127.0.0.1:7419';
const STRANGERS = [
  'http://127.0.0.1:7420',
  'https://evil.test',
  'null',
  '',
  `${OWN}.evil.test`,
  `${OWN}@evil.test/`,
  'file:///etc/passwd',
];
/** Every permission that Electron 44 knows by name. */
const PERMISSIONS = [
  'ar',
  'automatic-fullscreen',
  'background-fetch',
  'background-sync',
  'captured-surface-control',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hand-tracking',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'nfc',
  'notifications',
  'openExternal',
  'payment-handler',
  'persistent-storage',
  'pointerLock',
  'screen-wake-lock',
  'sensors',
  'serial',
  'speaker-selection',
  'storage-access',
  'usb',
  'window-management',
  'unknown',
] as const;

let ownOrigin: string;
let contents: FakeContents;
beforeEach(() => {
  resetElectron();
  ownOrigin = OWN;
  guardSession(session.defaultSession as never, () => ownOrigin);
  guardNavigation(app as never, () => ownOrigin);
  contents = new FakeContents();
  app.emit('web-contents-created', {}, contents);
});

const request = (permission: (typeof PERMISSIONS)[number], details: object): boolean => {
  let decision: boolean | undefined;
  recorded.permissionRequest?.(null as never, permission, (isGranted) => (decision = isGranted), {
    isMainFrame: true,
    requestingUrl: `${OWN}/`,
    ...details,
  });
  return decision ?? true;
};
const check = (permission: (typeof PERMISSIONS)[number], origin: string, details: object): boolean =>
  recorded.permissionCheck?.(null, permission, origin, { isMainFrame: true, ...details }) ?? true;
const displayMedia = (fields: object): unknown => {
  let answered: unknown = 'nothing';
  const asked = { frame: { id: 1 }, securityOrigin: OWN, audioRequested: true, videoRequested: true };
  recorded.displayMedia?.({ ...asked, ...fields } as never, (streams) => (answered = streams));
  return answered;
};

test('the own page may capture sound and write to the clipboard, and nothing else', () => {
  const granted = PERMISSIONS.filter((permission) => request(permission, { mediaTypes: ['audio'] }));
  expect(granted).toEqual(['clipboard-sanitized-write', 'display-capture', 'media']);
  const checked = PERMISSIONS.filter((permission) => check(permission, OWN, { mediaType: 'audio' }));
  expect(checked).toEqual(['clipboard-sanitized-write', 'media']);
});

test('no camera, no frame inside a page and no other origin gets anything', () => {
  expect(request('media', { mediaTypes: ['video'] })).toBe(false);
  expect(request('media', { mediaTypes: ['audio', 'video'] })).toBe(false);
  expect(request('media', { mediaTypes: [] })).toBe(false);
  expect(check('media', OWN, { mediaType: 'video' })).toBe(false);
  expect(check('media', OWN, { mediaType: 'unknown' })).toBe(false);
  for (const permission of PERMISSIONS) {
    expect(request(permission, { mediaTypes: ['audio'], isMainFrame: false })).toBe(false);
    expect(check(permission, OWN, { mediaType: 'audio', isMainFrame: false })).toBe(false);
    for (const stranger of STRANGERS) {
      expect(request(permission, { mediaTypes: ['audio'], requestingUrl: stranger })).toBe(false);
      expect(check(permission, stranger, { mediaType: 'audio' })).toBe(false);
    }
  }
  expect(recorded.devicePermission?.({} as never)).toBe(false);
});

test('while the engine is down nobody is the own page', () => {
  ownOrigin = '';
  expect(request('media', { mediaTypes: ['audio'], requestingUrl: '' })).toBe(false);
  expect(check('media', '', { mediaType: 'audio' })).toBe(false);
});

test('the sound of the system is handed out where the system can, to the own page only', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  const on = (name: NodeJS.Platform): void =>
    void Object.defineProperty(process, 'platform', { value: name });
  try {
    for (const name of ['darwin', 'win32'] as const) {
      on(name);
      expect(displayMedia({})).toEqual({ video: { id: 1 }, audio: 'loopback' });
      expect(displayMedia({ securityOrigin: 'https://evil.test' })).toBeNull();
      expect(displayMedia({ audioRequested: false })).toBeNull();
      expect(displayMedia({ frame: null })).toBeNull();
    }
    on('linux');
    expect(displayMedia({})).toBeNull();
  } finally {
    Object.defineProperty(process, 'platform', platform);
  }
});

test('pages stay on the own origin', () => {
  for (const name of ['will-navigate', 'will-redirect']) {
    for (const stranger of STRANGERS) {
      const event = preventable({ url: stranger });
      contents.emit(name, event);
      expect([name, stranger, event.isPrevented]).toEqual([name, stranger, true]);
    }
    const inside = preventable({ url: `${OWN}/settings.html` });
    contents.emit(name, inside);
    expect(inside.isPrevented).toBe(false);
  }
  const frame = preventable({ url: `${OWN}/`, isMainFrame: false });
  contents.emit('will-frame-navigate', frame);
  const webview = preventable({});
  contents.emit('will-attach-webview', webview);
  expect([frame.isPrevented, webview.isPrevented]).toEqual([true, true]);
});

test('no page opens a window, and only an https link to a known host leaves for the browser', () => {
  const links = [
    'http://ollama.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://server/share',
    'ms-settings:privacy',
    'mailto:a@b.test',
    'tel:1',
    'vscode://x',
    'ssh://a',
    'ftp://a.test',
    'chrome://settings',
    'about:blank',
    'blob:https://a.test/1',
    'view-source:https://a.test',
    'https://user:secret@a.test/',
    'https://user@a.test/',
    'not a link',
    '',
    '//a.test',
    'HTTPS://',
    'x-apple.systempreferences:',
    'ws://a.test',
    'steam://run/1',
    'https://evil.test/',
    'https://ollama.com.evil.test/',
    'https://evil.test/ollama.com',
    'https://ollama.com@evil.test/',
    'https://ollama.com:8443/',
    'https://download.ollama.com/',
    OWN,
  ];
  const answers = [...links, 'https://ollama.com/download'].map((url) =>
    contents.windowOpen?.({ url } as never),
  );
  expect(new Set(answers.map((answer) => answer?.action))).toEqual(new Set(['deny']));
  expect(recorded.openedExternally).toEqual(['https://ollama.com/download']);
});
