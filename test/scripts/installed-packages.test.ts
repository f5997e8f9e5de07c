import { lstatSync, readdirSync, readFileSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');

interface Locked {
  readonly cpu?: readonly string[];
}
const { packages } = JSON.parse(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

/** What `npm ci` would install on one of our processors: not bound to one, or bound to a supported one. */
const isInstalled = ({ cpu }: Locked): boolean =>
  cpu === undefined || cpu.some((name) => ['x64', 'arm64'].includes(name));

test('npm ci installs no build for graphics cards unless asked for, and keeps every plain build', () => {
  const builds = Object.entries(packages).filter(([place]) =>
    /\/(@node-llama-cpp\/|@fugood\/node-whisper-)/.test(place),
  );
  const installed = builds.filter(([, locked]) => isInstalled(locked)).map(([place]) => path.basename(place));
  expect(installed.toSorted()).toEqual([
    'linux-arm64',
    'linux-x64',
    'mac-arm64-metal',
    'mac-x64',
    'node-whisper-darwin-arm64',
    'node-whisper-darwin-x64',
    'node-whisper-linux-arm64',
    'node-whisper-linux-x64',
    'node-whisper-win32-arm64',
    'node-whisper-win32-x64',
    'win-arm64',
    'win-x64',
  ]);
});

test('what npm ci installs has at most 700 MB of files', () => {
  const packagesFolder = path.join(PROJECT, 'node_modules');
  const files = readdirSync(packagesFolder, { recursive: true, withFileTypes: true });
  // What tools keep there, such as Vitest's cache, was not installed.
  const isInstalledFile = (file: Dirent): boolean =>
    file.isFile() && !/^\.(?!bin)/.test(path.relative(packagesFolder, file.parentPath));
  const bytes = files
    .filter(isInstalledFile)
    .reduce((sum, { parentPath, name }) => sum + lstatSync(path.join(parentPath, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(700_000_000);
});
