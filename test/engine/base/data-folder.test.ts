import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findObstacle, prepareDataFolder } from '../../../engine/base/data-folder.ts';
import { modeOf } from './mode-of.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-data-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const isUnix = process.platform !== 'win32';

test.runIf(isUnix)('a data folder that is not there is made, for its owner only', async () => {
  const made = path.join(folder, 'a', 'b');
  expect(await prepareDataFolder(made)).toBeUndefined();
  expect(await modeOf(made)).toBe(0o700);
});

test.runIf(isUnix)('a group that is the user’s own may write, another one may not', async () => {
  const shared = path.join(folder, 'shared');
  await mkdir(shared);
  await chmod(shared, 0o770);
  expect(await prepareDataFolder(shared)).toBeUndefined();
  if (process.getuid?.() !== 0) return;
  await chown(shared, 0, 12_345);
  await expect(prepareDataFolder(shared)).rejects.toThrow('can be written by other users');
});

test.runIf(isUnix)(
  'a data folder that others may write is refused, and its mode is not touched',
  async () => {
    const before = process.umask(0);
    const open = path.join(folder, 'open');
    await mkdir(open, { mode: 0o777 });
    const readable = path.join(folder, 'readable');
    await mkdir(readable, { mode: 0o755 });
    process.umask(before);
    await expect(prepareDataFolder(open)).rejects.toMatchObject({
      code: 'settings-unwritable',
      message: `The data folder ${open} can be written by other users.`,
      remedy: expect.stringContaining('SOTTO_DATA_DIR') as string,
    });
    expect(await modeOf(open)).toBe(0o777);
    expect(await prepareDataFolder(readable)).toBeUndefined();
    expect(await modeOf(readable)).toBe(0o755);
  },
);

test.runIf(isUnix && process.getuid?.() === 0)('a data folder of another user is refused', async () => {
  const theirs = path.join(folder, 'theirs');
  await mkdir(theirs, { mode: 0o700 });
  await chown(theirs, 12_345, 12_345);
  await expect(prepareDataFolder(theirs)).rejects.toThrow('belongs to another user');
});

test('a data folder that cannot be made is named, in words', async () => {
  await writeFile(path.join(folder, 'file'), '');
  const notice = await prepareDataFolder(path.join(folder, 'file', 'inside'));
  expect(notice?.message).toContain('a file is in its place');
});

test('what would keep a data folder from being made is found without making it', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  const inside = path.join(file, 'inside');
  expect(await findObstacle(inside)).toEqual({
    message: `The data folder ${inside} cannot be written (a file is in its place), so nothing is kept on the disk.`,
    remedy: 'Set SOTTO_DATA_DIR to a folder of your own.',
  });
  expect(await findObstacle(path.join(folder, 'a', 'b'))).toBeUndefined();
  expect(await readdir(folder)).toEqual(['file']);
});

test.runIf(process.platform === 'linux')(
  'a place that takes no folders is named, and nothing spins',
  async () => {
    const notice = await prepareDataFolder('/proc/nowhere/sotto');
    expect(notice?.message).toContain('there is no place for it');
  },
);
