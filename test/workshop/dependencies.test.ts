import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from './source-files.ts';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const readText = (name: string): string => readFileSync(path.join(PROJECT_ROOT, name), 'utf8');
const { packages } = JSON.parse(readText('package-lock.json')) as { packages: Record<string, LockedPackage> };

/** Packages that bring a script; `.npmrc` keeps it from running, and none is needed. */
const KNOWN_SCRIPTS = [
  'node_modules/@fugood/whisper.node',
  'node_modules/node-llama-cpp',
  'node_modules/protobufjs',
  'node_modules/uiohook-napi',
];
/** Older ones have known holes in how they bound what a peer may send. */
const OLDEST_WS = [8, 21, 0];

test('every dependency is pinned, and only known packages may run a script when they are installed', () => {
  const locked = Object.entries(packages).filter(([name]) => name !== '');
  expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(scripted.map(([name]) => name).toSorted()).toEqual(KNOWN_SCRIPTS);
  expect(readText('.npmrc')).toContain('ignore-scripts=true');
  const own = JSON.parse(readText('package.json')) as Record<string, Record<string, string>>;
  const wanted = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(own[kind] ?? {}),
  );
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
});

test('the WebSocket library is no older than what its limits need', () => {
  const versions = Object.entries(packages)
    .filter(([name]) => /(?:^|\/)node_modules\/ws$/.test(name))
    .map(([, { version = '' }]) => version.split('.').map(Number));
  expect(versions.length).toBeGreaterThan(0);
  for (const version of versions) expect(compare(version, OLDEST_WS)).toBeGreaterThanOrEqual(0);
});

function compare(left: readonly number[], right: readonly number[]): number {
  const index = right.findIndex((number, place) => number !== left[place]);
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
