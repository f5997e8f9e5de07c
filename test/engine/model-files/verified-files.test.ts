import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openVerifiedFiles } from '../../../engine/model-files/verified-files.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let folder: string;
let sidecar: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-verified-'));
  sidecar = path.join(folder, 'verified.json');
  file = path.join(folder, 'model.bin');
  await writeFile(file, 'weights');
});
afterEach(() => rm(folder, { recursive: true }));

/** Claims another digest for the file as it is: what is then reported was not hashed again. */
async function forge(): Promise<void> {
  const text = await readFile(sidecar, 'utf8');
  await writeFile(sidecar, text.replaceAll(sha256('weights'), 'remembered'));
}

test('a file is hashed once, also over a restart', async () => {
  expect(await (await openVerifiedFiles(sidecar)).digestOf(file)).toBe(sha256('weights'));
  await forge();
  expect(await (await openVerifiedFiles(sidecar)).digestOf(file)).toBe('remembered');
});

test('a change is found though size and date are what they were', async () => {
  const verified = await openVerifiedFiles(sidecar);
  await verified.digestOf(file);
  const { atime, mtime } = await stat(file);
  await writeFile(file, 'WEIGHTS');
  await utimes(file, atime, mtime);
  expect(await verified.digestOf(file)).toBe(sha256('WEIGHTS'));
});

test('what was imported is remembered beside what is there', async () => {
  const verified = await openVerifiedFiles(sidecar);
  expect(verified.importedDigestOf(file)).toBeUndefined();
  await verified.noteImport(file, sha256('weights'));
  await writeFile(file, 'damaged');
  expect(await verified.digestOf(file)).toBe(sha256('damaged'));
  const later = await openVerifiedFiles(sidecar);
  expect(later.importedDigestOf(file)).toBe(sha256('weights'));
  await later.forget(file);
  expect((await openVerifiedFiles(sidecar)).importedDigestOf(file)).toBeUndefined();
});

test('an import is hashed even if the file it replaces was', async () => {
  const verified = await openVerifiedFiles(sidecar);
  await verified.digestOf(file);
  await forge();
  const later = await openVerifiedFiles(sidecar);
  await later.noteImport(file, 'x');
  expect(await later.digestOf(file)).toBe(sha256('weights'));
});

test.each(['', '{', '[]', '{"a":{"sha256":1}}'])('a record of %j is not a record', async (text) => {
  await writeFile(sidecar, text);
  expect(await (await openVerifiedFiles(sidecar)).digestOf(file)).toBe(sha256('weights'));
});

test('a record that cannot be kept costs nothing but time, and a file that is gone is an error', async () => {
  const verified = await openVerifiedFiles(path.join(file, 'inside', 'verified.json'));
  expect(await verified.digestOf(file)).toBe(sha256('weights'));
  await expect(verified.digestOf(path.join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
});
