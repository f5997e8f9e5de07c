import { beforeEach, expect, test } from 'vitest';
import { guardNavigation, guardSession } from '../../electron/permissions.ts';
import { FakeContents } from '../fakes/electron-contents.ts';
import { app, recorded, resetElectron, session } from '../fakes/electron.ts';
import { preventable } from '../fakes/preventable.ts';

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

/** Of the capture page's contents; any other page is the HUD or a panel. */
const CAPTURE_ID = 7;

let ownOrigin: string;
let contents: FakeContents;
beforeEach(() => {
  resetElectron();
  ownOrigin = OWN;
  guardSession(
    session.defaultSession as never,
    () => ownOrigin,
    (contentsId) => contentsId === CAPTURE_ID,
  );
  guardNavigation(app as never, () => ownOrigin);
  contents = new FakeContents();
  app.emit('web-contents-created', {}, contents);
});

const request = (
  permission: (typeof PERMISSIONS)[number],
  details: object,
  contentsId = CAPTURE_ID,
): boolean => {
  let decision: boolean | undefined;
  recorded.permissionRequest?.(
    { id: contentsId } as never,
    permission,
    (isGranted) => (decision = isGranted),
    {
      isMainFrame: true,
      requestingUrl: `${OWN}/`,
      ...details,
    },
  );
  return decision ?? true;
};
const check = (permission: (typeof PERMISSIONS)[number], origin: string, details: object): boolean =>
  recorded.permissionCheck?.(null, permission, origin, { isMainFrame: true, ...details }) ?? true;
/** Of the capture page. */
const FRAME = { contentsId: CAPTURE_ID };
const displayMedia = (fields: object): unknown => {
  let answered: unknown = 'nothing';
  const asked = { frame: FRAME, securityOrigin: OWN, audioRequested: true, videoRequested: true };
  recorded.displayMedia?.({ ...asked, ...fields } as never, (streams) => (answered = streams));
  return answered;
};

test('the capture page may capture sound, every other own page may copy text, and nothing else is granted', () => {
  const grantedTo = (contentsId: number): readonly string[] =>
    PERMISSIONS.filter((permission) => request(permission, { mediaTypes: ['audio'] }, contentsId));
  expect(grantedTo(CAPTURE_ID)).toEqual(['display-capture', 'media']);
  expect(grantedTo(CAPTURE_ID + 1)).toEqual(['clipboard-sanitized-write']);
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
    expect(check(permission, OWN, { mediaType: 'audio', isMainFrame: false })).toBe(false);
    for (const contentsId of [CAPTURE_ID, CAPTURE_ID + 1]) {
      expect(request(permission, { mediaTypes: ['audio'], isMainFrame: false }, contentsId)).toBe(false);
    }
    for (const stranger of STRANGERS) {
      for (const contentsId of [CAPTURE_ID, CAPTURE_ID + 1]) {
        const details = { mediaTypes: ['audio'], requestingUrl: stranger };
        expect(request(permission, details, contentsId)).toBe(false);
      }
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
      expect(displayMedia({})).toEqual({ video: FRAME, audio: 'loopback' });
      expect(displayMedia({ securityOrigin: 'https://evil.test' })).toBeNull();
      expect(displayMedia({ audioRequested: false })).toBeNull();
      expect(displayMedia({ frame: null })).toBeNull();
      expect(displayMedia({ frame: { contentsId: CAPTURE_ID + 1 } })).toBeNull();
      expect(displayMedia({ frame: {} })).toBeNull();
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
    'https://user@ollama.com/',
    'https://:secret@ollama.com/',
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
