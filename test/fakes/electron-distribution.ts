import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Stands before the fuses in Electron's program; packagers look for it. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_COUNT = 8;
const FUSE_SCHEMA_VERSION = 1;

/** Writes what a packager needs of Electron's own folder: a program with fuses, all of them set, and names. */
export function writeElectronDistribution(folder: string): void {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'));
  const program = Buffer.concat([
    Buffer.from(`no real program ${FUSE_SENTINEL}`),
    Buffer.from([FUSE_SCHEMA_VERSION, FUSE_COUNT]),
    Buffer.from('1'.repeat(FUSE_COUNT)),
  ]);
  writeFileSync(path.join(folder, 'electron'), program, { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']) {
    writeFileSync(path.join(folder, name), '');
  }
}

/** @returns the state of each fuse, in order: `0` off, `1` on. */
export function readFuses(program: Buffer): string {
  const start = program.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length;
  return program.subarray(start + 2, start + 2 + FUSE_COUNT).toString('latin1');
}
