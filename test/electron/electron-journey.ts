import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron as electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HUD_PAGE } from '../../engine/protocol/session.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { buildApp } from '../../scripts/build/build-app.ts';
import { findDisplayObstacle, findElectron } from '../../scripts/electron/find-electron.ts';
import { DEMO_SPEECH_MODEL, cleanEnvironment, runCli } from '../e2e/run-cli.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { makeJourney, prepareDataFolder, writeMicrophoneFile } from './desktop-journey.ts';

const program = findElectron();
const obstacle = findDisplayObstacle() ?? (program ? undefined : 'the Electron program is not installed');
if (obstacle !== undefined) console.warn(`SKIPPED: the desktop app was not run, since ${obstacle}.`);
const hasXdotool = process.platform === 'linux' && spawnSync('which', ['xdotool']).status === 0;

let folder: string;
let app: ElectronApplication | undefined;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'sotto-electron-'))));
afterEach(async () => {
  await app?.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(obstacle !== undefined)(
  'a question asked with the key held becomes bullets in the app',
  async () => {
    await buildApp();
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
    const microphoneFile = path.join(folder, 'microphone.wav');
    await writeMicrophoneFile(microphoneFile);
    const dataDir = path.join(folder, 'data');
    prepareDataFolder(dataDir);
    const launched = await electron.launch({
      executablePath: program ?? '',
      args: [
        PROJECT_ROOT,
        `--user-data-dir=${path.join(folder, 'user-data')}`,
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${microphoneFile}%noloop`,
      ],
      env: cleanEnvironment({
        SOTTO_DATA_DIR: dataDir,
        SOTTO_PORT: '0',
        SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
        SOTTO_OLLAMA_URL: ollama.url,
      }) as Record<string, string>,
    });
    app = launched;
    const hud = await findHud(launched);
    const xdotool = (...parameters: readonly string[]): void => void spawnSync('xdotool', parameters);
    const talk = hud.getByRole('button', { name: 'Hold to ask' });
    const ended = launched.waitForEvent('close');

    await makeJourney(
      {
        hud: () => Promise.resolve(hud),
        // Where no key can be pressed for the whole system, the HUD's button is held.
        holdTalkKey: async () => {
          if (hasXdotool) return xdotool('keydown', 'ctrl', 'keydown', 'shift', 'keydown', 'space');
          await talk.hover();
          await hud.mouse.down();
        },
        letTalkKeyGo: async () => {
          if (hasXdotool) return xdotool('keyup', 'space', 'keyup', 'shift', 'keyup', 'ctrl');
          await hud.mouse.up();
        },
        pressCompactKey: async () => {
          expect(defaultSettings.keys.compact).toBe('CommandOrControl+Shift+F3');
          if (hasXdotool) return xdotool('key', 'ctrl+shift+F3');
          expect((await runCli(['ctl', 'compact', '--data-dir', dataDir], {})).code).toBe(0);
        },
        quit: async () => {
          await launched.evaluate(({ app: running }) => running.quit()).catch(() => undefined);
          await ended;
        },
      },
      'electron',
    );
  },
);

/** The app has a hidden window as well, whose page captures. */
async function findHud(launched: ElectronApplication): Promise<Page> {
  const find = (): Page | undefined =>
    launched.windows().find((window) => new URL(window.url()).pathname === HUD_PAGE);
  await expect.poll(find).toBeDefined();
  return find() as Page;
}
