import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openKeptAudio, type KeptAudioOptions } from '../../../engine/transcription/kept-audio.ts';

let directory: string;

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'sotto-kept-')), 'kept-audio');
});
afterEach(async () => {
  await rm(path.dirname(directory), { recursive: true, force: true });
});

function optionsWith(more: Partial<KeptAudioOptions> = {}): KeptAudioOptions {
  return { directory, mayWrite: () => true, memoryLimitBytes: 2_000, log: silentLogger, ...more };
}

function utterance(value: number): Int16Array {
  return new Int16Array(500).fill(value);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

test('what fits the memory stays there, and the rest comes back from the disk as it was', async () => {
  await using audio = await openKeptAudio(optionsWith());
  const kept = [1, 2, 3, 4].map((value) => audio.keep(utterance(value), expect.unreachable));
  expect(await Promise.all(kept.map((one) => one.read()))).toEqual([1, 2, 3, 4].map(utterance));
  expect(await filesIn(directory)).toHaveLength(2);
});

test('a file is readable by this user only, and by no one without the key in memory', async () => {
  await using audio = await openKeptAudio(optionsWith({ memoryLimitBytes: 0 }));
  await audio.keep(utterance(0x41_41), expect.unreachable).read();
  const [file = ''] = await filesIn(directory);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  expect((await readFile(file)).includes('AAAAAAAA')).toBe(false);
});

test('a file is deleted after use, also when it was still being written', async () => {
  await using audio = await openKeptAudio(optionsWith({ memoryLimitBytes: 0 }));
  const used = audio.keep(utterance(1), expect.unreachable);
  await used.read();
  used.discard();
  audio.keep(utterance(2), expect.unreachable).discard();
  await expect.poll(() => filesIn(directory)).toEqual([]);
});

test('a full store loses the oldest, and says so', async () => {
  const lost: number[] = [];
  await using audio = await openKeptAudio(optionsWith({ memoryLimitBytes: 1_000, fileLimitBytes: 2_000 }));
  const kept = [1, 2, 3, 4, 5].map((value) => audio.keep(utterance(value), () => lost.push(value)));
  expect(lost).toEqual([1, 2]);
  const left = await Promise.all(kept.slice(2).map((one) => one.read()));
  expect(left).toEqual([3, 4, 5].map(utterance));
});

test('where nothing may be written, memory alone is used', async () => {
  const lost: number[] = [];
  await using audio = await openKeptAudio(optionsWith({ mayWrite: () => false }));
  for (const value of [1, 2, 3]) audio.keep(utterance(value), () => lost.push(value));
  expect(lost).toEqual([1]);
  expect(existsSync(directory)).toBe(false);
});

test('a disk that takes nothing costs no more than what memory cannot hold', async () => {
  await writeFile(directory, 'in the way');
  const lost: number[] = [];
  const audio = await openKeptAudio(optionsWith());
  const kept = [1, 2, 3].map((value) => audio.keep(utterance(value), () => lost.push(value)));
  await expect.poll(() => lost).toEqual([1]);
  expect(await kept[2]?.read()).toEqual(utterance(3));
  await audio[Symbol.asyncDispose]();
});

test('the end of the session leaves nothing behind', async () => {
  const audio = await openKeptAudio(optionsWith({ memoryLimitBytes: 0 }));
  audio.keep(utterance(1), expect.unreachable);
  await audio[Symbol.asyncDispose]();
  expect(await readdir(directory)).toEqual([]);
});

test('a folder that could no longer be written to goes with the session as well', async () => {
  const audio = await openKeptAudio(optionsWith());
  await Promise.all([1, 2, 3].map((value) => audio.keep(utterance(value), () => undefined).read()));
  const [folder = ''] = await readdir(directory);
  await rm(path.join(directory, folder), { recursive: true });
  await writeFile(path.join(directory, folder), 'in the way');
  expect(await audio.keep(utterance(4), expect.unreachable).read()).toEqual(utterance(4));
  expect(await audio.keep(utterance(5), expect.unreachable).read()).toEqual(utterance(5));
  await audio[Symbol.asyncDispose]();
  expect(await readdir(directory)).toEqual([]);
});

test('what a killed process left is deleted at the next start, and that of a living one is not', async () => {
  const living = await openKeptAudio(optionsWith({ memoryLimitBytes: 0 }));
  await living.keep(utterance(1), expect.unreachable).read();
  const source = `
    import { openKeptAudio } from ${JSON.stringify(new URL('../../../engine/transcription/kept-audio.ts', import.meta.url).href)};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const audio = await openKeptAudio({ directory: ${JSON.stringify(directory)}, mayWrite: () => true, memoryLimitBytes: 0, log });
    await audio.keep(new Int16Array(500), () => undefined).read();
    process.stdout.write('kept');
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source]);
  await once(child.stdout, 'data');
  expect(await filesIn(directory)).toHaveLength(2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await using _next = await openKeptAudio(optionsWith());
  expect(await filesIn(directory)).toHaveLength(1);
  await living[Symbol.asyncDispose]();
});

test('nothing is left once all is discarded, not even what was still being written', async () => {
  await using audio = await openKeptAudio(optionsWith());
  const kept = [1, 2, 3, 4].map((value) => audio.keep(utterance(value), expect.unreachable));
  await audio.discardAll();
  expect(await filesIn(directory)).toEqual([]);
  await expect(kept[3]?.read()).rejects.toThrow();
  expect(await audio.keep(utterance(5), expect.unreachable).read()).toEqual(utterance(5));
});
