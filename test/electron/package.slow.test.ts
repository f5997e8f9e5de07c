import { extractAll, extractFile, listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { importPackages } from './import-packages.ts';
import { findLeaks } from './packed-leaks.ts';
import { BRIDGE_CHANNELS } from '../../electron/contract/bridge.ts';
import { runShell } from '../../electron/shell.ts';
import { sessionSchema } from '../../engine/protocol/session.ts';
import { buildApp } from '../../scripts/build/build-app.ts';
import { readFuses, writeElectronDistribution } from '../fakes/electron-distribution.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';
import type { FakeUtilityProcess } from '../fakes/electron-utility-process.ts';
import { isAlive } from '../fakes/process-alive.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { RealUtilityProcess } from '../fakes/real-utility-process.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
/**
 * Less than half of the 250 MB that the files packed by us may have. Electron's own program comes on top, in any
 * app the same; it is not here to be counted.
 */
const OWN_BUDGET_BYTES = 120_000_000;
const UNPACKED = (): string => path.join(packed, 'resources', 'app.asar.unpacked');

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

test('the package holds the bundles and the pages, and no sources', async () => {
  const own = files.filter((file) => /^\/(build\/(electron|engine)|package\.json)/.test(file));
  expect(own.filter((file) => !file.includes('chunk-')).toSorted()).toEqual([
    '/build/electron',
    '/build/electron/main.js',
    '/build/electron/preload.cjs',
    '/build/electron/push-to-talk-process.js',
    '/build/engine',
    '/build/engine/embedded-process.js',
    '/build/engine/main.js',
    '/build/engine/sherpa-onnx-process.js',
    '/build/engine/speech-process.js',
    '/build/engine/voice-embedding-process.js',
    '/build/engine/whisper-node-process.js',
    '/package.json',
  ]);
  expect(files).toEqual(
    expect.arrayContaining(['/build/renderer/index.html', '/build/renderer/settings.html']),
  );
  const resources = await readdir(path.join(packed, 'resources'));
  expect(resources.toSorted()).toEqual(['LICENSE.txt', 'app.asar', 'app.asar.unpacked', 'assets', 'notices']);
  expect(await readdir(path.join(packed, 'resources', 'assets'))).toContain('models.json');
  expect(await readdir(path.join(packed, 'resources', 'notices'))).toEqual([
    'THIRD-PARTY-NOTICES.txt',
    'sbom.cdx.json',
  ]);
});

test('nothing from test/, no source map, no secret and nothing that is bundled already is packed', async () => {
  const outside = await readdir(path.join(packed, 'resources'), { recursive: true });
  expect(findLeaks([...files, ...outside.map((file) => `/${file.replaceAll(path.sep, '/')}`)])).toEqual([]);
  const texts = files
    .filter((file) => /^\/(build\/.*\.(js|cjs|html|css)|package\.json)$/.test(file))
    .map((file) => ({
      file,
      text: extractFile(path.join(packed, 'resources', 'app.asar'), file.slice(1)).toString(),
    }));
  expect(texts.length).toBeGreaterThan(10);
  const filesWith = (pattern: RegExp): readonly string[] =>
    texts.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
  expect(filesWith(/sourceMappingURL=|-----BEGIN [A-Z ]*PRIVATE KEY|\bghp_\w{36}/)).toEqual([]);
  // Nor is the machine named that built it.
  expect(texts.filter(({ text }) => text.includes(PROJECT)).map(({ file }) => file)).toEqual([]);
});

test('every native helper lies outside the archive, for this target only', async () => {
  const unpacked = await readdir(UNPACKED(), { recursive: true });
  const natives = unpacked
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.(node|so|so\..*|dylib|dll)$/.test(file));
  const packages = natives.map((file) => /^node_modules\/((@[^/]*\/)?[^/]*)/.exec(file)?.[1] ?? file);
  expect([...new Set(packages)].toSorted()).toEqual([
    '@fugood/node-whisper-linux-x64',
    '@node-llama-cpp/linux-x64',
    '@reflink/reflink-linux-x64-gnu',
    'sherpa-onnx-linux-x64',
    'uiohook-napi',
  ]);
  for (const helper of [
    '@fugood/node-whisper-linux-x64/index.node',
    '@node-llama-cpp/linux-x64/bins/linux-x64/llama-addon.node',
    'sherpa-onnx-linux-x64/libonnxruntime.so',
    'sherpa-onnx-linux-x64/sherpa-onnx.node',
    'uiohook-napi/prebuilds/linux-x64/uiohook-napi.node',
  ]) {
    expect(natives).toContain(`node_modules/${helper}`);
  }
  const otherTarget = /darwin|mac-|win32|win-|arm|loong|riscv|musl|cuda|vulkan/;
  expect(natives.filter((file) => otherTarget.test(file))).toEqual([]);
  // Inside the archive no native code could be loaded.
  const archived = files.filter((file) => /[^/]\.node$/.test(file) && !file.endsWith('/whisper.node'));
  expect(archived.filter((file) => !unpacked.includes(path.normalize(file.slice(1))))).toEqual([]);
});

test('the recognizer gets the ONNX Runtime that it was built for', async () => {
  const folderOfSherpa = path.join(UNPACKED(), 'node_modules', 'sherpa-onnx-linux-x64');
  const versionsIn = async (file: string): Promise<readonly string[]> => {
    const text = await readFile(path.join(folderOfSherpa, file), 'latin1');
    return [...new Set(Array.from(text.matchAll(/VERS_(\d+\.\d+\.\d+)/g), ([, version = '']) => version))];
  };
  const [needed] = await versionsIn('libsherpa-onnx-c-api.so');
  expect([needed, await versionsIn('libonnxruntime.so')]).toEqual(['1.28.2', ['1.28.2']]);
});

test('no packed package lacks a file that it needs: each is imported, and models are run', async () => {
  const app = path.join(folder, 'importable');
  extractAll(path.join(packed, 'resources', 'app.asar'), app);
  expect(importPackages(app)).toEqual({ failed: [], hasDetected: true, hasLlama: true });
  await rm(path.join(app, 'node_modules', 'node-llama-cpp', 'llama'), { recursive: true });
  expect(importPackages(app)).toMatchObject({ failed: ['node-llama-cpp'] });
});

test('what Sotto adds to Electron has less than 120 MB', async () => {
  const names = await readdir(path.join(packed, 'resources'), { recursive: true });
  const sizes = await Promise.all(
    names.map(async (name) => {
      const entry = await lstat(path.join(packed, 'resources', name));
      return entry.isFile() ? entry.size : 0;
    }),
  );
  const wholeBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
  expect(wholeBytes).toBeGreaterThan(50_000_000);
  expect(wholeBytes).toBeLessThan(OWN_BUDGET_BYTES);
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
