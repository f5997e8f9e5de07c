import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashFile, sha256OfFile } from '../../../engine/model-files/file-hash.ts';

const BYTES = Buffer.alloc(2.5 * 1_024 * 1_024, 'sotto');
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-hash-'));
  file = path.join(folder, 'model.bin');
  await writeFile(file, BYTES);
});
afterEach(() => rm(folder, { recursive: true }));

test('the digest is that of the whole file', async () => {
  expect(await sha256OfFile(file)).toBe(createHash('sha256').update(BYTES).digest('hex'));
});

test('progress grows to the size of the file', async () => {
  const seen: number[] = [];
  for await (const hashedBytes of hashFile(file)) seen.push(hashedBytes);
  expect(seen).toEqual([1_048_576, 2_097_152, 2_621_440]);
});

test('an abort ends it with its reason', async () => {
  await expect(sha256OfFile(file, AbortSignal.abort('closed'))).rejects.toBe('closed');
});
