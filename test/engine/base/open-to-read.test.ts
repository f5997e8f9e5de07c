import { execFileSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { isMissing, openToRead, openToReadSync, readFault } from '../../../engine/base/open-to-read.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-open-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Why it cannot be opened; undefined when it can. */
async function faultsOf(file: string): Promise<readonly (string | undefined)[]> {
  const waiting = openToRead(file).then(
    async (handle) => {
      await handle.close();
      return undefined;
    },
    (error: unknown) => readFault(error),
  );
  try {
    closeSync(openToReadSync(file));
    return [await waiting, undefined];
  } catch (error) {
    return [await waiting, readFault(error)];
  }
}

test('a file is opened, and what is none is named, whether or not the caller can wait', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, 'words');
  expect(await faultsOf(file)).toEqual([undefined, undefined]);
  expect(await faultsOf(folder)).toEqual(['it is a folder', 'it is a folder']);
  const absent = path.join(folder, 'absent');
  expect(await faultsOf(absent)).toEqual(['there is no such file', 'there is no such file']);
});

test.skipIf(process.platform === 'win32')('nothing waits for the writer of a pipe', async () => {
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await faultsOf(pipe)).toEqual(['it is not a file', 'it is not a file']);
  expect(await faultsOf('/dev/null')).toEqual(['it is not a file', 'it is not a file']);
});

test('only failures of the file system are put into words', () => {
  const failure = (code: string): Error => Object.assign(new Error('x'), { code });
  expect(readFault(failure('EACCES'))).toBe('reading it is not allowed');
  expect(readFault(failure('EIO'))).toBe('the system fails to read it (EIO)');
  expect(readFault(failure('ABORT_ERR'))).toBeUndefined();
  expect(readFault(new EngineError('busy', 'Busy.', 'Wait.'))).toBeUndefined();
  expect(readFault('ENOENT')).toBeUndefined();
  expect([isMissing(failure('ENOENT')), isMissing(failure('EIO')), isMissing('ENOENT')]).toEqual([
    true,
    false,
    false,
  ]);
});
