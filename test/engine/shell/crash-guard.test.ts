import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeCrashMarker } from '../../../engine/shell/crash-guard.ts';
import { PATIENCE_MS } from '../../fakes/patience.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sotto-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const FAILURES: readonly (readonly [string, string, ...string[]])[] = [
  ['a rejection that nobody handles', `Promise.reject(new TypeError('canary'));`],
  [
    'a rejection in a process of Electron, which only warns of it,',
    `Promise.reject(new TypeError('canary'));`,
    '--unhandled-rejections=warn-with-error-code',
  ],
  ['a throw in a timer', `setTimeout(() => { throw new TypeError('canary'); }, 1);`],
  [
    'a throw in an event handler',
    `const events = new EventTarget();
     events.addEventListener('x', () => { throw new TypeError('canary'); });
     events.dispatchEvent(new Event('x'));`,
  ],
];

test.each(FAILURES)('%s leaves a marker and exit code 70', (_, failure, ...nodeOptions) => {
  const entry = path.join(directory, 'entry.mjs');
  const guard = path.join(PROJECT_ROOT, 'engine', 'shell', 'crash-guard.ts');
  writeFileSync(
    entry,
    `import { installCrashGuard } from ${JSON.stringify(guard)};
     installCrashGuard(${JSON.stringify(directory)}, console.error);
     setInterval(() => undefined, 1_000);
     ${failure}`,
  );
  const { status, stderr } = spawnSync(process.execPath, [...nodeOptions, entry], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  expect([status, stderr]).toEqual([
    70,
    'Sotto failed unexpectedly (TypeError). What was said and answered so far is kept.\n',
  ]);
  const marker = path.join(directory, 'crash.json');
  expect(statSync(marker).mode & 0o777).toBe(0o600);
  expect(readFileSync(marker, 'utf8')).toContain('"error": "TypeError"');
  // A message may quote what somebody said.
  expect(readFileSync(marker, 'utf8')).not.toContain('TypeError: canary');
  expect([takeCrashMarker(directory), takeCrashMarker(directory)]).toEqual([true, false]);
});
