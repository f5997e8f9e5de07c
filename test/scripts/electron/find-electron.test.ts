import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainEnd } from '../../../scripts/electron/find-electron.ts';

const PROGRAM = path.join(path.sep, 'sotto', 'dist', 'electron');
const HELPER = path.join(path.sep, 'sotto', 'dist', 'chrome-sandbox');

let settings: string;
beforeEach(() => (settings = mkdtempSync(path.join(tmpdir(), 'sotto-settings-'))));
afterEach(() => rmSync(settings, { recursive: true }));

const explain = (code: number | null, signal: NodeJS.Signals | null, userId = 1_000): string =>
  explainEnd(PROGRAM, { code, signal }, settings, userId);
const limit = (name: string, value: string): void => {
  mkdirSync(path.dirname(path.join(settings, name)), { recursive: true });
  writeFileSync(path.join(settings, name), `${value}\n`);
};

test.each([
  ['kernel/apparmor_restrict_unprivileged_userns', '1', '0'],
  ['kernel/unprivileged_userns_clone', '0', '1'],
  ['user/max_user_namespaces', '0', '63000'],
])('a system that keeps the sandbox away by %s is reported with the way on', (name, kept, given) => {
  limit(name, given);
  expect(explain(null, 'SIGTRAP')).toBe('SIGTRAP');
  limit(name, kept);
  expect(explain(null, 'SIGTRAP')).toBe(
    `SIGTRAP: this system keeps the sandbox from it; \`sudo sh -c 'chown root "${HELPER}" && chmod 4755 "${HELPER}"'\` allows it`,
  );
  expect(explain(127, null)).toBe('exit code 127');
});

test('root, whom Electron turns away, learns why', () => {
  expect([explain(1, null, 0), explain(1, null), explain(127, null, 0)]).toEqual([
    'exit code 1: it does not run as root',
    'exit code 1',
    'exit code 127',
  ]);
});
