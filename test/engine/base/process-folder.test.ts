import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeProcessFolder, sweepProcessFolders } from '../../../engine/base/process-folder.ts';

const PREFIX = 'sotto-test-';

let folder: string;
let deadId: number;
beforeAll(async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  deadId = child.pid ?? expect.unreachable('the child ran');
});
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-folders-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder of this process is readable to its user only, and survives the sweep', async () => {
  const made = await makeProcessFolder(folder, PREFIX);
  expect(path.basename(made)).toMatch(new RegExp(`^${PREFIX}${process.pid}-`));
  if (process.platform !== 'win32') expect((await stat(made)).mode & 0o777).toBe(0o700);
  await sweepProcessFolders(folder, PREFIX);
  expect(await readdir(folder)).toEqual([path.basename(made)]);
});

test('the folder of a process that ended goes with all that is in it', async () => {
  await mkdir(path.join(folder, `${PREFIX}${deadId}-AbC123`, 'inside'), { recursive: true });
  await writeFile(path.join(folder, `${PREFIX}${deadId}-AbC123`, 'inside', 'speech.wav'), 'words');
  await sweepProcessFolders(folder, PREFIX);
  expect(await readdir(folder)).toEqual([]);
});

test('the folder of a process that runs, also of another user, stays', async () => {
  // The first process belongs to the system: it may not be signalled, but it is there.
  const names = [`${PREFIX}${process.ppid}-AbC123`, `${PREFIX}1-AbC123`];
  for (const name of names) await mkdir(path.join(folder, name));
  await sweepProcessFolders(folder, PREFIX);
  expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
});

test('a folder with the number of this process that is older than it was left by another one', async () => {
  const old = path.join(folder, `${PREFIX}${process.pid}-AbC123`);
  await mkdir(old);
  await utimes(old, 1, 1);
  await sweepProcessFolders(folder, PREFIX);
  expect(await readdir(folder)).toEqual([]);
});

test('what only resembles such a folder stays: other names, files and links', async () => {
  const target = path.join(folder, 'target');
  await mkdir(target);
  await writeFile(path.join(target, 'precious'), '');
  for (const name of [`${PREFIX}${deadId}`, `${PREFIX}${deadId}-AbC1234`, `${PREFIX}x-AbC123`, 'other'])
    await mkdir(path.join(folder, name));
  await writeFile(path.join(folder, `${PREFIX}${deadId}-AbC123`), '');
  await symlink(target, path.join(folder, `${PREFIX}${deadId}-DeF456`), 'junction');
  const before = await readdir(folder);
  await sweepProcessFolders(folder, PREFIX);
  expect(await readdir(folder)).toEqual(before);
  expect(await readdir(target)).toEqual(['precious']);
});

test('a place that is not there has nothing to sweep', async () => {
  await expect(sweepProcessFolders(path.join(folder, 'nowhere'), PREFIX)).resolves.toBeUndefined();
});
