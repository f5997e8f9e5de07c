import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchElectron } from '../../../scripts/electron/fetch-electron.ts';
import {
  ELECTRON_DIRECTORY,
  electronVersion,
  findDisplayObstacle,
  findFetchObstacle,
  findElectron,
} from '../../../scripts/electron/find-electron.ts';
import { sha256, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts';

const VERSION = electronVersion(ELECTRON_DIRECTORY);
const ARCHIVE_NAME = `electron-v${VERSION}-${process.platform}-${process.arch}.zip`;
const ARCHIVE = makeZip({ electron: 'a program', version: VERSION, padding: 'x'.repeat(200_000) });

let folder: string;
let packageDirectory: string;
let server: DownloadServer;
let notes: string[];
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-electron-'));
  packageDirectory = path.join(folder, 'electron');
  mkdirSync(packageDirectory);
  // The real installer, which finds what it needs beside itself.
  symlinkSync(path.dirname(ELECTRON_DIRECTORY), path.join(folder, 'node_modules'));
  for (const name of ['install.js', 'package.json']) {
    cpSync(path.join(ELECTRON_DIRECTORY, name), path.join(packageDirectory, name));
  }
  server = await startDownloadServer(ARCHIVE);
  expectChecksum(sha256(ARCHIVE));
  notes = [];
  vi.stubEnv('ELECTRON_MIRROR', `${server.origin}/`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const expectChecksum = (checksum: string): void =>
  writeFileSync(path.join(packageDirectory, 'checksums.json'), JSON.stringify({ [ARCHIVE_NAME]: checksum }));
const fetchIt = (limits: { answerDeadlineMs?: number; pieceDeadlineMs?: number } = {}) =>
  fetchElectron({
    packageDirectory,
    cacheDirectory: path.join(folder, 'cache'),
    note: (line) => notes.push(line),
    ...limits,
  });

test.runIf(process.platform === 'linux')(
  'the program is downloaded once, with its size and progress',
  async () => {
    expect(await fetchIt()).toBeUndefined();
    const program = findElectron(packageDirectory);
    expect(program && readFileSync(program, 'utf8')).toBe('a program');
    expect(notes.at(-1)).toBe(`Downloading Electron ${VERSION}, once: 100 % of 200 kB`);
    rmSync(path.join(packageDirectory, 'dist'), { recursive: true });
    expect(findElectron(packageDirectory)).toBeUndefined();
    expect(await fetchIt()).toBeUndefined();
    expect(findElectron(packageDirectory)).toBe(program);
    expect(server.requests).toHaveLength(1);
  },
);

test('a program with another checksum is not unpacked', async () => {
  expectChecksum('0'.repeat(64));
  expect(await fetchIt()).toMatch(/could not be downloaded \(.*checksum/i);
  expect(existsSync(path.join(packageDirectory, 'dist'))).toBe(false);
});

test.each([
  ['says no', { kind: 'status', statusCode: 404 }, /404/],
  ['sends the page of a hotel', { kind: 'html' }, /checksum/i],
  ['breaks off', { kind: 'truncate', afterBytes: 50_000 }, /terminated|closed/],
  ['ends too early', { kind: 'end-early', afterBytes: 50_000 }, /checksum/i],
  ['falls silent', { kind: 'stall', afterBytes: 50_000 }, /almost nothing came for 0.3 s/],
  ['drips', { kind: 'drip', intervalMs: 20 }, /almost nothing came for 0.3 s/],
] as const)('a server that %s is named as the reason', async (_, answer, reason) => {
  server.script.push(answer);
  const obstacle = await fetchIt({ pieceDeadlineMs: 300 });
  expect(obstacle).toMatch(/^the Electron program could not be downloaded \([^\n]*\)$/);
  expect(obstacle).toMatch(reason);
  expect(existsSync(path.join(packageDirectory, 'dist'))).toBe(false);
});

test('a server that never answers, and one that is not there, are given up', async () => {
  server.script.push({ kind: 'stall', afterBytes: 0 });
  expect(await fetchIt({ answerDeadlineMs: 300 })).toContain('no answer for 0.3 s');
  // Nobody listens on the discard port.
  vi.stubEnv('ELECTRON_MIRROR', 'http://127.0.0.1:9/');
  expect(await fetchIt()).toMatch(/could not be downloaded \(.+\)/);
});

test('root, whom Electron turns away, downloads nothing', async () => {
  expect(findFetchObstacle('linux', {}, 0)).toBe('Electron does not run as root');
  expect(findFetchObstacle('linux', {}, 1_000)).toBeUndefined();
  expect(findFetchObstacle('darwin', {}, 0)).toBeUndefined();
  expect(findFetchObstacle('darwin', { ELECTRON_OVERRIDE_DIST_PATH: '/none' }, 501)).toBe(
    'the Electron program is not installed',
  );
});

test('a folder that is not writable is named before anything is downloaded', async () => {
  const missing = path.join(folder, 'gone');
  expect(await fetchElectron({ packageDirectory: missing, note: (line) => notes.push(line) })).toBe(
    `the Electron program cannot be unpacked into ${missing}, which is not writable`,
  );
  expect([server.requests, notes]).toEqual([[], []]);
});

test('what cannot be unpacked is reported and leaves nothing behind, and is not taken for the program', async () => {
  // As much of it as fits.
  writeFileSync(
    path.join(packageDirectory, 'install.js'),
    `const fs = require('node:fs');
     fs.mkdirSync(__dirname + '/dist');
     fs.writeFileSync(__dirname + '/dist/electron', 'half a program');
     throw new Error('ENOSPC: no space left on device');`,
  );
  writeFileSync(path.join(packageDirectory, 'path.txt'), 'electron');
  expect(await fetchIt()).toMatch(/could not be unpacked into [^\n]*\([^\n]*\)$/);
  expect(existsSync(path.join(packageDirectory, 'dist'))).toBe(false);
});

test('a program that was left half unpacked is not started', () => {
  const dist = path.join(packageDirectory, 'dist');
  mkdirSync(dist);
  writeFileSync(path.join(dist, 'electron'), 'half a program');
  writeFileSync(path.join(dist, 'version'), VERSION);
  expect(findElectron(packageDirectory)).toBeUndefined();
});

test('a program of another version is not taken for this one', () => {
  const dist = path.join(packageDirectory, 'dist');
  mkdirSync(dist);
  writeFileSync(path.join(dist, 'electron'), '');
  writeFileSync(path.join(packageDirectory, 'path.txt'), 'electron');
  for (const [version, isFound] of [
    ['1.0.0', false],
    [`v${VERSION}`, true],
    [VERSION, true],
  ] as const) {
    writeFileSync(path.join(dist, 'version'), version);
    expect([version, findElectron(packageDirectory) !== undefined]).toEqual([version, isFound]);
  }
});

test('a session of Linux without a display opens no window', () => {
  expect(findDisplayObstacle('linux', {})).toBe('this session has no display');
  expect(findDisplayObstacle('linux', { DISPLAY: ':0' })).toBeUndefined();
  expect(findDisplayObstacle('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBeUndefined();
  expect(findDisplayObstacle('darwin', {})).toBeUndefined();
});

/** An archive whose files are stored as they are. */
function makeZip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offsetBytes = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(offsetBytes, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, position, Buffer.from(name)]));
    locals.push(local);
    offsetBytes += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offsetBytes, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}
