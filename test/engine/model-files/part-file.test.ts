import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPartFile } from '../../../engine/model-files/part-file.ts';

const URL = 'https://models.example/toy.bin';

let folder: string;
let finalPath: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-part-'));
  finalPath = path.join(folder, 'toy.bin');
});
afterEach(() => rm(folder, { recursive: true }));

test('a part resumes where an earlier try ended, and starts over for another address', async () => {
  {
    await using part = await openPartFile(finalPath, URL);
    await part.restart('"v1"');
    await part.append(Buffer.from('half'));
  }
  {
    await using part = await openPartFile(finalPath, URL);
    expect([part.sizeBytes, part.validator]).toEqual([4, '"v1"']);
    await part.append(Buffer.from(' and half'));
  }
  await using other = await openPartFile(finalPath, `${URL}?other`);
  expect([other.sizeBytes, other.validator]).toEqual([0, '']);
});

test('whole, it bears the name of the file', async () => {
  await using part = await openPartFile(finalPath, URL);
  await part.restart('');
  await part.append(Buffer.from('whole'));
  await part.complete();
  expect(await readFile(finalPath, 'utf8')).toBe('whole');
});

test('one process at a time writes it', async () => {
  await using _part = await openPartFile(finalPath, URL);
  await expect(openPartFile(finalPath, URL)).rejects.toMatchObject({ code: 'busy' });
});

test('a link in its place is not followed, and once it is gone the download can begin', async () => {
  const target = path.join(folder, 'precious');
  await writeFile(target, 'untouched');
  await symlink(target, `${finalPath}.part`);
  await expect(openPartFile(finalPath, URL)).rejects.toMatchObject({ code: 'settings-unwritable' });
  expect(await readFile(target, 'utf8')).toBe('untouched');
  await rm(`${finalPath}.part`);
  await using part = await openPartFile(finalPath, URL);
  expect(part.sizeBytes).toBe(0);
});
