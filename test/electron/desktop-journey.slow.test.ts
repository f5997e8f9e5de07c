import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PushToTalkReply } from '../../electron/contract/push-to-talk-messages.ts';
import { runShell } from '../../electron/shell.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { buildApp } from '../../scripts/build/build-app.ts';
import { hasChromium } from '../e2e/browser.ts';
import { DEMO_SPEECH_MODEL } from '../e2e/run-cli.ts';
import { recorded, resetElectron, type FakeWindow } from '../fakes/electron.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { isAlive } from '../fakes/process-alive.ts';
import { RealUtilityProcess } from '../fakes/real-utility-process.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { makeJourney, prepareDataFolder, writeMicrophoneFile } from './desktop-journey.ts';
import { showRealWindows } from './real-windows.ts';
import { MISSING_DISPLAY_TOOLS, startDisplay } from './start-display.ts';

const BUILD = path.join(PROJECT_ROOT, 'build');
const MISSING = [...MISSING_DISPLAY_TOOLS, ...(hasChromium ? [] : ['Chromium'])];
const TALK_KEYS = ['ctrl', 'shift', 'space'];

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  resetElectron();
  recorded.fork = (modulePath, parameters) => new RealUtilityProcess(modulePath, parameters);
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-journey-'));
  recorded.userDataDirectory = folder;
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const { pid } of recorded.utilities) if (isAlive(pid)) process.kill(pid as number, 'SIGKILL');
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(MISSING.length > 0)(
  `the desktop app in real windows: a question asked with the key held becomes bullets${MISSING.length > 0 ? ` (skipped: no ${MISSING.join(', ')})` : ''}`,
  async () => {
    await buildApp();
    using display = await startDisplay('1920x1080');
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
    const microphoneFile = path.join(folder, 'microphone.wav');
    await writeMicrophoneFile(microphoneFile);
    prepareDataFolder(path.join(folder, 'data'));
    const environment = {
      DISPLAY: display.name,
      WAYLAND_DISPLAY: '',
      XDG_SESSION_TYPE: 'x11',
      SOTTO_DATA_DIR: path.join(folder, 'data'),
      SOTTO_PORT: '0',
      SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
      SOTTO_OLLAMA_URL: ollama.url,
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    await using windows = showRealWindows({
      display: display.name,
      preload: path.join(BUILD, 'electron', 'preload.cjs'),
      microphoneFile,
    });
    const signals = process.listeners('SIGTERM');
    runShell({
      shellDirectory: path.join(BUILD, 'electron'),
      engineDirectory: path.join(BUILD, 'engine'),
      rendererDirectory: path.join(BUILD, 'renderer'),
      assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
    });
    expect(process.listeners('SIGTERM')).toHaveLength(signals.length + 1);
    // The HUD, and the hidden page that captures.
    await expect.poll(() => recorded.windows.length).toBe(2);
    await expect.poll(() => recorded.shortcuts.size).toBeGreaterThan(0);
    await grabKey(defaultSettings.keys.compact, display.name);

    await makeJourney(
      {
        hud: () => windows.pageOf(recorded.windows[0] as FakeWindow),
        holdTalkKey: async () => {
          await expect.poll(() => recorded.trays[0]?.toolTips.join()).toContain('Listening');
          display.xdotool(...TALK_KEYS.flatMap((key) => ['keydown', key]));
        },
        letTalkKeyGo: () => Promise.resolve(display.xdotool(...TALK_KEYS.flatMap((key) => ['keyup', key]))),
        pressCompactKey: () => Promise.resolve(display.xdotool('key', 'ctrl+shift+F3')),
        quit: async () => {
          const quit = recorded.trays[0]?.menu.find(({ label }) => label === 'Quit Sotto');
          (quit?.click as (() => void) | undefined)?.();
          await expect.poll(() => recorded.exitCodes).toEqual([0]);
        },
      },
      'chromium',
    );
    expect(recorded.windows.map((window) => window.isDestroyed())).toEqual([true, true]);
    await expect.poll(() => recorded.utilities.filter(({ pid }) => isAlive(pid))).toEqual([]);
  },
);

/** Stands in for `globalShortcut`: a real press of the key calls what the shell registered for it. */
async function grabKey(accelerator: string, display: string): Promise<void> {
  const child = fork(path.join(PROJECT_ROOT, 'electron', 'push-to-talk-process.ts'), [], {
    env: { ...process.env, DISPLAY: display },
    execArgv: [],
    stdio: 'ignore',
  });
  started.push(child);
  const replies: PushToTalkReply['type'][] = [];
  child.on('message', (message) => {
    const { type } = message as PushToTalkReply;
    replies.push(type);
    if (type === 'pressed') recorded.shortcuts.get(accelerator)?.();
  });
  child.send({ type: 'watch', accelerator });
  await expect.poll(() => replies).toContain('watching');
}
