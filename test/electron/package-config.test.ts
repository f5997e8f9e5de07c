import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

const CONFIG = readFileSync(path.join(PROJECT_ROOT, 'electron-builder.yml'), 'utf8');
/** The lines below a key of the first level. */
const section = (name: string): string =>
  new RegExp(`^${name}:\\n((?: +.*\\n)+)`, 'm').exec(CONFIG)?.[1] ?? '';

test('an AppImage keeps the sandbox, from its entry in the menu as well', () => {
  expect(section('appImage')).toMatch(/^ {2}executableArgs: \[\]$/m);
  expect(CONFIG).not.toMatch(/^[^#]*--no-sandbox/m);
});

test('the fuses leave no way to run other code as the app', () => {
  const fuses = Array.from(section('electronFuses').matchAll(/^ {2}(\w+): (\w+)$/gm), ([, name, state]) => [
    name,
    state,
  ]);
  expect(Object.fromEntries(fuses)).toEqual({
    resetAdHocDarwinSignature: 'true',
    runAsNode: 'false',
    enableCookieEncryption: 'true',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    loadBrowserProcessSpecificV8Snapshot: 'false',
    grantFileProtocolExtraPrivileges: 'false',
  });
});

test('a Mac starts a package that was made without a certificate', () => {
  expect(section('electronFuses')).toMatch(/^ {2}resetAdHocDarwinSignature: true$/m);
});

test('macOS says what the microphone and the sound of the system are for, and hands them out', () => {
  expect(section('mac')).toMatch(/NSMicrophoneUsageDescription: \S/);
  expect(section('mac')).toMatch(/NSAudioCaptureUsageDescription: \S/);
  const entitlements = readFileSync(path.join(PROJECT_ROOT, 'electron', 'entitlements.plist'), 'utf8');
  const granted = Array.from(entitlements.matchAll(/<key>(.+)<\/key>\s*<true\/>/g), ([, key]) => key);
  expect(granted).toEqual(['com.apple.security.cs.allow-jit', 'com.apple.security.device.audio-input']);
});
