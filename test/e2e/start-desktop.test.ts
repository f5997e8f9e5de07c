import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { cleanEnvironment, runScript } from './run-cli.ts';

/** A user of its own, since Electron turns root away, and no network at all. */
const OFFLINE = ['--user', '--map-user=1000', '--map-group=1000', '--net'];
const canGoOffline = spawnSync('unshare', [...OFFLINE, 'true']).status === 0;

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'sotto-start-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `npm start` with a program in the place of Electron that does this. */
const start = (script: string, ...flags: readonly string[]) => {
  writeFileSync(path.join(folder, 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return runScript('start.ts', flags, {
    ELECTRON_OVERRIDE_DIST_PATH: folder,
    DISPLAY: ':0',
    SOTTO_DATA_DIR: path.join(folder, 'data'),
  });
};

test.runIf(process.platform === 'linux')('the desktop app runs in the place of npm start', async () => {
  const given = path.join(folder, 'given');
  const run = await start(`echo "$@" > ${given}; exit 0`, '--desktop', '--port', '0');
  expect(run.code).toBe(0);
  expect(readFileSync(given, 'utf8')).toMatch(/^\/.* --port 0\n$/);
});

test.runIf(process.platform === 'linux')(
  'a desktop app that was asked for and cannot start ends with one line and code 1',
  async () => {
    const run = await start('exit 127', '--desktop');
    expect([run.code, run.stderr.trim()]).toEqual([
      1,
      'The desktop app cannot open, since the Electron program could not start (exit code 127). `npm start -- --browser` opens the same HUD.',
    ]);
  },
);

test('both choices at once are refused', async () => {
  const run = await start('exit 0', '--desktop', '--browser');
  expect([run.code, run.stderr.trim()]).toEqual([2, 'Choose one of --browser and --desktop.']);
});

test.skipIf(!canGoOffline)(
  `without any network npm start says at once why there is no app${canGoOffline ? '' : ' (skipped: no right to unshare)'}`,
  () => {
    const program = [process.execPath, path.join(PROJECT_ROOT, 'scripts', 'start.ts'), '--desktop'];
    const env = cleanEnvironment({ DISPLAY: ':0', HOME: folder, XDG_CACHE_HOME: folder });
    const run = spawnSync('unshare', [...OFFLINE, ...program], { env, encoding: 'utf8' });
    expect([run.status, run.stderr.trim()]).toEqual([
      1,
      expect.stringMatching(
        /^The desktop app cannot open, since the Electron program could not be downloaded \(.*github\.com.*\)\. `npm start -- --browser` opens the same HUD\.$/,
      ),
    ]);
  },
);
