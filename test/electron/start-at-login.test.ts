import {
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setStartAtLogin } from '../../electron/start-at-login.ts';
import { app, recorded, resetElectron } from '../fakes/electron.ts';

let folder: string;
beforeEach(() => {
  resetElectron();
  app.isPackaged = true;
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-login-'));
  vi.spyOn(app, 'getPath').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
const entry = (): string => path.join(folder, 'autostart', 'sotto.desktop');

test('on Linux an autostart entry names the program that was installed, and goes when it is switched off', () => {
  vi.stubEnv('APPIMAGE', String.raw`/home/me/my "apps"/100%\$otto.AppImage`);
  setStartAtLogin(true, 'linux');
  expect(readFileSync(entry(), 'utf8').split('\n')).toEqual([
    '[Desktop Entry]',
    'Type=Application',
    'Name=Sotto',
    String.raw`Exec="/home/me/my \\"apps\\"/100%%\\\\\\$otto.AppImage"`,
    '',
  ]);
  setStartAtLogin(false, 'linux');
  expect(existsSync(entry())).toBe(false);
  setStartAtLogin(false, 'linux');
});

test('an entry is replaced whole, never written in place', () => {
  vi.stubEnv('APPIMAGE', '/old.AppImage');
  setStartAtLogin(true, 'linux');
  const before = path.join(folder, 'before');
  linkSync(entry(), before);
  vi.stubEnv('APPIMAGE', '/new.AppImage');
  setStartAtLogin(true, 'linux');
  expect([entry(), before].map((file) => /\/\w+\.AppImage/.exec(readFileSync(file, 'utf8'))?.[0])).toEqual([
    '/new.AppImage',
    '/old.AppImage',
  ]);
});

test('without an AppImage it is the program itself', () => {
  vi.stubEnv('APPIMAGE', undefined);
  setStartAtLogin(true, 'linux');
  expect(readFileSync(entry(), 'utf8')).toContain(`Exec="${process.execPath}"\n`);
});

test.each(['darwin', 'win32'] as const)('on %s the system keeps the list', (platform) => {
  setStartAtLogin(true, platform);
  setStartAtLogin(false, platform);
  expect(recorded.loginItems).toEqual([{ openAtLogin: true }, { openAtLogin: false }]);
  expect(existsSync(entry())).toBe(false);
});

test.each([
  ['darwin', { openAtLogin: false, executableWillLaunchAtLogin: true }],
  ['win32', { openAtLogin: true, executableWillLaunchAtLogin: false }],
] as const)('on %s it is noticed that the user forbids it elsewhere', (platform, answer) => {
  expect(setStartAtLogin(true, platform)).toBe(true);
  vi.spyOn(app, 'getLoginItemSettings').mockReturnValue({
    ...answer,
    wasOpenedAtLogin: false,
    status: 'requires-approval',
    launchItems: [],
  });
  expect([setStartAtLogin(true, platform), setStartAtLogin(false, platform)]).toEqual([false, true]);
});

test('on Linux it is noticed that the entry cannot be written', () => {
  expect(setStartAtLogin(true, 'linux')).toBe(true);
  rmSync(path.dirname(entry()), { recursive: true });
  writeFileSync(path.dirname(entry()), 'in the way');
  expect(setStartAtLogin(true, 'linux')).toBe(false);
});

test('from the sources nothing is started at login, since that would be Electron itself', () => {
  app.isPackaged = false;
  for (const platform of ['linux', 'darwin', 'win32'] as const) setStartAtLogin(true, platform);
  expect([recorded.loginItems, existsSync(entry())]).toEqual([[], false]);
});

test.skipIf(process.platform === 'win32')(
  "the entry is its owner's alone and is not written through a link",
  () => {
    const umask = process.umask(0);
    expect(setStartAtLogin(true, 'linux')).toBe(true);
    process.umask(umask);
    expect([path.dirname(entry()), entry()].map(modeOf)).toEqual([0o700, 0o600]);
    const elsewhere = path.join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'mine');
    rmSync(entry());
    symlinkSync(elsewhere, entry());
    expect(setStartAtLogin(true, 'linux')).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect(readFileSync(entry(), 'utf8')).toContain('Name=Sotto');
  },
);

function modeOf(place: string): number {
  return statSync(place).mode & 0o777;
}
