import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  readCacheFile,
  removeCacheFile,
  writeCacheFile,
  type CacheEntry,
} from '../../../engine/answer/answer-cache-file.ts';
import { silentLogger } from '../../../engine/base/logger.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-cache-'));
  file = path.join(folder, 'answers.json');
});
afterEach(() => rm(folder, { recursive: true }));

const ENTRY: CacheEntry = {
  space: 's',
  question: 'What is TCP?',
  keys: { exact: 's what is tcp', sorted: 's is tcp what' },
  bullets: ['A protocol'],
  model: 'tiny',
  storedAtMs: 1,
  askedCount: 0,
};
const read = (): Promise<readonly CacheEntry[]> => readCacheFile(file, silentLogger);

test('entries come back in the order in which they were written', async () => {
  const entries = [ENTRY, { ...ENTRY, question: 'What is UDP?' }];
  await writeCacheFile(file, entries);
  expect(await read()).toEqual(entries);
});

test('a cache that is not there is empty, and nothing is set aside', async () => {
  expect(await read()).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

const stored = (change: object): string => JSON.stringify({ version: 5, entries: [{ ...ENTRY, ...change }] });

test.each([
  ['another version', JSON.stringify({ version: 4, entries: [] })],
  ['no JSON', '{"version":5,'],
  ['an entry without bullets', stored({ bullets: [] })],
  ['an entry with too many bullets', stored({ bullets: ['1', '2', '3', '4', '5', '6'] })],
  ['a field that nobody wrote', stored({ extra: true })],
  ['a count below zero', stored({ askedCount: -1 })],
])('a file with %s is set aside whole and the cache begins empty', async (_what, text) => {
  await writeFile(file, text);
  expect(await read()).toEqual([]);
  expect(await readdir(folder)).toEqual(['answers.json.unreadable']);
});

test('a file that is far too big is not read', async () => {
  await writeFile(file, '');
  await truncate(file, 64 * 1_024 * 1_024 + 1);
  expect(await read()).toEqual([]);
  expect(await readdir(folder)).toEqual(['answers.json.unreadable']);
});

test('removing takes what was set aside and half written along, and nothing else', async () => {
  await writeCacheFile(file, [ENTRY]);
  for (const name of ['answers.json.unreadable', 'answers.json.0b0b.part', 'history.db'])
    await writeFile(path.join(folder, name), '');
  await removeCacheFile(file);
  expect(await readdir(folder)).toEqual(['history.db']);
});

test('removing from a folder that is not there is no error', async () => {
  await removeCacheFile(path.join(folder, 'nowhere', 'answers.json'));
  await mkdir(path.join(folder, 'empty'));
  await removeCacheFile(path.join(folder, 'empty', 'answers.json'));
});
