import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  appendToFile,
  makeFolder,
  writeFileAtomic,
  writeFileAtomicSync,
} from '../../../engine/base/atomic-file.ts';
import { modeOf } from './mode-of.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-atomic-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const isUnix = process.platform !== 'win32';
/** Both ways to write promise the same. */
const WRITES = [
  ['at leisure', writeFileAtomic],
  ['at once', (file: string, text: string) => Promise.resolve(writeFileAtomicSync(file, text))],
] as const;

test.runIf(isUnix)('files and folders are their owner’s only, with no umask at all', async () => {
  const inner = path.join(folder, 'a', 'b');
  const before = process.umask(0);
  try {
    await makeFolder(inner);
    for (const [name, write] of WRITES) await write(path.join(inner, name), '{}');
    await appendToFile(path.join(inner, 'lines'), 'one\n');
  } finally {
    process.umask(before);
  }
  expect(await modeOf(path.join(folder, 'a'))).toBe(0o700);
  expect(await modeOf(inner)).toBe(0o700);
  for (const [name] of WRITES) expect(await modeOf(path.join(inner, name))).toBe(0o600);
  expect(await modeOf(path.join(inner, 'lines'))).toBe(0o600);
});

test.runIf(isUnix).each(WRITES)(
  'written %s, a symbolic link in the file’s place is replaced, and its target stays as it was',
  async (_, write) => {
    const target = path.join(folder, 'target');
    const file = path.join(folder, 'state.json');
    await writeFile(target, 'precious');
    await symlink(target, file);
    await write(file, 'new');
    expect(await readFile(target, 'utf8')).toBe('precious');
    expect((await lstat(file)).isSymbolicLink()).toBe(false);
    await symlink(target, `${file}.lines`);
    await expect(appendToFile(`${file}.lines`, 'x')).rejects.toMatchObject({ code: 'settings-unwritable' });
    expect(await readFile(target, 'utf8')).toBe('precious');
  },
);

test.each(WRITES)('a write %s that fails leaves the old file and nothing beside it', async (_, write) => {
  const file = path.join(folder, 'state');
  await mkdir(path.join(file, 'inside'), { recursive: true });
  await expect((async () => write(file, 'new'))()).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['state']);
});

test.each(WRITES)(
  'a write %s sweeps what a killed process left, not what another one writes',
  async (_, write) => {
    const file = path.join(folder, 'state.json');
    const old = `${file}.0b0b0b0b-1111-2222-3333-444444444444.part`;
    const young = `${file}.0c0c0c0c-1111-2222-3333-444444444444.part`;
    await writeFile(old, '');
    await utimes(old, 1, 1);
    await writeFile(young, '');
    await write(file, '{}');
    expect((await readdir(folder)).toSorted()).toEqual([path.basename(file), path.basename(young)]);
  },
);

test('a hundred writes at once leave one whole file', async () => {
  const file = path.join(folder, 'state.json');
  const texts = Array.from({ length: 100 }, (_, index) => `${index}`.repeat(5_000));
  await Promise.all(texts.map((text) => writeFileAtomic(file, text)));
  expect(texts).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['state.json']);
});
