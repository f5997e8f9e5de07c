import { builtinModules } from 'node:module';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';
import { ENGINE_PROCESSES } from '../../engine/protocol/shell-link.ts';
import { writeNotices } from '../licences/write-notices.ts';
import { isFresh } from './is-fresh.ts';
import { replaceFolder } from './replace-folder.ts';

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
  'engine/base',
  'renderer/messages',
  'package-lock.json',
];

/** Builds the pages into build/renderer, unless they are newer than everything they are made of. */
export async function buildRenderer(): Promise<void> {
  if (isBuilt('renderer/index.html', ['renderer', 'engine/protocol', 'package-lock.json'])) return;
  const configFile = path.join(PROJECT, 'renderer', 'vite.config.ts');
  await replaceBuilt('renderer', (outDir) => build({ configFile, logLevel: 'warn', build: { outDir } }));
}

/** Builds the pages, the notices, the engine's processes and the Electron shell, each unless it is fresh. */
export async function buildApp(): Promise<void> {
  await buildRenderer();
  if (!isBuilt('notices/sbom.cdx.json', ['assets/NOTICES.md', 'package-lock.json', 'scripts/licences'])) {
    await replaceBuilt('notices', (outDir) => {
      writeNotices(PROJECT, outDir);
      return Promise.resolve();
    });
  }
  if (!isBuilt('engine/main.js', ['engine', 'package-lock.json'])) {
    await replaceBuilt('engine', (outDir) => build(programConfig(outDir, ENGINE_ENTRIES)));
  }
  if (!isBuilt('electron/main.js', SHELL_SOURCES)) {
    await replaceBuilt('electron', async (outDir) => {
      await build(programConfig(outDir, SHELL_ENTRIES));
      await build(preloadConfig(outDir));
    });
  }
}

/** @param output a file in build/; @param sources files and folders of the project it is made of. */
function isBuilt(output: string, sources: readonly string[]): boolean {
  return isFresh(path.join(BUILD, output), PROJECT, sources);
}

function replaceBuilt(name: string, buildInto: (outDir: string) => Promise<unknown>): Promise<void> {
  return replaceFolder(path.join(BUILD, name), buildInto);
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
