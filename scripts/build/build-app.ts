import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';
import { ENGINE_PROCESSES } from '../../engine/protocol/shell-link.ts';
import { writeNotices } from '../licences/write-notices.ts';

const PROJECT = path.resolve(import.meta.dirname, '..', '..');
const BUILD = path.join(PROJECT, 'build');

/** Entries of the engine and its processes, by the name under which they find each other: all in one folder. */
const ENGINE_ENTRIES = { main: 'engine/main.ts', ...ENGINE_PROCESSES };
const SHELL_ENTRIES = {
  main: 'electron/main.ts',
  'push-to-talk-process': 'electron/push-to-talk-process.ts',
};

/** Packages that stay what they are: native code, wasm, or files they look for beside themselves. */
const UNBUNDLED_PACKAGES = [
  'electron',
  'electron-updater',
  '@fugood/whisper.node',
  '@ricky0123/vad-web',
  '@wasm-audio-decoders/flac',
  'codec-parser',
  'mpg123-decoder',
  'node-llama-cpp',
  'node-record-lpcm16',
  'onnxruntime-web',
  'opus-decoder',
  'sherpa-onnx-node',
  'uiohook-napi',
  'whisper-node',
  'word-list',
];

/** What the shell's bundles hold. */
const SHELL_SOURCES = [
  'electron',
  'engine/protocol',
  'engine/base/atomic-file.ts',
  'renderer/messages',
  'package-lock.json',
];

/** Builds the pages into build/renderer, unless they are newer than everything they are made of. */
export async function buildRenderer(): Promise<void> {
  if (isFresh('renderer/index.html', ['renderer', 'engine/protocol', 'package-lock.json'])) return;
  const configFile = path.join(PROJECT, 'renderer', 'vite.config.ts');
  await replaceFolder('renderer', (outDir) => build({ configFile, logLevel: 'warn', build: { outDir } }));
}

/** Builds the pages, the notices, the engine's processes and the Electron shell, each unless it is fresh. */
export async function buildApp(): Promise<void> {
  await buildRenderer();
  if (!isFresh('notices/sbom.cdx.json', ['assets/NOTICES.md', 'package-lock.json', 'scripts/licences'])) {
    await replaceFolder('notices', (outDir) => {
      writeNotices(PROJECT, outDir);
      return Promise.resolve();
    });
  }
  if (!isFresh('engine/main.js', ['engine', 'package-lock.json'])) {
    await replaceFolder('engine', (outDir) => build(programConfig(outDir, ENGINE_ENTRIES)));
  }
  if (!isFresh('electron/main.js', SHELL_SOURCES)) {
    await replaceFolder('electron', async (outDir) => {
      await build(programConfig(outDir, SHELL_ENTRIES));
      await build(preloadConfig(outDir));
    });
  }
}

/** Builds beside the folder and then swaps, so that readers find it whole, even with two builds at once. */
async function replaceFolder(name: string, buildInto: (outDir: string) => Promise<unknown>): Promise<void> {
  // Whether a test or a developer builds: in any other environment the pages would name the files of this machine.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  const folder = path.join(BUILD, name);
  const fresh = path.join(BUILD, `.${name}-${randomUUID()}`);
  const stale = `${fresh}-old`;
  try {
    await buildInto(fresh);
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = environment;
  }
  mkdirSync(folder, { recursive: true });
  renameSync(folder, stale);
  renameSync(fresh, folder);
  rmSync(stale, { recursive: true });
}

/** Programs for Node: ES modules with our own code and plain packages inside. */
function programConfig(outDir: string, entries: Readonly<Record<string, string>>): InlineConfig {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, path.join(PROJECT, file)]),
  );
  return {
    root: PROJECT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
    ssr: { noExternal: true, external: UNBUNDLED_PACKAGES, target: 'node' },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input,
        external: isExternal,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
      },
    },
  };
}

/** A sandboxed preload can only be one CommonJS file. */
function preloadConfig(outDir: string): InlineConfig {
  const config = programConfig(outDir, {});
  return {
    ...config,
    build: {
      ...config.build,
      emptyOutDir: false,
      rolldownOptions: {
        input: { preload: path.join(PROJECT, 'electron', 'preload.ts') },
        external: isExternal,
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  };
}

function isExternal(name: string): boolean {
  return (
    name.startsWith('node:') ||
    builtinModules.includes(name) ||
    UNBUNDLED_PACKAGES.some((unbundled) => name === unbundled || name.startsWith(`${unbundled}/`))
  );
}

/** @param output a file in build/; @param sources files and folders of the project it is made of. */
function isFresh(output: string, sources: readonly string[]): boolean {
  const built = statSync(path.join(BUILD, output), { throwIfNoEntry: false });
  return built !== undefined && sources.every((source) => newestChangeMs(source) < built.mtimeMs);
}

function newestChangeMs(source: string): number {
  const place = path.join(PROJECT, source);
  const own = statSync(place);
  if (!own.isDirectory()) return own.mtimeMs;
  const parts = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return Math.max(own.mtimeMs, ...parts.map((part) => statSync(path.join(place, part)).mtimeMs));
}
