import { execFileSync } from 'node:child_process';
import {
  constants,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  checkDatabaseFile,
  makeDatabaseFile,
  openOwnFile,
  readStateBytesSync,
  readStateFile,
  readStateFileSync,
} from '../../../engine/base/regular-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-state-'));
  file = path.join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const isUnix = process.platform !== 'win32';

test('a file is read as it is, at once or later', async () => {
  writeFileSync(file, 'text');
  expect([await readStateFile(file), readStateFileSync(file)]).toEqual(['text', 'text']);
});

test('a file that is not there is told apart from what is not a file', async () => {
  await expect(readStateFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(() => readStateFileSync(file)).toThrow('ENOENT');
});

test('what is far larger than Sotto makes it is not read into memory', async () => {
  writeFileSync(file, '');
  truncateSync(file, 3 * 1_024 ** 3);
  const message = 'state.json in the data folder is larger than Sotto makes it.';
  await expect(readStateFile(file)).rejects.toThrow(message);
  for (const read of [readStateFileSync, readStateBytesSync]) expect(() => read(file)).toThrow(message);
});

const PLACES: readonly (readonly [string, () => unknown])[] = [
  ['a pipe', () => execFileSync('mkfifo', [file])],
  ['a folder', () => mkdirSync(file)],
  ['a socket', () => once(createServer().listen(file).unref(), 'listening')],
  [
    'a link',
    () => {
      writeFileSync(`${file}.target`, 'precious');
      symlinkSync(`${file}.target`, file);
    },
  ],
  ['a link to a device', () => symlinkSync('/dev/zero', file)],
];

test.runIf(isUnix).each(PLACES)(
  '%s in the place of a file is refused, however it would be opened',
  async (_, place) => {
    await place();
    const refusal = {
      code: 'settings-unwritable',
      message: 'state.json in the data folder is not a file.',
      remedy: `Move ${file} away.`,
    };
    await expect(readStateFile(file)).rejects.toMatchObject(refusal);
    await expect(openOwnFile(file, constants.O_APPEND)).rejects.toMatchObject(refusal);
    for (const attempt of [readStateFileSync, readStateBytesSync, makeDatabaseFile, checkDatabaseFile]) {
      expect(() => attempt(file)).toThrow(expect.objectContaining(refusal) as Error);
    }
  },
);

test.runIf(isUnix).each(['-wal', '-shm', '-journal'])(
  'a pipe in the place of what SQLite keeps beside its file is refused: %s',
  (suffix) => {
    execFileSync('mkfifo', [`${file}${suffix}`]);
    expect(() => makeDatabaseFile(file)).toThrow(`state.json${suffix} in the data folder is not a file.`);
  },
);

test.runIf(isUnix)('a database is its owner’s alone, also one that was there', () => {
  writeFileSync(file, 'kept', { mode: 0o644 });
  makeDatabaseFile(file);
  expect([(statSync(file).mode & 0o777).toString(8), readStateFileSync(file)]).toEqual(['600', 'kept']);
  makeDatabaseFile(file, constants.O_TRUNC);
  expect(readStateFileSync(file)).toBe('');
});
