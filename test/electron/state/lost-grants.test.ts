import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findLostGrants } from '../../../electron/state/lost-grants.ts';
import { app, recorded, resetElectron } from '../../fakes/electron.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-grants-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const startVersion = (version: string): readonly string[] => {
  vi.spyOn(app, 'getVersion').mockReturnValue(version);
  return findLostGrants(folder, 'darwin');
};

test('a grant that an update lost is named at each start with its remedy, until it is given again', () => {
  expect(startVersion('1.0.0')).toEqual([]);
  recorded.isTrustedForAccessibility = false;
  recorded.microphoneAccess = 'denied';
  const expected = ['desktop.lost-accessibility', 'desktop.lost-microphone'];
  expect(startVersion('1.1.0')).toEqual(expected);
  expect(startVersion('1.1.0')).toEqual(expected);
  recorded.isTrustedForAccessibility = true;
  recorded.microphoneAccess = 'granted';
  expect(startVersion('1.1.0')).toEqual([]);
});

test('the runbook resets a grant by the identifier that the packages have', () => {
  const builder = readFileSync(path.join(PROJECT_ROOT, 'electron-builder.yml'), 'utf8');
  const [, appId = ''] = /^appId: (.+)$/m.exec(builder) ?? [];
  const runbook = readFileSync(path.join(PROJECT_ROOT, 'docs/runbook.md'), 'utf8');
  expect(runbook).toContain(`\`tccutil reset Microphone ${appId}\``);
});

test('a grant that was never given, or was taken back in the same version, is not called lost', () => {
  recorded.microphoneAccess = 'not-determined';
  expect(startVersion('1.0.0')).toEqual([]);
  expect(startVersion('1.1.0')).toEqual([]);
  recorded.isTrustedForAccessibility = false;
  expect(startVersion('1.1.0')).toEqual([]);
  expect(startVersion('1.2.0')).toEqual([]);
});

test('a damaged file counts as empty, and other systems have no such grants', () => {
  writeFileSync(path.join(folder, 'grants.json'), '{"accessibility":1}');
  recorded.isTrustedForAccessibility = false;
  expect(startVersion('1.0.0')).toEqual([]);
  writeFileSync(path.join(folder, 'grants.json'), '{"accessibility":"0.9.0"}');
  expect(findLostGrants(folder, 'linux')).toEqual([]);
  expect(findLostGrants(folder, 'win32')).toEqual([]);
  expect(startVersion('1.0.0')).toHaveLength(1);
});
